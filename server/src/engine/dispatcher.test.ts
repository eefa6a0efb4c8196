import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owned } from '../../test/browsers.ts';
import type { MemberBrowser } from '../../test/browsers.ts';
import { assignedTask, bossOf, workerOf } from '../../test/executions.ts';
import { sharedEngines, twoServers } from '../../test/two-servers.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';
import { engines, place, standInSettings, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const once = { config: { retry_on_error: false } };
const soon = { timeout: 30_000, interval: 20 };

const taskRows = (w: World, ids: readonly string[]) =>
  w.server.home.read((tx) =>
    tx.query((db) =>
      db
        .selectFrom('tasks')
        .selectAll()
        .where('id', 'in', [...ids])
        .orderBy('id'),
    ),
  );
const statusesOf = async (w: World, ids: readonly string[]) => (await taskRows(w, ids)).map(({ status }) => status);
const runsOf = (w: World, ids: readonly string[]) =>
  w.server.home.read((tx) =>
    tx.query((db) =>
      db
        .selectFrom('runs')
        .selectAll()
        .where('task_id', 'in', [...ids])
        .orderBy('id'),
    ),
  );
const mode = (boss: MemberBrowser, agent: string, word: string) => boss.call('PATCH', `/v1/agents/${agent}/execution`, { mode: word });

describe.each(engines)('tasks of agents in the mode auto on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    // Only what is announced makes the dispatcher look.
    w = await world(engine, { dispatcherLimits: { everyMs: 600_000, startsMax: 3 } });
    boss = await bossOf(w);
  });
  afterAll(() => w.close());

  test('a task is begun as soon as it is assigned, and handed in', async () => {
    const agent = await workerOf(w, 'one');
    await mode(boss, agent.id, 'auto');
    const { id } = await assignedTask(w, boss.orgId, agent.id);
    await expect.poll(() => statusesOf(w, [id]), soon).toEqual(['review']);
    expect(await runsOf(w, [id])).toMatchObject([{ trigger_kind: 'system', state: 'completed' }]);
  });

  test('tasks wait while nobody may begin them: another mode, an agent that is paused; and begin when that changes', async () => {
    const [polling, paused] = [await workerOf(w, 'one'), await workerOf(w, 'one')];
    await mode(boss, polling.id, 'polling');
    await boss.call('PATCH', `/v1/agents/${paused.id}`, { status: 'paused' });
    await mode(boss, paused.id, 'auto');
    const first = await assignedTask(w, boss.orgId, polling.id);
    const second = await assignedTask(w, boss.orgId, paused.id);
    const third = await workerOf(w, 'one');
    await mode(boss, third.id, 'auto');
    const witness = await assignedTask(w, boss.orgId, third.id);
    await expect.poll(() => statusesOf(w, [witness.id]), soon).toEqual(['review']);
    expect(await statusesOf(w, [first.id, second.id])).toEqual(['assigned', 'assigned']);
    await boss.call('PATCH', `/v1/agents/${paused.id}`, { status: 'active' });
    await mode(boss, polling.id, 'auto');
    await expect.poll(() => statusesOf(w, [first.id, second.id]), soon).toEqual(['review', 'review']);
  });

  test('no more runs at once than the agent takes; each end makes room for the next, the most urgent first', async () => {
    const agent = await workerOf(w, 'long-paced-5', { config: { retry_on_error: false } });
    await boss.call('PATCH', `/v1/agents/${agent.id}`, { max_concurrent_tasks: 1 });
    const tasks: string[] = [];
    for (const priority of [4, 1, 2]) tasks.push((await assignedTask(w, boss.orgId, agent.id, { priority })).id);
    await mode(boss, agent.id, 'auto');
    const most = { seen: 0 };
    await expect
      .poll(
        async () => {
          const statuses = await statusesOf(w, tasks);
          most.seen = Math.max(most.seen, statuses.filter((one) => one === 'in_progress').length);
          return statuses;
        },
        { timeout: 30_000, interval: 10 },
      )
      .toEqual(['review', 'review', 'review']);
    expect(most.seen).toBe(1);
    const [urgent, middle, last] = [tasks[1], tasks[2], tasks[0]];
    expect((await runsOf(w, tasks)).map((run) => run.task_id)).toEqual([urgent, middle, last]);
  });

  test('a failed task is left alone for its cooldown, which a retry or a new key ends', async () => {
    const agent = await workerOf(w, 'fault-401', once);
    await mode(boss, agent.id, 'auto');
    const { id } = await assignedTask(w, boss.orgId, agent.id);
    await expect.poll(async () => (await taskRows(w, [id]))[0]?.error_category, soon).toBe('auth_error');
    expect((await runsOf(w, [id])).length).toBe(1);
    expect((await boss.call('POST', `/v1/tasks/${id}/retry`)).status).toBe(200);
    await expect.poll(async () => (await runsOf(w, [id])).map(({ state }) => state), soon).toEqual(['failed', 'failed']);
    await expect.poll(async () => (await taskRows(w, [id]))[0]?.error_category, soon).toBe('auth_error');
    const better = { provider: 'openai', provider_api_key: 'sk-better', model: 'gpt-standin-one' };
    expect((await boss.call('PATCH', `/v1/agents/${agent.id}/execution`, better)).status).toBe(200);
    await expect.poll(() => statusesOf(w, [id]), soon).toEqual(['review']);
  });

  test('an agent whose model nobody serves is not started, and loses nothing', async () => {
    const stranger = await owned(w);
    const made = await stranger.call('POST', '/v1/agents', { slug: 'nobody-serves', model: 'gpt-4o' });
    await mode(stranger, made.body.id, 'auto');
    const { id } = await assignedTask(w, stranger.orgId, made.body.id);
    const agent = await workerOf(w, 'one');
    await mode(boss, agent.id, 'auto');
    const witness = await assignedTask(w, boss.orgId, agent.id);
    await expect.poll(() => statusesOf(w, [witness.id]), soon).toEqual(['review']);
    expect(await taskRows(w, [id])).toMatchObject([{ status: 'assigned', error_category: null }]);
    const { number } = (await stranger.call('GET', `/v1/agents/${made.body.id}`)).body;
    const task = (await taskRows(w, [id]))[0];
    expect((await stranger.call('POST', `/api/agents/${number}/execute`, { taskId: task?.number })).status).toBe(400);
  });

  test('a run that a person cancels gives the task back, and the server does not begin it again by itself', async () => {
    const agent = await workerOf(w, 'fault-hang', once);
    await mode(boss, agent.id, 'auto');
    const { id } = await assignedTask(w, boss.orgId, agent.id);
    await expect.poll(async () => (await runsOf(w, [id])).length, soon).toBe(1);
    const [run] = await runsOf(w, [id]);
    await boss.call('POST', `/v1/runs/${run?.id}/cancel`);
    await expect.poll(() => statusesOf(w, [id]), soon).toEqual(['assigned']);
    const witness = await assignedTask(w, boss.orgId, agent.id, { title: 'witness' });
    await expect.poll(async () => (await runsOf(w, [witness.id])).length, soon).toBe(1);
    expect((await runsOf(w, [id])).length).toBe(1);
    for (const open of await runsOf(w, [witness.id])) await boss.call('POST', `/v1/runs/${open.id}/cancel`);
  });
});

describe.each(sharedEngines)('two servers that dispatch on one %s', () => {
  test('begin every task exactly once, within the limit of each agent', async () => {
    const { first, second, close } = await twoServers();
    try {
      const boss = await bossOf(first);
      const agents = [await workerOf(first, 'one'), await workerOf(first, 'one')];
      for (const { id } of agents) await mode(boss, id, 'auto');
      const assigned = Array.from({ length: 12 }, (_, count) =>
        assignedTask(count % 3 === 0 ? second : first, boss.orgId, agents[count % 2]?.id ?? ''),
      );
      const tasks = (await Promise.all(assigned)).map(({ id }) => id);
      await expect.poll(() => statusesOf(second, tasks), { timeout: 30_000, interval: 50 }).toEqual(tasks.map(() => 'review'));
      const runs = await runsOf(first, tasks);
      expect(runs.map((run) => run.task_id).sort()).toEqual([...tasks].sort());
      const made = await first.server.home.read((tx) =>
        tx.query((db) => db.selectFrom('deliverables').select('task_id').where('task_id', 'in', tasks)),
      );
      expect(made.length).toBe(tasks.length);
    } finally {
      await close();
    }
  });

  test('a server that only answers requests leaves them to one that executes runs, and tells it at once', async () => {
    const standIn = await startStandIn();
    const here = await place('postgres', standInSettings(standIn.url));
    const kept = { ...here, dispose: async () => undefined };
    const dispatcherLimits = { everyMs: 600_000, startsMax: 50 };
    const api = await world('postgres', { place: { ...kept, env: { ...here.env, FORGEYARD_ROLE: 'api' } }, dispatcherLimits });
    const worker = await world('postgres', { place: { ...kept, env: { ...here.env, FORGEYARD_ROLE: 'worker' } }, dispatcherLimits });
    try {
      const boss = await bossOf(api);
      const agent = await workerOf(api, 'one');
      await mode(boss, agent.id, 'auto');
      const { id } = await assignedTask(api, boss.orgId, agent.id);
      await expect.poll(() => statusesOf(api, [id]), soon).toEqual(['review']);
    } finally {
      await Promise.all([api.close(), worker.close()]);
      await standIn.close();
      await here.dispose();
    }
  });
});
