import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../account.ts';
import { owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { roomOf } from '../instances.ts';
import type { Room } from '../instances.ts';
import { postOtlp, spanJson, tracesJson } from '../otlp.ts';
import { insertion } from '../../src/store/index.ts';
import { engines, world } from '../world.ts';
import type { World } from '../world.ts';

const events = insertion('events', ['session_id', 'seq', 'org_id', 'run_id', 'type', 'payload', 'at']);
const messages = insertion('messages', [
  'id',
  'org_id',
  'session_id',
  'seq',
  'sender',
  'sender_user_id',
  'requires_input',
  'interaction_id',
  'created_at',
]);

/** Characters that a page holds, with what JSON adds. */
const pageCharsMax = 10_000_000;

describe.each(engines)('what somebody makes large on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let r: Room;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
    r = await roomOf(w, boss);
  });
  afterAll(() => w.close());

  /** A session in which a person wrote as much as the limits let them in some hours. */
  const wordy = async (count: number): Promise<string> => {
    const { id } = await r.say('Begin');
    const now = w.server.home.clock.now();
    const content = 'w'.repeat(100_000);
    const rows = Array.from({ length: count }, (_, index) => ({ id: randomUUID(), seq: index + 3 }));
    for (let start = 0; start < count; start += 20) {
      await w.server.home.transact(async (tx) => {
        const part = rows.slice(start, start + 20);
        const payload = (one: string) => ({
          message_id: one,
          sender: 'user',
          user_id: null,
          content,
          requires_user_input: false,
          metadata: {},
        });
        const place = { session_id: id, org_id: boss.orgId };
        await tx.insert(
          events,
          part.map((row) => ({
            ...place,
            seq: row.seq,
            run_id: null,
            type: 'message.posted',
            payload: JSON.stringify(payload(row.id)),
            at: now,
          })),
        );
        await tx.insert(
          messages,
          part.map((row) => ({
            ...place,
            ...row,
            sender: 'user',
            sender_user_id: null,
            requires_input: 0,
            interaction_id: null,
            created_at: now,
          })),
        );
      });
    }
    await w.server.home.transact((tx) =>
      tx.query((db) =>
        db
          .updateTable('sessions')
          .set({ last_seq: count + 2 })
          .where('id', '=', id)
          .returning('id'),
      ),
    );
    return id;
  };

  test('is read page by page, each message once, whatever limit is asked for', async () => {
    const id = await wordy(90);
    const seen: string[] = [];
    for (let before = '', pages = 0; pages < 10; pages += 1) {
      const page = await boss.call('GET', `/api/v1/agent-instances/${id}/messages?limit=500${before}`);
      expect(page.status).toBe(200);
      expect(page.text.length).toBeLessThan(pageCharsMax);
      if (page.body.length === 0) break;
      seen.unshift(...page.body.map((one: any) => one.id));
      before = `&before_message_id=${page.body[0].id}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([91, 91]);
    const own = bearer(w, r.key);
    const given: string[] = [];
    for (let polls = 0; polls < 10; polls += 1) {
      const { body, text } = await own('GET', `/api/v1/messages/pending?agent_instance_id=${id}`);
      expect(text.length).toBeLessThan(pageCharsMax);
      if (body.messages.length === 0) break;
      given.push(...body.messages.map((one: any) => one.id));
    }
    expect(given).toEqual(seen.slice(1));
  });

  test('in spans comes in pages of a bounded size, each span once, and as one whole download', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`a${index}`, 'x'.repeat(3_500)]));
    for (let part = 0; part < 4; part += 1) {
      const spans = Array.from({ length: 200 }, (_, index) => spanJson({ trace: 77, id: part * 200 + index + 1, attributes }));
      const sent = await postOtlp({ url: w.url, key: r.key }, { body: JSON.stringify(tracesJson('wide', spans)) });
      expect([sent.status, String(sent.bytes)]).toEqual([200, '{}']);
    }
    const { id } = (await boss.call('GET', '/v1/sessions?agent=wide')).body.data[0];
    const seen: string[] = [];
    for (let after = '', pages = 0; pages < 20; pages += 1) {
      const page = await boss.call('GET', `/v1/sessions/${id}/spans?limit=5000${after}`);
      expect(page.text.length).toBeLessThan(pageCharsMax);
      seen.push(...page.body.data.map((one: any) => one.id));
      if (!page.body.has_more) break;
      after = `&after=${page.body.next_cursor}`;
    }
    expect([seen.length, new Set(seen).size]).toEqual([800, 800]);
    const whole = await boss.call('GET', `/v1/sessions/${id}/otlp`);
    expect(whole.body.resourceSpans[0].scopeSpans[0].spans).toHaveLength(800);
  });
});
