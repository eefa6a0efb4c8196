import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { reachesReceivers, startReceiver } from '../receiver.ts';
import type { Received, Receiver } from '../receiver.ts';
import { engines, place } from '../world.ts';
import type { TestEngine } from '../world.ts';
import { freePort, startChild } from './child-server.ts';
import type { ChildServer } from './child-server.ts';

const eventCount = Number(process.env['WEBHOOK_EVENTS'] ?? 300);
const killCount = Number(process.env['WEBHOOK_KILLS'] ?? 5);
const writerCount = 4;
const failureShare = 0.3;
const endMs = 120_000;
const quick = { shortLease: ['--lease-ms', '2000', '--webhook-delay-ms', '50'] };

/** Fails three of ten requests: with 500, by silence, or by a reset. Says which it took. */
async function startFlaky(): Promise<{ readonly receiver: Receiver; readonly taken: Received[]; readonly failed: () => number }> {
  const taken: Received[] = [];
  let failed = 0;
  const receiver = await startReceiver((received, response, request) => {
    if (Math.random() >= failureShare) {
      taken.push(received);
      response.end();
      return;
    }
    const way = randomInt(3);
    failed += 1;
    if (way === 0) response.writeHead(500).end();
    else if (way === 1) request.socket.resetAndDestroy();
  });
  return { receiver, taken, failed: () => failed };
}

/** Makes tasks until there are enough that the server acknowledged; a refused connection is tried again. */
async function write(up: () => Promise<ChildServer>, acknowledged: Set<number>): Promise<void> {
  while (acknowledged.size < eventCount) {
    try {
      const reply = await (await up()).call('POST', '/v1/tasks', { title: 'One of many' });
      if (reply.status === 201) acknowledged.add(reply.body.number);
    } catch {
      await delay(20);
    }
  }
}

const factsOf = ({ headers, body }: Received) => ({
  id: String(headers['webhook-id']),
  seq: Number(headers['x-forgeyard-sequence']),
  task: Number(JSON.parse(body).data.task.id),
});

async function allDeliveries(server: Pick<ChildServer, 'call'>, webhook: string): Promise<any[]> {
  const all: any[] = [];
  for (let cursor = ''; ;) {
    const { body } = await server.call('GET', `/v1/webhooks/${webhook}/deliveries?limit=200${cursor}`);
    all.push(...body.data);
    if (!body.has_more) return all;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

async function untilDelivered(server: Pick<ChildServer, 'call'>, webhook: string): Promise<any[]> {
  const open = async (): Promise<string[]> =>
    (await allDeliveries(server, webhook)).filter(({ state }) => state !== 'delivered').map(({ id, state }) => `${id} ${state}`);
  await expect.poll(open, { timeout: endMs, interval: 200 }).toEqual([]);
  return allDeliveries(server, webhook);
}

const killsOf: { readonly [E in TestEngine]: number } = { sqlite: killCount, postgres: Math.ceil(killCount / 2) };

describe.each(engines)('R11: webhooks of a server that is killed again and again, on %s', (engine) => {
  it(
    'reach a receiver that fails three times in ten: none is lost, ids are constant, numbers are without a gap',
    { timeout: 300_000 },
    async () => {
      const { receiver, taken, failed } = await startFlaky();
      const here = await place(engine, reachesReceivers);
      const port = await freePort();
      const start = (): Promise<ChildServer> => startChild(here, { ...quick, port });
      let up = start();
      try {
        const { id } = (await (await up).call('POST', '/v1/webhooks', { url: receiver.url, events: ['task.created'] })).body;
        const acknowledged = new Set<number>();
        const writers = Array.from({ length: writerCount }, () => write(() => up, acknowledged));
        for (let kill = 0; kill < killsOf[engine]; kill += 1) {
          const server = await up;
          await expect
            .poll(() => taken.length >= ((kill + 1) * eventCount) / (killsOf[engine] + 2), { timeout: endMs, interval: 10 })
            .toBe(true);
          up = server.end().then(start);
        }
        await Promise.all(writers);
        const deliveries = await untilDelivered(await up, id);

        const arrived = taken.map(factsOf);
        const tasks = new Set(arrived.map(({ task }) => task));
        expect([...acknowledged].filter((task) => !tasks.has(task))).toEqual([]);
        expect(deliveries.map(({ seq }) => seq).reverse()).toEqual(deliveries.map((_, index) => index + 1));
        const idsOfTask = Map.groupBy(receiver.received.map(factsOf), ({ task }) => task);
        const changing = [...idsOfTask].filter(([, all]) => new Set(all.map((one) => `${one.id} ${one.seq}`)).size > 1);
        expect(changing).toEqual([]);
        console.log(
          `webhooks on ${engine}: ${killsOf[engine]} kills, ${acknowledged.size} tasks acknowledged, 0 lost, ${deliveries.length} deliveries, ` +
            `${receiver.received.length} requests of which ${failed()} failed, ${taken.length - tasks.size} taken twice`,
        );
      } finally {
        await (await up).end();
        await receiver.close();
        await here.dispose();
      }
    },
  );
});

describe.each(engines.filter((engine) => engine === 'postgres'))('webhooks of two servers on one %s', (engine) => {
  it('deliver each event once, and each by the server that was told or by the other', { timeout: 240_000 }, async () => {
    const receiver = await startReceiver();
    const here = await place(engine, reachesReceivers);
    const both = await Promise.all([startChild(here), startChild(here)]);
    try {
      const { id } = (await both[0].call('POST', '/v1/webhooks', { url: receiver.url, events: ['task.created'] })).body;
      const wanted = 120;
      let begun = 0;
      // A few at once: a machine without time to spare answers 503 to what it cannot take within seconds.
      const create = async (server: ChildServer): Promise<void> => {
        while (begun < wanted) {
          begun += 1;
          const { status, text } = await server.call('POST', '/v1/tasks', { title: 'Once' });
          expect(status, text).toBe(201);
        }
      };
      await Promise.all([...both, ...both, ...both].map(create));
      await untilDelivered(both[1], id);
      const seqs = receiver.received.map((one) => factsOf(one).seq).sort((a, b) => a - b);
      expect(seqs).toEqual(Array.from({ length: wanted }, (_, n) => n + 1));
    } finally {
      await Promise.all(both.map((server) => server.end()));
      await receiver.close();
      await here.dispose();
    }
  });

  it('a server that is stopped with deliveries under way loses none of them to the other for good', { timeout: 240_000 }, async () => {
    const receiver = await startReceiver();
    const here = await place(engine, reachesReceivers);
    const [first, second] = await Promise.all([startChild(here, quick), startChild(here, quick)]);
    try {
      const { id } = (await first.call('POST', '/v1/webhooks', { url: receiver.url, events: ['task.created'] })).body;
      receiver.answer = () => undefined;
      for (let n = 0; n < 5; n += 1) await first.call('POST', '/v1/tasks', { title: 'Held' });
      await receiver.until(5);
      first.kill('SIGSTOP');
      receiver.answer = (_, response) => void response.end();
      const deliveries = await untilDelivered(second, id);
      expect(deliveries).toHaveLength(5);
      first.kill('SIGCONT');
      await delay(1_000);
      expect((await allDeliveries(second, id)).map(({ state }) => state)).toEqual(Array(5).fill('delivered'));
    } finally {
      await Promise.all([first.end(), second.end()]);
      await receiver.close();
      await here.dispose();
    }
  });
});
