import { afterEach, describe, expect, it } from 'vitest';
import { statement } from '../../src/store/index.ts';
import { startProxy } from '../cuttable-proxy.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import { engines, place, standInSettings, world } from '../world.ts';
import { faultsOf, readLog, startRun, untilEnded } from './run-log.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

describe.each(engines.filter((engine) => engine === 'postgres'))('a %s that is away for a while', (engine) => {
  it('costs no run: one whose step could not be written goes on, even while its server stays busy with others', async () => {
    const standIn = await startStandIn();
    endings.push(() => standIn.close());
    const here = await place(engine, standInSettings(standIn.url));
    endings.push(() => here.dispose());
    const proxy = await startProxy(here.env['DATABASE_URL'] ?? '');
    endings.push(() => proxy.close());
    const leaseMs = 1_500;
    const engineLimits = { runsMax: 100, queueMax: 100, sweepMs: 600_000, drainMs: 300 };
    const at = await world(engine, {
      place: { ...here, env: { ...here.env, DATABASE_URL: proxy.url }, dispose: async () => undefined },
      leaseMs,
      engineLimits,
    });
    endings.push(() => at.close());
    const agent = await at.agent('interrupted', 'fault-hang-once', { config: { timeout_ms: 600_000 } });
    const busy = await at.agent('busy', 'fault-hang', { config: { timeout_ms: 600_000 } });
    const run = await startRun(at, agent);
    await expect.poll(() => standIn.requests.length, { timeout: 30_000, interval: 10 }).toBe(1);
    proxy.cut();
    await expect.poll(() => standIn.requests[0]?.isCut, { timeout: 30_000, interval: 10 }).toBe(true);
    expect((await at.call('GET', `/v1/runs/${run.id}`)).status).toBe(503);
    proxy.heal();
    await expect.poll(async () => (await at.call('GET', '/readyz')).status, { timeout: 30_000, interval: 20 }).toBe(200);
    const other = await startRun(at, busy);
    // The periodic sweep is switched off here, so only the heartbeat can find that nobody executes the run.
    await expect
      .poll(async () => (await at.call('GET', `/v1/runs/${run.id}`)).body.status, { timeout: 30_000 })
      .toMatch(/queued|completed/);
    at.server.home.engine.wake();
    expect(await untilEnded(at, run.id)).toMatchObject({ status: 'completed' });
    expect(faultsOf(await readLog(at, run.session_id))).toEqual([]);
    await at.call('POST', `/v1/runs/${other.id}/cancel`);
  });
});

const forgetVersions = statement<{ id: string }>((db, arg) => db.deleteFrom('agent_versions').where('agent_id', '=', arg.id));

describe.each(engines)('a run that cannot be taken up any more, on %s', (engine) => {
  it('fails with the reason instead of being tried for ever', async () => {
    const standIn = await startStandIn();
    endings.push(() => standIn.close());
    const here = await place(engine, standInSettings(standIn.url));
    endings.push(() => here.dispose());
    const kept = { ...here, dispose: async () => undefined };
    const first = await world(engine, { place: kept });
    const agent = await first.agent('damaged', 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const { body: waiting } = await first.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    await first.close();
    const second = await world(engine, { place: kept });
    endings.push(() => second.close());
    const { body } = await second.call('GET', '/v1/interactions?state=open');
    await second.server.home.transact((tx) => tx.run(forgetVersions, { id: agent }));
    expect((await second.call('POST', `/v1/interactions/${body.data[0].id}/resolve`, { decision: 'approve' })).status).toBe(200);
    expect(await untilEnded(second, waiting.id)).toMatchObject({ status: 'failed', error: { code: 'RUNTIME_ERROR' } });
    expect(faultsOf(await readLog(second, waiting.session_id))).toEqual([]);
  });
});
