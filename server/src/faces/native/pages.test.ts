import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const count = 23;

describe.each(enginesOf(import.meta.url))('lists of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
    const paused = await w.agent('asking', 'three', { config: { tool_policy: { 'formula-engine': 'ask' } } });
    for (let index = 0; index < count; index += 1) {
      await w.call('POST', '/v1/agents', { slug: `listed-${index}`, tools: ['json-utils'] });
      await w.call('POST', '/v1/credentials', { name: `listed-${index}`, org_wide: true });
      await w.call('POST', `/v1/agents/${paused}/runs`, { input: 'x' });
    }
  });
  afterAll(() => w.close());

  test.each(['/v1/agents', '/v1/runs', '/v1/sessions', '/v1/credentials', '/v1/interactions'])(
    '%s: pages of any size hold every row exactly once, newest first, also while rows are added',
    async (path) => {
      const whole: string[] = (await w.call('GET', `${path}?limit=200`)).body.data.map((one: any) => one.id);
      expect(whole.length).toBeGreaterThanOrEqual(count);
      expect(new Set(whole).size).toBe(whole.length);
      expect(whole).toEqual([...whole].sort().reverse());
      for (const limit of [1, 7, whole.length - 1, whole.length, 200]) {
        const seen: string[] = [];
        let cursor = '';
        for (let pages = 0; pages <= whole.length; pages += 1) {
          const { status, body } = await w.call('GET', `${path}?limit=${limit}&cursor=${cursor}`);
          const counted = path === '/v1/interactions' ? ['open_count'] : [];
          expect([status, Object.keys(body)]).toEqual([200, ['data', 'next_cursor', 'has_more', ...counted]]);
          expect(body.data.length).toBeLessThanOrEqual(limit);
          expect(body.has_more).toBe(body.next_cursor !== null);
          seen.push(...body.data.map((one: any) => one.id));
          if (!body.has_more) break;
          cursor = body.next_cursor;
          if (limit === 7 && pages === 0)
            await w.call('POST', '/v1/agents', { slug: `late${path.replaceAll(/[/\d]/g, '-')}`, tools: ['json-utils'] });
        }
        const late = limit === 200 || limit >= whole.length ? [] : seen.filter((id) => !whole.includes(id));
        expect(
          seen.filter((id) => whole.includes(id)),
          `${limit} a page`,
        ).toEqual(whole);
        expect(late.length).toBeLessThanOrEqual(1);
      }
    },
  );

  test.each(['/v1/agents', '/v1/runs', '/v1/sessions', '/v1/credentials', '/v1/interactions'])(
    '%s: 50 rows without a limit, 400 for a limit or cursor that is none',
    async (path) => {
      expect((await w.call('GET', path)).body.data.length).toBeLessThanOrEqual(50);
      for (const query of [
        'limit=0',
        'limit=-1',
        'limit=201',
        'limit=1e9',
        'limit=x',
        'limit=',
        'cursor=x',
        `cursor=${'A'.repeat(300)}`,
        'limit=1&limit=2',
        'cursor[]=x&cursor[]=y&cursor=1&cursor=2',
      ]) {
        const reply = await w.call('GET', `${path}?${query}`);
        expect([reply.status, typeof reply.body.code], query).toEqual([400, 'string']);
      }
    },
  );
});
