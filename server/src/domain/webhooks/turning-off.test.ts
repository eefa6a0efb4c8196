import { describe, expect, it } from 'vitest';
import { as, keyCaller, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import type { Receiver } from '../../../test/receiver.ts';
import { webhookRoom } from '../../../test/webhook-room.ts';
import { webhookSender } from '../../../test/webhook-sender.ts';
import { engines } from '../../../test/world.ts';
import type { Mail } from '../../kernel/mailer.ts';
import { recordActivity } from '../activity/index.ts';
import { createAgent, deleteAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import {
  agentWebhooksOf,
  createWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  pruneDeliveries,
  putAgentWebhook,
  recoverDeliveries,
  resendDelivery,
  sendTestEvent,
  setAgentWebhook,
  updateWebhook,
} from './index.ts';

const hour = 3_600_000;

const happen = (at: At, agentId: string | null = null) =>
  at.home.transact((tx) => recordActivity(tx, at, { event: 'task.created', agentId, data: { task: { id: 1 } } }));

describe.each(engines)('endpoints that fail, and their ends, on %s', (engine) => {
  let world: DomainWorld;
  let receiver: Receiver;
  let at: At;
  webhookRoom(engine, (room) => ({ world, at, receiver } = room));
  const add = (more: object = {}, on = at) => createWebhook(on, { url: receiver.url, ...more });
  const deliveries = async (webhook: string) => (await listDeliveries(at, { webhook, limit: 100 })).items;
  const fail = (status = 500) => {
    receiver.answer = (_, response) => void response.writeHead(status).end();
  };
  const heal = () => {
    receiver.answer = (_, response) => void response.end();
  };

  it('410 turns the webhook off at once, keeps what waits, and says so in the audit trail and to the owners', async () => {
    const mails: Mail[] = [];
    const mailer = { isConfigured: true, send: async (mail: Mail) => mails.push(mail) > 0 };
    const told: At = { ...at, home: { ...at.home, mailer } };
    const owner = await person(at, 'owner');
    await person(at, 'viewer');
    const { webhook } = await add();
    await happen(at);
    await happen(at);
    fail(410);
    await webhookSender(told, { perEndpointMax: 1 }).workOff();
    expect((await getWebhook(at, webhook.id)).webhook).toMatchObject({
      status: 'disabled',
      disabledReason: 'The receiver answered 410 Gone.',
    });
    expect((await deliveries(webhook.id)).map(({ state, lastError, nextAt }) => [state, lastError, nextAt])).toEqual([
      ['pending', null, null],
      ['dead', 'gone', null],
    ]);
    expect(mails.map(({ to }) => to)).toEqual([owner.email]);
    expect(mails[0]?.text).not.toContain('/hook');
    const audit = (await world.rows('audit_entries')).filter((row) => row.org_id === at.caller.orgId).map((row) => row.event);
    expect(audit).toContain('webhook.disabled');
    await happen(at);
    expect(await deliveries(webhook.id)).toHaveLength(2);
    heal();
    await updateWebhook(at, { address: webhook.id, changes: { status: 'active' } });
    expect(await webhookSender(at).workOff()).toBe(1);
    expect((await getWebhook(at, webhook.id)).webhook).toMatchObject({ status: 'active', disabledReason: null });
  });

  it('five days of failures turn it off, a success among them does not', async () => {
    const moved = withClock(at);
    const sender = webhookSender(moved.at, { delaysMs: { standard: [0, hour], short: [0, hour] } });
    const { webhook } = await add({}, moved.at);
    const now = async () => (await getWebhook(moved.at, webhook.id)).webhook;
    const round = async (): Promise<void> => {
      await happen(moved.at);
      await sender.workOff();
      moved.advance(30 * hour);
      await sender.workOff();
    };
    fail();
    for (let n = 0; n < 3; n += 1) await round();
    expect(await now()).toMatchObject({ status: 'active', failingSince: expect.any(Number) });
    heal();
    await round();
    expect(await now()).toMatchObject({ status: 'active', failingSince: null });
    fail();
    for (let n = 0; n < 5; n += 1) await round();
    expect(await now()).toMatchObject({ status: 'disabled', disabledReason: 'Every attempt of the last five days failed.' });
  });

  it('one that was turned off by a person keeps what waits and sends it when it is on again', async () => {
    const { webhook } = await add();
    await happen(at);
    await updateWebhook(at, { address: webhook.id, changes: { status: 'disabled' } });
    expect(await webhookSender(at).workOff()).toBe(0);
    await expect(sendTestEvent(at, { webhook: webhook.id })).rejects.toMatchObject({ kind: 'conflict', reason: 'webhook.disabled' });
    await updateWebhook(at, { address: webhook.id, changes: { status: 'active' } });
    expect(await webhookSender(at).workOff()).toBe(1);
  });

  it('what was given up is sent again: one by one, or all since a time, under the same ids', async () => {
    const moved = withClock(at);
    const { webhook } = await add({}, moved.at);
    const sender = webhookSender(moved.at, { delaysMs: { standard: [0], short: [0] } });
    fail();
    for (let n = 0; n < 3; n += 1) {
      await happen(moved.at);
      await sender.workOff();
      moved.advance(hour);
    }
    heal();
    const dead = await deliveries(webhook.id);
    expect(dead.map(({ state }) => state)).toEqual(['dead', 'dead', 'dead']);
    const [third, second, first] = dead;
    await resendDelivery(moved.at, { webhook: webhook.id, delivery: first?.id ?? '' });
    expect(await sender.workOff()).toBe(1);
    expect(await recoverDeliveries(moved.at, { webhook: webhook.id, since: (second?.createdAt ?? 0) + 1 })).toBe(1);
    expect(await sender.workOff()).toBe(1);
    expect((await deliveries(webhook.id)).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['delivered', 2],
      ['dead', 1],
      ['delivered', 2],
    ]);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids.slice(3)).toEqual([first?.id, third?.id]);
  });

  it('a test event goes out whatever the filter says, marked as a test', async () => {
    const { webhook } = await add({ events: ['project.created'] });
    await sendTestEvent(at, { webhook: webhook.id, event: 'task.assigned' });
    await sendTestEvent(at, { webhook: webhook.id });
    await webhookSender(at).workOff();
    const bodies = receiver.received.map(({ body }) => JSON.parse(body)).sort((a, b) => a.type.localeCompare(b.type));
    expect(bodies.map(({ type, data }) => [type, data.test])).toEqual([
      ['task.assigned', true],
      ['webhook.test', true],
    ]);
    await expect(sendTestEvent(at, { webhook: webhook.id, event: 'no.such' })).rejects.toMatchObject({ reason: 'webhook.event_unknown' });
  });

  it("an agent's inline webhook hears of that agent alone and ends with it", async () => {
    const mine = await createAgent(at, { slug: 'mine', model: 'gpt-4o' });
    const other = await createAgent(at, { slug: 'other', model: 'gpt-4o' });
    const { webhook } = await putAgentWebhook(at, { agent: 'mine', url: receiver.url });
    expect(webhook).toMatchObject({ style: 'cavendo', schedule: 'short', agentId: mine.id });
    for (const agent of [mine.id, other.id, null]) await happen(at, agent);
    expect(await webhookSender(at).workOff()).toBe(1);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ event: 'task.created' });
    await deleteAgent(at, 'mine');
    expect((await listWebhooks(at, { limit: 10 })).items).toEqual([]);
  });

  it('an inline webhook is made, changed and removed with the agent', async () => {
    const { id } = await createAgent(at, { slug: 'inline', model: 'gpt-4o' });
    const set = (change: Parameters<typeof setAgentWebhook>[3]) => at.home.transact((tx) => setAgentWebhook(tx, at, { id }, change));
    const read = async () => (await at.home.read((tx) => agentWebhooksOf(tx, at.caller.orgId, [id]))).get(id);
    await expect(set({ events: ['task.created'] })).rejects.toMatchObject({ reason: 'webhook.url_missing' });
    await set({ url: receiver.url, events: ['task.*'] });
    expect(await read()).toEqual({ url: receiver.url, events: ['task.*'] });
    await set({ events: [] });
    expect(await read()).toEqual({ url: receiver.url, events: [] });
    await expect(set({ url: 'http://10.0.0.1/' })).rejects.toMatchObject({ reason: 'webhook.address_forbidden' });
    await set({ url: null });
    expect(await read()).toBeUndefined();
  });

  it('an agent whose webhook works in circles is slowed down to 100 a minute, and nothing of it is lost', async () => {
    const { id } = await createAgent(at, { slug: 'circle', model: 'gpt-4o' });
    const { webhook } = await putAgentWebhook(at, { agent: id, url: receiver.url });
    for (let n = 0; n < 130; n += 1) await happen(at, id);
    const waiting = (await listDeliveries(at, { webhook: webhook.id, limit: 200 })).items;
    const late = waiting.filter(({ nextAt, createdAt }) => (nextAt ?? 0) > createdAt + 100);
    expect([waiting.length, late.length > 20 && late.length <= 30]).toEqual([130, true]);
  });

  it('deliveries are dropped after 30 days with their attempts, and younger ones are not', async () => {
    const moved = withClock(at);
    const { webhook } = await add({}, moved.at);
    await happen(moved.at);
    await webhookSender(moved.at).workOff();
    moved.advance(29 * 24 * hour);
    expect(await pruneDeliveries(moved.at.home)).toBe(0);
    moved.advance(24 * hour + 60_000);
    await happen(moved.at);
    expect(await pruneDeliveries(moved.at.home)).toBe(1);
    expect((await deliveries(webhook.id)).map(({ seq }) => seq)).toEqual([2]);
    expect(await world.rows('webhook_attempts')).toEqual([]);
  });

  it('a caller that reaches some agents only sees their webhooks and has no part in those of the organisation', async () => {
    const { id } = await createAgent(at, { slug: 'reached', model: 'gpt-4o' });
    const whole = await add();
    const { webhook } = await putAgentWebhook(at, { agent: id, url: receiver.url });
    const limited = as(at, keyCaller(at, ['webhooks:*'], [id]));
    expect((await listWebhooks(limited, { limit: 10 })).items.map((one) => one.webhook.id)).toEqual([webhook.id]);
    await expect(getWebhook(limited, whole.webhook.id)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(add({}, limited)).rejects.toMatchObject({ kind: 'forbidden', reason: 'webhook.out_of_scope' });
    await expect(getWebhook(await world.org(), webhook.id)).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('an organisation has at most 20, also when they are made at once', async () => {
    const made = await Promise.allSettled(Array.from({ length: 25 }, () => add()));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    await expect(add()).rejects.toMatchObject({ kind: 'conflict', reason: 'webhook.too_many' });
  });
});
