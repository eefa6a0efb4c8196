import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../src/store/index.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import type { StandIn } from '../stand-in/stand-in.ts';
import { engines, place, readSse, standInSettings, world } from '../world.ts';
import type { Place, World } from '../world.ts';
import { startChild } from './child-server.ts';
import { faultsOf, ofType, openStream, readLog, startRun, untilEnded } from './run-log.ts';

const leaseMs = 2_000;
const shortLease = ['--lease-ms', String(leaseMs)];
/** As if a server had claimed the run for its fifth attempt and died. */
const vanishInFifthAttempt = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('runs')
    .set((eb) => ({ attempt: 5, fence: eb('fence', '+', 1), lease_owner: 'gone', lease_until: 0 }))
    .where('id', '=', arg.id),
);

describe.each(engines.filter((engine) => engine === 'postgres'))('several servers on one %s, of which one fails', (engine) => {
  let standIn: StandIn;
  let here: Place;
  let healthy: World;
  let other: World;
  beforeAll(async () => {
    standIn = await startStandIn();
    here = await place(engine, standInSettings(standIn.url));
    const at = { ...here, dispose: async () => undefined };
    const engineLimits = { runsMax: 100, queueMax: 100, sweepMs: 200, drainMs: 300 };
    healthy = await world(engine, { place: at, leaseMs, engineLimits });
    other = await world(engine, { place: at, leaseMs, engineLimits });
  });
  afterAll(async () => {
    await Promise.all([healthy.close(), other.close()]);
    await standIn.close();
    await here.dispose();
  });

  const callsFor = (runId: string): number =>
    standIn.requests.filter(({ headers }) => headers['idempotency-key'] === `${runId}:step#1`).length;

  it('a server that was stopped past its lease and comes back changes nothing about the run that another one finished', async () => {
    const agent = await healthy.agent('stopped', 'long-paced-10');
    const zombie = await startChild(here, { shortLease });
    try {
      const run = await startRun(zombie, agent);
      await readSse(await openStream(zombie, `/v1/runs/${run.id}/events`), { stop: ({ event }) => event === 'message.delta' });
      zombie.kill('SIGSTOP');
      const ended = await untilEnded(healthy, run.id);
      expect(ended).toMatchObject({ status: 'completed', attempt: 2, steps_count: 1 });
      const log = await readLog(healthy, run.session_id);
      expect(faultsOf(log)).toEqual([]);
      expect(callsFor(run.id)).toBe(2);
      zombie.kill('SIGCONT');
      // What must not happen cannot be awaited: the woken server reads the rest of its answer and fails to record it.
      await delay(leaseMs);
      expect((await zombie.call('GET', `/v1/runs/${run.id}`)).body).toEqual(ended);
      expect(await readLog(zombie, run.session_id)).toEqual(log);
      expect((await zombie.call('POST', `/v1/runs/${run.id}/cancel`)).status).toBe(409);
      expect((await zombie.call('POST', `/v1/agents/${agent}/runs`, { input: 'Alive?', wait: false })).status).toBe(202);
    } finally {
      await zombie.end();
    }
  });

  it('runs of a server that died are resumed by the others exactly once each', async () => {
    const agent = await healthy.agent('orphaned', 'fault-hang-once');
    const dead = await startChild(here, { shortLease });
    const runs = await Promise.all(Array.from({ length: 20 }, () => startRun(dead, agent)));
    await expect.poll(() => runs.every(({ id }) => callsFor(id) === 1), { timeout: 30_000, interval: 20 }).toBe(true);
    await dead.end();
    for (const run of runs) {
      expect(await untilEnded(healthy, run.id)).toMatchObject({ status: 'completed', attempt: 2 });
      const log = await readLog(other, run.session_id);
      expect(faultsOf(log)).toEqual([]);
      expect(ofType(log, 'attempt.started').map(({ payload }) => payload.reason)).toEqual(['recovered']);
      expect(callsFor(run.id)).toBe(2);
    }
  });

  it('a run whose server vanished in its fifth attempt is given up by the others', async () => {
    const agent = await healthy.agent('hopeless', 'fault-hang');
    const run = await startRun(healthy, agent);
    await expect.poll(() => callsFor(run.id), { timeout: 30_000, interval: 10 }).toBe(1);
    await healthy.server.home.transact((tx) => tx.run(vanishInFifthAttempt, { id: run.id }));
    expect(await untilEnded(other, run.id)).toMatchObject({ status: 'failed', error: { code: 'RECOVERY_EXHAUSTED' } });
    const request = standIn.requests.find(({ headers }) => headers['idempotency-key'] === `${run.id}:step#1`);
    await expect.poll(() => request?.isCut, { timeout: 30_000, interval: 10 }).toBe(true);
    expect(faultsOf(await readLog(other, run.session_id))).toEqual([]);
  });
});

describe.each(engines.filter((engine) => engine === 'sqlite'))('a run that takes its server down each time, on %s', (engine) => {
  it('is given up after five attempts, says so, and can be replayed', { timeout: 240_000 }, async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    const start = () => startChild(here, { shortLease: ['--lease-ms', '500'] });
    let server = await start();
    try {
      const { body: agent } = await server.call('POST', '/api/v1/agents', {
        name: 'poison',
        tools: ['formula-engine'],
        model: 'gpt-standin-fault-hang',
        config: { timeout_ms: 60_000 },
      });
      const run = await startRun(server, agent.id);
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        await expect.poll(() => standIn.requests.length, { timeout: 30_000, interval: 10 }).toBe(attempt);
        await server.end();
        server = await start();
      }
      const ended = await untilEnded(server, run.id);
      expect(ended).toMatchObject({ status: 'failed', attempt: 5, error: { code: 'RECOVERY_EXHAUSTED' } });
      const log = await readLog(server, run.session_id);
      expect(faultsOf(log)).toEqual([]);
      expect(ofType(log, 'attempt.started').map(({ payload }) => payload.attempt)).toEqual([2, 3, 4, 5]);
      expect(new Set(standIn.requests.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([`${run.id}:step#1`]));
      const replay = await server.call('POST', `/v1/runs/${run.id}/replay`);
      expect(replay.status).toBe(202);
      expect(replay.body.id).not.toBe(run.id);
    } finally {
      await server.end();
      await standIn.close();
      await here.dispose();
    }
  });
});
