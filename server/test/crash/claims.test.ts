import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from '../../src/store/index.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import type { StandIn } from '../stand-in/stand-in.ts';
import { taskScene } from '../task-scene.ts';
import { engines, place, standInSettings, world } from '../world.ts';
import type { Place, World } from '../world.ts';
import { startChild } from './child-server.ts';
import type { ChildServer } from './child-server.ts';
import { claimRace } from './claim-race.ts';

const letTimePass = statement<{ id: string }>((db, arg) => db.updateTable('tasks').set({ lease_until: 0 }).where('id', '=', arg.id));

describe.each(engines)('workers in processes of their own that claim tasks, on %s', (engine) => {
  let standIn: StandIn;
  let here: Place;
  let near: World;
  let far: ChildServer | undefined;
  beforeAll(async () => {
    standIn = await startStandIn();
    here = await place(engine, standInSettings(standIn.url));
    const keeperTimes = { leasesMs: 100, overdueMs: 60_000, routingMs: 60_000 };
    near = await world(engine, { place: { ...here, dispose: async () => undefined }, keeperTimes });
    far = engine === 'postgres' ? await startChild(here) : undefined;
  });
  afterAll(async () => {
    await far?.end();
    await near.close();
    await standIn.close();
    await here.dispose();
  });

  it('R6: six processes never get the same task twice, and no agent ever holds more than it may', { timeout: 240_000 }, async () => {
    const servers = far === undefined ? [near] : [near, far];
    const { held, atOnceMax, seconds } = await claimRace({ servers, tasks: 120, processes: 6, agents: 2, limit: 3 });
    expect(new Set(held.map(({ task }) => task)).size).toBe(120);
    expect(held).toHaveLength(120);
    expect(held.filter(({ status }) => status !== 200)).toEqual([]);
    expect(atOnceMax).toBeLessThanOrEqual(3);
    console.log(
      `claims on ${engine}: 120 tasks, 6 processes, ${servers.length} servers, 0 doubles, ${atOnceMax} of 3 at once, ${seconds.toFixed(1)} s`,
    );
  });

  it(
    'R7: the task of a worker that was killed goes to another, and what the dead one left unsent is refused',
    { timeout: 120_000 },
    async () => {
      const s = taskScene(near);
      const agent = await s.worker({ max_concurrent_tasks: 1 });
      const { id } = await s.task({ assignee: agent.slug });
      // Holds the task and never comes back to hand it in.
      const script = `const r = await fetch(process.argv[1] + '/v1/tasks/next', { method: 'POST', headers: { 'x-agent-key': process.argv[2] } });
      process.stdout.write(JSON.stringify(await r.json()) + '\\n'); setInterval(() => undefined, 1000);`;
      const doomed = spawn(process.execPath, ['--input-type=module', '-e', script, near.url, agent.key], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const [line] = await once(doomed.stdout, 'data');
      const { lease } = JSON.parse(String(line));
      doomed.kill('SIGKILL');
      await once(doomed, 'exit');
      expect((await agent.call('POST', '/v1/tasks/next')).body.reason).toBe('concurrent_limit_reached');
      await near.server.home.transact((tx) => tx.run(letTimePass, { id }));
      await expect.poll(async () => (await s.get(id)).status, { timeout: 120_000 }).toBe('pending');
      const again = (await agent.call('POST', `/v1/tasks/${id}/claim`, { lease_seconds: 60 })).body;
      expect(again).toMatchObject({ status: 'in_progress', assignee: { id: agent.id } });
      for (const [method, path, body] of [
        ['PATCH', 'status', { status: 'review' }],
        ['POST', 'lease', {}],
        ['POST', 'progress', { message: 'late' }],
        ['POST', 'release', {}],
      ] as const) {
        const late = await agent.call(method, `/v1/tasks/${id}/${path}`, { ...body, fence: lease.fence });
        expect([late.status, late.body.code]).toEqual([409, 'TASK_LEASE_STALE']);
      }
      expect(await s.get(id)).toMatchObject({ status: 'in_progress', updated_at: again.updated_at });
      expect(await s.happened(id)).toContain('task.released');
    },
  );
});
