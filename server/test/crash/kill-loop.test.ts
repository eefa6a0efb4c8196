import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startStandIn } from '../stand-in/stand-in.ts';
import { engines, place, standInSettings } from '../world.ts';
import type { TestEngine } from '../world.ts';
import { startCallRecord } from './call-record.ts';
import type { RecordedCall } from './call-record.ts';
import { freePort, startChild } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { faultsOf, readLog, untilEnded } from './run-log.ts';
import type { Entry, Server } from './run-log.ts';
import { createWriterAgents, startWriters } from './writers.ts';

const writerCount = 8;
const readersAtOnce = 8;
const firstRequestMs = 3_000;
/** CRASH_KILLS asks for more kills than the suite has time for. */
const asked = Number(process.env['CRASH_KILLS'] ?? 0);
const killsOf: { readonly [E in TestEngine]: number } = { sqlite: asked || 6, postgres: asked || 4 };
const seed = Number(process.env['CRASH_SEED'] ?? randomInt(1_000_000_000));

/** Mulberry32: numbers in [0, 1) that a printed seed repeats. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Runs one job per item, a few at once. */
async function forEach<Item>(items: readonly Item[], job: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const work = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await job(item);
  };
  await Promise.all(Array.from({ length: readersAtOnce }, work));
}

async function allRuns(server: Server): Promise<any[]> {
  const runs: any[] = [];
  for (let cursor = ''; ;) {
    const { body } = await server.call('GET', `/v1/runs?limit=200${cursor}`);
    runs.push(...body.data);
    if (!body.has_more) return runs;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

/** Calls for a step that came after the log said that the step was done. */
function repeatedCalls(log: readonly Entry[], callsOf: ReadonlyMap<string, readonly RecordedCall[]>): string[] {
  return log
    .filter(({ type }) => type === 'message.completed')
    .flatMap(({ run_id: runId, payload, at }) => {
      const key = `${runId}:step#${payload.step}`;
      const late = (callsOf.get(key) ?? []).filter((call) => call.at > Date.parse(at));
      return late.map((call) => `${key} was asked for ${call.at - Date.parse(at)} ms after it was done`);
    });
}

describe.each(engines)('a server that is killed again and again, on %s', (engine) => {
  it(
    'loses no acknowledged run, ends every run, repeats no recorded step, and keeps every log without a gap',
    { timeout: 300_000 + asked * 5_000 },
    async () => {
      const random = randomFrom(seed);
      const standIn = await startStandIn();
      const provider = await startCallRecord(standIn.url);
      const here = await place(engine, standInSettings(provider.url));
      const port = await freePort();
      const start = (): Promise<ChildServer> =>
        startChild(here, engine === 'sqlite' ? { port } : { port, shortLease: ['--lease-ms', '2000'] });
      let up = start();
      try {
        await createWriterAgents(await up);
        const writers = startWriters(writerCount, () => up);
        for (let kill = 0; kill < killsOf[engine]; kill += 1) {
          const server = await up;
          // A loaded machine takes its time for the first request, and a kill before any acknowledgement would prove nothing.
          await Promise.race([writers.nextAcknowledgement(), delay(firstRequestMs)]);
          await delay(120 + random() * 250);
          up = server.end().then(start);
        }
        const server = await up;
        await writers.stop();

        const acknowledged = [...writers.acknowledged.values()].flatMap((ids) => [...ids]);
        const twice = [...writers.acknowledged].filter(([, ids]) => ids.size > 1);
        expect(twice, 'requests that started two runs').toEqual([]);
        await forEach(acknowledged, async (id) => void (await untilEnded(server, id)));
        const runs = await allRuns(server);
        await forEach(
          runs.filter(({ ended_at: endedAt }) => endedAt === null),
          async ({ id }) => void (await untilEnded(server, id)),
        );
        const known = new Set(runs.map(({ id }) => id));
        expect(
          acknowledged.filter((id) => !known.has(id)),
          'acknowledged runs that are gone',
        ).toEqual([]);
        expect(runs.length).toBeLessThanOrEqual(writers.requestCount());

        const callsOf = Map.groupBy(provider.calls, ({ key }) => key);
        const faults: string[] = [];
        let attempts = 0;
        await forEach(runs, async ({ session_id: session }) => {
          const log = await readLog(server, session);
          attempts += log.filter(({ type }) => type === 'attempt.started').length;
          faults.push(...faultsOf(log), ...repeatedCalls(log, callsOf));
        });
        expect(faults).toEqual([]);
        console.log(
          `kill loop on ${engine}: seed ${seed}, ${killsOf[engine]} kills, ${acknowledged.length} runs acknowledged, 0 lost, ` +
            `${attempts} attempts after a crash, ${provider.calls.length} model calls, 0 of recorded steps`,
        );
      } finally {
        await (await up).end();
        await provider.close();
        await standIn.close();
        await here.dispose();
      }
    },
  );
});
