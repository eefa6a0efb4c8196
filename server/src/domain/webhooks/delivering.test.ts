import { createHmac } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it } from 'vitest';
import { withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import type { Received, Receiver } from '../../../test/receiver.ts';
import { webhookRoom } from '../../../test/webhook-room.ts';
import { webhookSender } from '../../../test/webhook-sender.ts';
import { engines } from '../../../test/world.ts';
import { recordActivity } from '../activity/index.ts';
import type { At } from '../home.ts';
import { createWebhook, getDelivery, listDeliveries, rotateWebhookSecret, updateWebhook } from './index.ts';

const happen = (at: At, event: 'task.created' | 'task.completed' = 'task.created', data: object = { task: { id: 1 } }) =>
  at.home.transact((tx) => recordActivity(tx, at, { event, data: data as never }));

const headersOf = ({ headers }: Received): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

describe.each(engines)('delivering on %s', (engine) => {
  let world: DomainWorld;
  let receiver: Receiver;
  let at: At;
  webhookRoom(engine, (room) => ({ world, at, receiver } = room));
  const add = (more: object = {}, on = at) => createWebhook(on, { url: receiver.url, ...more });
  const deliveries = async (webhook: string) => (await listDeliveries(at, { webhook, limit: 100 })).items;
  const only = async (webhook: string) => {
    const [one, ...others] = await deliveries(webhook);
    expect(others).toEqual([]);
    if (one === undefined) throw new Error('nothing is to be delivered');
    return one;
  };

  it('what was committed is sent, signed so that both libraries of the standard accept it', async () => {
    const { webhook, secret } = await add();
    await happen(at);
    expect(await webhookSender(at).workOff()).toBe(1);
    const [got] = receiver.received;
    if (got === undefined) throw new Error('nothing came');
    for (const Verifier of [StandardWebhook, SvixWebhook]) {
      const body = new Verifier(secret.reveal()).verify(got.body, headersOf(got));
      expect(body).toEqual({ type: 'task.created', timestamp: expect.any(String), data: { task: { id: 1 } } });
    }
    expect(() => new StandardWebhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(got.body, headersOf(got))).toThrow();
    const one = await only(webhook.id);
    expect(got.headers).toMatchObject({ 'webhook-id': one.id, 'x-forgeyard-sequence': '1', 'content-type': 'application/json' });
    expect(one).toMatchObject({ state: 'delivered', attempts: 1, seq: 1, lastStatus: 200, lastError: null, nextAt: null });
  });

  it('nothing is sent of a change that was rolled back', async () => {
    const { webhook } = await add();
    const broken = at.home.transact(async (tx) => {
      await recordActivity(tx, at, { event: 'task.created', data: {} });
      throw new Error('changed my mind');
    });
    await expect(broken).rejects.toThrow('changed my mind');
    expect([await webhookSender(at).workOff(), await deliveries(webhook.id)]).toEqual([0, []]);
  });

  it('the style of the agents API has its own body and headers besides those of the standard', async () => {
    const { secret } = await add({ style: 'cavendo' });
    await happen(at);
    await webhookSender(at).workOff();
    const [got] = receiver.received;
    expect(JSON.parse(got?.body ?? '')).toEqual({ event: 'task.created', timestamp: expect.any(String), data: { task: { id: 1 } } });
    const mac = createHmac('sha256', secret.reveal())
      .update(got?.body ?? '')
      .digest('hex');
    expect(got?.headers).toMatchObject({
      'x-cavendo-event': 'task.created',
      'x-cavendo-signature': `sha256=${mac}`,
      'x-cavendo-delivery': got?.headers['webhook-id'],
      'x-cavendo-timestamp': expect.stringMatching(/^\d{4}-.*Z$/),
    });
    new StandardWebhook(secret.reveal()).verify(got?.body ?? '', headersOf(got as Received));
  });

  it('a filter keeps out what it does not name, and numbers are without a gap', async () => {
    const some = await add({ events: ['task.completed', 'deliverable.*'] });
    const all = await add();
    for (const event of ['task.created', 'task.completed', 'task.created'] as const) await happen(at, event);
    await happen(await world.org());
    expect((await deliveries(some.webhook.id)).map(({ event, seq }) => [event, seq])).toEqual([['task.completed', 1]]);
    expect((await deliveries(all.webhook.id)).map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });

  it('the schedule runs through its ten attempts over three days, always under the same id, and then gives up', async () => {
    const moved = withClock(at);
    receiver.answer = (_, response) => void response.writeHead(500).end('no');
    const { webhook } = await add({}, moved.at);
    await happen(moved.at);
    const sender = webhookSender(moved.at);
    const hour = 3_600_000;
    const waits = [0, 5_000, 300_000, 1_800_000, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour)];
    for (const wait of waits) {
      moved.advance(wait * 0.89);
      if (wait > 0) expect(await sender.workOff(), `before ${wait} ms`).toBe(0);
      moved.advance(wait * 0.22);
      expect(await sender.workOff(), `after ${wait} ms`).toBe(1);
    }
    moved.advance(48 * hour);
    expect(await sender.workOff()).toBe(0);
    expect(await only(webhook.id)).toMatchObject({ state: 'dead', attempts: 10, lastStatus: 500, lastError: 'status', nextAt: null });
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const stamps = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(stamps.every((stamp, index) => index < 2 || stamp > (stamps[index - 1] ?? 0))).toBe(true);
  });

  it('the short schedule tries again after 1, 5 and 30 minutes', async () => {
    const moved = withClock(at);
    receiver.answer = (_, response) => void response.writeHead(503).end();
    const { webhook } = await add({ schedule: 'short' }, moved.at);
    await happen(moved.at);
    for (const minutes of [0, 1, 5, 30]) {
      moved.advance(minutes * 60_000 * 1.11);
      expect(await webhookSender(moved.at).workOff()).toBe(1);
    }
    expect((await only(webhook.id)).state).toBe('dead');
  });

  it('a receiver can put the next attempt off, by a day at most', async () => {
    const moved = withClock(at);
    for (const [asked, seconds] of [
      ['120', 120],
      ['999999999', 86_400],
      ['3', 4.5],
    ] as const) {
      receiver.answer = (_, response) => void response.writeHead(429, { 'retry-after': asked }).end();
      const { webhook } = await add({}, moved.at);
      await happen(moved.at, 'task.completed');
      await webhookSender(moved.at).workOff();
      const waits = ((await only(webhook.id)).nextAt ?? 0) - moved.at.home.clock.now();
      expect(waits / 1_000).toBeGreaterThan(seconds - 2);
      expect(waits / 1_000).toBeLessThanOrEqual(Math.max(seconds, 5.5));
      await updateWebhook(at, { address: webhook.id, changes: { status: 'disabled' } });
    }
  });

  it('a redirect is a failure and is not followed', async () => {
    receiver.answer = ({ path }, response) => void response.writeHead(path === '/hook' ? 302 : 200, { location: '/elsewhere' }).end();
    const { webhook } = await add();
    await happen(at);
    await webhookSender(at).workOff();
    expect(await only(webhook.id)).toMatchObject({ state: 'retrying', lastStatus: 302, lastError: 'redirect' });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('both secrets sign during the overlap of a rotation, and the old one no more after it', async () => {
    const moved = withClock(at);
    const { webhook, secret: old } = await add({}, moved.at);
    const { secret } = await rotateWebhookSecret(moved.at, { address: webhook.id, overlapHours: 1 });
    await happen(moved.at);
    await webhookSender(moved.at).workOff();
    const [first] = receiver.received;
    expect(String(first?.headers['webhook-signature']).split(' ')).toHaveLength(2);
    for (const one of [old, secret]) new StandardWebhook(one.reveal()).verify(first?.body ?? '', headersOf(first as Received));
    moved.advance(3_600_001);
    await happen(moved.at);
    await webhookSender(moved.at).workOff();
    expect(String(receiver.received[1]?.headers['webhook-signature']).split(' ')).toHaveLength(1);
  });

  it('an attempt is kept with what was sent and answered, and neither tells a secret', async () => {
    const { webhook, secret } = await add();
    receiver.answer = (_, response) => {
      response.writeHead(400, { 'set-cookie': 'session=hidden', 'x-echo': secret.reveal() });
      response.end(`you sent ${secret.reveal()} and forge_0123456789abcdefghij ${'x'.repeat(9_000)}`);
    };
    await happen(at);
    await webhookSender(at).workOff();
    const one = await only(webhook.id);
    const detail = await getDelivery(at, { webhook: webhook.id, delivery: one.id });
    const [attempt] = detail.attempts;
    expect(attempt).toMatchObject({ number: 1, status: 400, error: 'status' });
    expect(attempt?.requestHeaders['webhook-id']).toBe(one.id);
    expect(detail.signatureBase).toBe(`${one.id}.${attempt?.requestHeaders['webhook-timestamp']}.${detail.payload}`);
    expect(attempt?.responseBody?.startsWith('you sent [secret] and [secret] xxx')).toBe(true);
    expect(attempt?.responseBody?.length).toBeLessThanOrEqual(4_096);
    expect(attempt?.responseHeaders).toMatchObject({ 'set-cookie': '[secret]', 'x-echo': '[secret]' });
    const everything = `${JSON.stringify(detail)} ${await world.everything()}`;
    expect(everything).not.toContain(secret.reveal().slice(6));
    expect(everything).not.toContain('session=hidden');
  });

  it('a body that would be too large is shortened and says so', async () => {
    await add();
    await happen(at, 'task.created', { task: { id: 1, title: 'é'.repeat(40_000) }, list: Array.from({ length: 9_000 }, (_, n) => n) });
    await webhookSender(at).workOff();
    const body = receiver.received[0]?.body ?? '';
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
    expect(JSON.parse(body).data).toMatchObject({ task: { id: 1 }, truncated: true });
  });
});
