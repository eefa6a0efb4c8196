import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domainWorld, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { engines } from '../../../test/world.ts';
import { createAgent, deleteAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { createProject } from '../projects/index.ts';
import {
  claimNextTask,
  claimTask,
  clearTaskErrors,
  createTask,
  extendTaskLease,
  failTask,
  getTask,
  lockTaskById,
  releaseLostLeases,
  retryTask,
  routeAgain,
  setTaskStatus,
  startTask,
  tellOverdue,
  updateTask,
} from './index.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describe.each(engines)('what time brings to tasks, on %s', (engine) => {
  let w: DomainWorld;
  beforeAll(async () => {
    w = await domainWorld(engine);
  });
  afterAll(() => w.close());

  const fresh = async () => {
    const { at, advance } = withClock(await w.org());
    const agent = await createAgent(at, { slug: 'worker', model: 'gpt-4o', maxConcurrent: 2 });
    return { at, advance, agent };
  };
  const events = async (taskId: string): Promise<string[]> =>
    (await w.rows('activity'))
      .filter((row) => row.task_id === taskId)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      .map((row) => row.event);
  const factsOf = async (taskId: string, event: string): Promise<any> =>
    JSON.parse((await w.rows('activity')).find((row) => row.task_id === taskId && row.event === event)?.data_json ?? 'null');
  const leased = async (at: At, agent: string) => {
    const next = await claimNextTask(at, { agent, leaseSeconds: 60 });
    if (next.task === null) throw new Error('nothing to claim');
    return next.task;
  };

  test('a lost lease puts the task back into the pool once; its holder is told apart from the next one', async () => {
    const { at, advance, agent } = await fresh();
    const { id } = await createTask(at, { title: 'x' });
    const first = await leased(at, agent.id);
    advance(59_000);
    expect(await releaseLostLeases(at.home)).toBe(0);
    await extendTaskLease(at, { task: id, fence: first.fence, leaseSeconds: 60 });
    advance(59_000);
    expect(await releaseLostLeases(at.home)).toBe(0);
    advance(2_000);
    expect((await Promise.all([1, 2, 3].map(() => releaseLostLeases(at.home)))).toSorted()).toEqual([0, 0, 1]);
    expect(await getTask(at, id)).toMatchObject({ status: 'pending', assignee: null, leaseUntil: null });
    expect(await factsOf(id, 'task.released')).toMatchObject({ reason: 'lease_lost', agent: { id: agent.number } });
    const second = await leased(at, agent.id);
    expect([second.id, second.fence > first.fence]).toEqual([id, true]);
    const late = { task: id, status: 'review', fence: first.fence } as const;
    await expect(setTaskStatus(at, late)).rejects.toMatchObject({ reason: 'task.lease_stale' });
    expect((await getTask(at, id)).status).toBe('in_progress');
    expect(await setTaskStatus(at, { ...late, fence: second.fence })).toMatchObject({ status: 'review', leaseUntil: null });
  });

  test('an overdue task is told of once in 24 hours, again after its date moved, and never when it is over', async () => {
    const { at, advance } = await fresh();
    const { id } = await createTask(at, { title: 'x', dueAt: at.home.clock.now() + minuteMs });
    expect(await tellOverdue(at.home)).toBe(0);
    advance(2 * minuteMs);
    expect((await Promise.all([1, 2].map(() => tellOverdue(at.home)))).toSorted()).toEqual([0, 1]);
    advance(dayMs - minuteMs);
    expect(await tellOverdue(at.home)).toBe(0);
    advance(2 * minuteMs);
    expect(await tellOverdue(at.home)).toBe(1);
    await updateTask(at, { task: id, changes: { dueAt: at.home.clock.now() - 1 } });
    expect(await tellOverdue(at.home)).toBe(1);
    await updateTask(at, { task: id, changes: { status: 'cancelled' } });
    advance(2 * dayMs);
    expect(await tellOverdue(at.home)).toBe(0);
    expect((await events(id)).filter((event) => event === 'task.overdue')).toHaveLength(3);
  });

  test('pending tasks of a project find their agent once it is free; that none was found is told once', async () => {
    const { at, agent } = await fresh();
    const project = await createProject(at, { name: 'Routed', defaultAgent: agent.slug });
    const made = [];
    for (let number = 0; number < 3; number += 1) made.push(await createTask(at, { title: `t${number}`, project: project.id }));
    expect(made.map((one) => one.status)).toEqual(['assigned', 'assigned', 'pending']);
    const [first, , third] = made.map((one) => one.id);
    for (let round = 0; round < 2; round += 1) await routeAgain(at.home, null);
    expect(await events(third ?? '')).toEqual(['task.created', 'task.routing_failed']);
    expect((await getTask(at, third ?? '')).routing?.decision).toMatch(/\S/);
    await updateTask(at, { task: first ?? '', changes: { status: 'cancelled' } });
    await Promise.all([routeAgain(at.home, null), routeAgain(at.home, null)]);
    expect(await getTask(at, third ?? '')).toMatchObject({ status: 'assigned', assignee: { id: agent.id } });
    expect((await events(third ?? '')).filter((event) => event === 'task.assigned')).toHaveLength(1);
  });

  test('a failed execution gives the task back with its reason; retrying and a new key end the wait', async () => {
    const { at, agent } = await fresh();
    const { id } = await createTask(at, { title: 'x', assignee: agent.slug });
    const fail = () =>
      at.home.transact(async (tx) => {
        await startTask(tx, at, id);
        const task = await lockTaskById(tx, at.home, id);
        if (task === undefined) throw new Error('no task');
        const error = { category: 'timeout', message: 'No answer', retryAt: at.home.clock.now() + minuteMs };
        return failTask(tx, at, task, { error, runId: 'run-1' });
      });
    expect(await fail()).toMatchObject({ status: 'assigned', lastError: { category: 'timeout' }, startedAt: expect.any(Number) });
    expect(await factsOf(id, 'task.execution_failed')).toMatchObject({
      error: { category: 'timeout', message: 'No answer' },
      run_id: 'run-1',
    });
    expect(await claimNextTask(at, { agent: agent.id, leaseSeconds: 60 })).toMatchObject({ task: null, reason: 'no_tasks' });
    expect(await retryTask(at, id)).toMatchObject({ lastError: null, retryAt: null });
    await fail();
    expect(await at.home.transact((tx) => clearTaskErrors(tx, agent.id))).toBe(1);
    expect((await leased(at, agent.id)).id).toBe(id);
  });

  test('a deleted agent leaves its open work to the pool, and nothing there is kept for it', async () => {
    const { at, agent } = await fresh();
    const running = await createTask(at, { title: 'running', assignee: agent.slug });
    await claimTask(at, { task: running.id, agent: agent.slug, leaseSeconds: 60 });
    const assigned = await createTask(at, { title: 'assigned', assignee: agent.slug });
    const kept = await createTask(at, { title: 'kept', preferredAgent: agent.slug });
    const reviewed = await createTask(at, { title: 'reviewed', assignee: agent.slug });
    for (const status of ['in_progress', 'review'] as const) await setTaskStatus(at, { task: reviewed.id, status });
    await deleteAgent(at, agent.id);
    for (const { id } of [running, assigned])
      expect(await getTask(at, id)).toMatchObject({ status: 'pending', assignee: null, leaseUntil: null });
    expect((await getTask(at, kept.id)).preferredAgent).toBe(null);
    expect(await factsOf(running.id, 'task.released')).toMatchObject({ reason: 'agent_deleted' });
    expect(await getTask(at, reviewed.id)).toMatchObject({ status: 'review', assignee: { status: 'deleted' } });
    const sentBack = await updateTask(at, { task: reviewed.id, changes: { status: 'assigned' } });
    expect(sentBack).toMatchObject({ status: 'pending', assignee: null });
  });
});
