import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { domainWorld } from '../../test/domain-world.ts';
import type { DomainWorld } from '../../test/domain-world.ts';
import { reachesReceivers, startReceiver } from '../../test/receiver.ts';
import type { Receiver } from '../../test/receiver.ts';
import { webhookSender } from '../../test/webhook-sender.ts';
import { engines, place } from '../../test/world.ts';
import { recordActivity } from '../domain/activity/index.ts';
import type { At } from '../domain/home.ts';
import { createWebhook, deleteWebhook, listDeliveries } from '../domain/webhooks/index.ts';
import { FetchFailure } from '../kernel/fetch-failure.ts';
import { defaultWebhookLimits, WebhookWorker } from './index.ts';

describe.each(engines)('the sender of webhooks on %s', (engine) => {
  let world: DomainWorld;
  let here: Awaited<ReturnType<typeof place>>;
  let silent: Receiver;
  let quick: Receiver;
  let at: At;
  beforeAll(async () => {
    here = await place(engine, reachesReceivers);
    world = await domainWorld(engine, here);
  });
  afterAll(async () => {
    await world.close();
    await here.dispose();
  });
  const made: { readonly at: At; readonly id: string }[] = [];
  beforeEach(async () => {
    at = await world.org();
    [silent, quick] = await Promise.all([startReceiver(() => undefined), startReceiver()]);
  });
  afterEach(async () => {
    for (const one of made.splice(0)) await deleteWebhook(one.at, one.id);
    await Promise.all([silent.close(), quick.close()]);
  });
  const add = async (url: string): Promise<string> => {
    const { webhook } = await createWebhook(at, { url });
    made.push({ at, id: webhook.id });
    return webhook.id;
  };
  const happen = () => at.home.transact((tx) => recordActivity(tx, at, { event: 'task.created', data: {} }));
  const states = async (webhook: string): Promise<string[]> =>
    (await listDeliveries(at, { webhook, limit: 100 })).items.map(({ state, attempts }) => `${state} ${attempts}`);

  it('a receiver that is silent gets five requests at once and holds up no other', async () => {
    const [slow, fast] = [await add(silent.url), await add(quick.url)];
    for (let n = 0; n < 12; n += 1) await happen();
    const sender = webhookSender(at, { pollMs: 20, drainMs: 0 });
    sender.start();
    await quick.until(12);
    expect(silent.received).toHaveLength(5);
    await expect.poll(() => states(fast)).toEqual(Array(12).fill('delivered 1'));
    await sender.drain();
    expect(await states(slow)).toEqual(Array(12).fill('pending 0'));
  });

  it('what was under way when a server stops goes out by the next one at once', async () => {
    const webhook = await add(silent.url);
    await happen();
    const first = webhookSender(at, { drainMs: 0 });
    first.start();
    await silent.until(1);
    await first.drain();
    silent.answer = (_, response) => void response.end();
    expect(await webhookSender(at).workOff()).toBe(1);
    expect(await states(webhook)).toEqual(['delivered 1']);
    expect(new Set(silent.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('a delivery that had to wait for its turn has not used up an attempt', async () => {
    const webhook = await add(quick.url);
    await happen();
    const guardedFetch = () => Promise.reject(new FetchFailure('limited'));
    const reportFault = (where: string): never => {
      throw new Error(where);
    };
    await new WebhookWorker({ home: at.home, guardedFetch, reportFault, random: () => 0 }, defaultWebhookLimits).workOff();
    expect(await states(webhook)).toEqual(['pending 0']);
  });

  it('two senders on one store send each delivery once', async () => {
    const webhook = await add(quick.url);
    for (let n = 0; n < 40; n += 1) await happen();
    const counts = await Promise.all([webhookSender(at).workOff(), webhookSender(at).workOff()]);
    expect([counts[0] + counts[1], quick.received.length]).toEqual([40, 40]);
    expect(await states(webhook)).toEqual(Array(40).fill('delivered 1'));
  });

  it('a delivery of a sender that vanished is taken up when its lease is over, and a late answer changes nothing', async () => {
    const webhook = await add(silent.url);
    await happen();
    const vanished = webhookSender(at, { timeoutMs: 1_500, leaseMarginMs: -1_480, drainMs: 0 });
    const late = vanished.workOff();
    await silent.until(1);
    silent.answer = (_, response) => void response.end();
    const next = webhookSender(at);
    await expect.poll(() => next.workOff(), { timeout: 30_000 }).toBe(1);
    await late;
    expect(await states(webhook)).toEqual(['delivered 1']);
  });
});
