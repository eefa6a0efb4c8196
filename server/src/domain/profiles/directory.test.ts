import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domainWorld } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { newId } from '../../kernel/id.ts';
import { createAgent, updateAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { putAgentProfile, RandomProfiles, removeAgentProfile, searchDirectory, termRowsOf } from './index.ts';
import type { DirectorySearch, ProfileFields } from './index.ts';
import { keywordsOf } from './search-directory.ts';

const introduction = 'I am a helpful AI assistant for weather forecasting.';

/** A deployment whose directory holds only what the test puts there. */
async function stocked(world: DomainWorld) {
  const at = await world.org();
  let count = 0;
  const clock = { now: at.home.clock.now(), tick: 1 };
  const home = { ...at.home, clock: { ...at.home.clock, now: () => clock.now } };
  const add = async (fields: ProfileFields): Promise<string> => {
    clock.now += clock.tick;
    const { id } = await createAgent(at, { slug: `a${(count += 1)}-${newId(at.home.clock.now()).slice(-12)}`, model: 'gpt-4o' });
    await putAgentProfile({ ...at, home }, { address: id, fields });
    return id;
  };
  return { at, add, clock };
}

const search = (at: At, more: Partial<DirectorySearch>) => searchDirectory(at, { limit: 20, offset: 0, ...more });
const hits = async (at: At, more: Partial<DirectorySearch>) =>
  (await search(at, more)).entries.map(({ agentId, relevance }) => [agentId, relevance]);

describe.each(engines)('the directory on %s', (engine) => {
  let world: DomainWorld;
  let at: At;
  let add: Awaited<ReturnType<typeof stocked>>['add'];
  let clock: Awaited<ReturnType<typeof stocked>>['clock'];
  beforeAll(async () => {
    world = await domainWorld(engine);
  });
  afterAll(() => world.close());

  /** Empties the directory. */
  const fresh = async (): Promise<void> => {
    ({ at, add, clock } = await stocked(world));
    for (const { agent_id, org_id } of await world.rows('profiles'))
      await removeAgentProfile({ ...at, caller: { ...at.caller, orgId: org_id } }, agent_id);
  };

  test("the documentation's example has relevance 14", async () => {
    await fresh();
    const agentId = await add({ introduction, category: 'weather' });
    expect(await search(at, { text: 'weather forecast', category: 'weather', limit: 10 })).toEqual({
      entries: [{ agentId, introduction, category: 'weather', relevance: 14 }],
      total: 1,
      hasMore: false,
    });
  });

  test('more and exacter hits come first, then the newest', async () => {
    await fresh();
    const stem = await add({ introduction: 'Plans a trip' });
    const both = await add({ introduction: 'Planning of trips' });
    const exact = await add({ introduction: 'Planning' });
    const newer = await add({ introduction: 'Planning' });
    const label = await add({ introduction: 'Planning', category: 'trip' });
    expect(await hits(at, { text: 'planning a trip' })).toEqual([
      [label, 10],
      [both, 9],
      [stem, 9],
      [newer, 5],
      [exact, 5],
    ]);
  });

  test('profiles of the same moment have one order', async () => {
    await fresh();
    clock.tick = 0;
    const ids = [await add({ introduction }), await add({ introduction }), await add({ introduction })];
    const order = ids.toSorted().toReversed();
    expect((await hits(at, { text: 'weather' })).map(([id]) => id)).toEqual(order);
    expect((await hits(at, {})).map(([id]) => id)).toEqual(order);
  });

  test('without text everything is listed, newest first, with relevance 0', async () => {
    await fresh();
    const first = await add({ introduction: 'one', category: 'a' });
    const second = await add({ introduction: 'two', category: 'b' });
    for (const text of [undefined, '', '   '])
      expect(await hits(at, { text })).toEqual([
        [second, 0],
        [first, 0],
      ]);
    expect(await hits(at, { category: 'a' })).toEqual([[first, 0]]);
    expect(await hits(at, { category: 'A' })).toEqual([]);
    expect(await hits(at, { category: ' ａ ' })).toEqual([[first, 0]]);
  });

  test('pages follow each other without gaps, and their totals are true', async () => {
    await fresh();
    for (let index = 0; index < 7; index += 1) await add({ introduction: `weather ${index}`, category: 'even' });
    for (const more of [{}, { text: 'weather' }, { category: 'even' }, { text: 'weather', category: 'even' }]) {
      const whole = await search(at, more);
      expect([whole.entries.length, whole.total, whole.hasMore]).toEqual([7, 7, false]);
      const pages = [];
      for (const offset of [0, 3, 6]) pages.push(await search(at, { ...more, limit: 3, offset }));
      expect(pages.flatMap(({ entries }) => entries)).toEqual(whole.entries);
      expect(pages.map(({ hasMore }) => hasMore)).toEqual([true, true, false]);
      expect(pages.every(({ total, hasMore }) => (hasMore ? total <= 7 : total === 7))).toBe(true);
      expect(await search(at, { ...more, limit: 3, offset: 7 })).toEqual({ entries: [], total: 7, hasMore: false });
      expect(await search(at, { ...more, limit: 3, offset: 9_999_999 })).toEqual({ entries: [], total: 7, hasMore: false });
    }
  });

  test.each([
    ['прогноз', 'Прогноз погоды'],
    ['天気', '天気予報をお知らせします'],
    ['天气', '东京天气预报'],
    ['GRÖSSE', 'Die größe'.replace('ß', 'ss')],
    ['ｗｅａｔｈｅｒ', 'Weather'],
    ['node', 'Knows Node.js'],
  ])('%j finds %j', async (text, found) => {
    await fresh();
    const id = await add({ introduction: found });
    expect((await hits(at, { text })).map(([agentId]) => agentId)).toEqual([id]);
  });

  test.each([
    "%' UNION SELECT agent_id FROM agents --",
    '%%%%_',
    '____',
    '*',
    '\u0000',
    'the of and',
    "'; drop table profiles; --",
    'x'.repeat(500),
  ])('%j finds nothing and breaks nothing', async (text) => {
    await fresh();
    await add({ introduction });
    expect(await search(at, { text })).toEqual({ entries: [], total: 0, hasMore: false });
  });

  test('any words and any profiles are ranked by the sum of the best hit of each word', async () => {
    await fresh();
    const word = fc.constantFrom('weather', 'weathers', 'plan', 'plans', 'planning', 'law', 'погода', '天気', 'the');
    const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
    const aProfile = fc.record({ introduction: text, category: fc.constantFrom('', 'law', 'plans', '天気') });
    await fc.assert(
      fc.asyncProperty(fc.array(aProfile, { maxLength: 5 }), text, fc.constantFrom('', 'law', 'plans'), async (some, words, category) => {
        await fresh();
        const made: { agentId: string; fields: ProfileFields; relevance: number }[] = [];
        for (const fields of some) {
          const rows = termRowsOf({ agentId: '', introduction: fields.introduction, category: fields.category, createdAt: 0 });
          const worth = (term: string) => rows.find((row) => row.term === term && row.category === '')?.weight ?? 0;
          const relevance = keywordsOf(words).reduce((sum, terms) => sum + Math.max(...terms.map(worth)), 0);
          made.unshift({ agentId: await add(fields), fields, relevance });
        }
        const expected = made
          .filter((one) => one.relevance > 0 && (category === '' || one.fields.category === category))
          .sort((a, b) => b.relevance - a.relevance);
        expect(await hits(at, { text: words, category })).toEqual(expected.map(({ agentId, relevance }) => [agentId, relevance]));
      }),
      { numRuns: 25 },
    );
  });

  test('random profiles are different, listed, and fewer only where there are no more', async () => {
    await fresh();
    const random = new RandomProfiles(Math.random);
    const take = async (limit: number) => (await random.take(at, limit)).map(({ agentId }) => agentId);
    expect(await take(5)).toEqual([]);
    const ids = [await add({ introduction: 'one' }), await add({ introduction: 'two' }), await add({ introduction: 'three' })];
    expect((await take(5)).sort()).toEqual(ids.toSorted());
    expect(await take(2)).toHaveLength(2);
    await removeAgentProfile(at, ids[0] ?? '');
    await updateAgent(at, { address: ids[1] ?? '', changes: { status: 'suspended' } });
    expect(await take(5)).toEqual([ids[2]]);
    const late = await add({ introduction: 'four' });
    expect((await take(5)).sort()).toEqual([ids[2], late].sort());
    await add({ introduction: 'inactive', status: 'inactive' });
    expect(await take(20)).toHaveLength(2);
  });

  test('random answers never hold more than 20 profiles', async () => {
    await fresh();
    for (let index = 0; index < 25; index += 1) await add({ introduction: `n${index}` });
    const entries = await new RandomProfiles(Math.random).take(at, 1_000);
    expect([entries.length, new Set(entries.map(({ agentId }) => agentId)).size]).toEqual([20, 20]);
    expect(entries.every(({ relevance }) => relevance === 0)).toBe(true);
  });
});
