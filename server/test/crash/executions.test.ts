import { describe, expect, it } from 'vitest';
import { startStandIn } from '../stand-in/stand-in.ts';
import { engines, place, standInSettings, world } from '../world.ts';
import { startChild } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { assignedTask, bossOf } from '../executions.ts';

const soon = { timeout: 30_000, interval: 50 };

describe.each(engines)('a server on %s that is killed while it works on tasks', (engine) => {
  it('leaves none of them in progress: each is handed in once, by the run that began it', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    const kept = { ...here, dispose: async () => undefined };
    let child: ChildServer | undefined;
    try {
      const before = await world(engine, { place: kept, dispatcherLimits: { everyMs: 600_000, startsMax: 50 } });
      const boss = await bossOf(before);
      const agent = await before.agent('worker', 'fault-hang-once', { config: { timeout_ms: 600_000 } });
      const tasks: string[] = [];
      for (let count = 0; count < 4; count += 1) tasks.push((await assignedTask(before, boss.orgId, agent)).id);
      await before.close();

      child = await startChild(here, { shortLease: [] });
      const first = child;
      expect((await first.call('PATCH', `/v1/agents/${agent}/execution`, { mode: 'auto' })).status).toBe(200);
      await expect.poll(() => standIn.requests.length, soon).toBe(4);
      await first.end();

      child = await startChild(here, { shortLease: [] });
      const second = child;
      const deliverables = async () => (await second.call('GET', '/v1/deliverables?limit=50')).body.data;
      await expect.poll(async () => (await deliverables()).length, soon).toBe(4);
      const all = await deliverables();
      expect(all.map((one: any) => one.task.id).sort()).toEqual([...tasks].sort());
      expect(all.map((one: any) => [one.task.status, one.version])).toEqual(all.map(() => ['review', 1]));
      const runs = (await second.call('GET', '/v1/runs?limit=50')).body.data;
      expect(runs.map((run: any) => [run.status, run.attempt])).toEqual(runs.map(() => ['completed', 2]));
      expect(runs).toHaveLength(4);
    } finally {
      await child?.end();
      await standIn.close();
      await here.dispose();
    }
  });
});
