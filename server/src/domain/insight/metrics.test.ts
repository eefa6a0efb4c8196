import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, domainWorld, keyCaller, person, withClock } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { taskOf } from '../../../test/tasks.ts';
import { engines } from '../../../test/world.ts';
import { recordActivity } from '../activity/index.ts';
import type { NewActivity } from '../activity/index.ts';
import { createAgent } from '../agents/index.ts';
import { reviewDeliverable, submitDeliverable } from '../deliverables/index.ts';
import type { Verdict } from '../deliverables/index.ts';
import type { At } from '../home.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { failTask, lockTaskById, moveTask, startTask } from '../tasks/index.ts';
import { addCounts, countsOf, dayMs, dayOf, isFailure, nothing } from './agent-day.ts';
import type { DayCounts } from './agent-day.ts';
import { metricsOf } from './get-agent-metrics.ts';
import { getAgentMetrics } from './index.ts';

const hour = 3_600_000;
const noon = (at: At) => (dayOf(at.home.clock.now()) + 1) * dayMs + 12 * hour - at.home.clock.now();

describe.each(engines)('metrics on %s', (engine) => {
  let w: DomainWorld;
  let count = 0;
  beforeAll(async () => {
    w = await domainWorld(engine);
  });
  afterAll(() => w.close());

  /** An organisation, an agent, and a clock that stands at noon of tomorrow. */
  const place = async () => {
    const { at, advance } = withClock(await w.org());
    advance(noon(at));
    const agent = await createAgent(at, { slug: `counted-${(count += 1)}`, displayName: 'Code Reviewer', model: 'gpt-4o' });
    const happened = (event: NewActivity['event'], data: JsonObject = {}, times = 1) =>
      w.home.transact(async (tx) => {
        for (let one = 0; one < times; one += 1) await recordActivity(tx, at, { event, agentId: agent.id, data });
      });
    const metrics = async (period: '7d' | '30d' | '90d' | 'all' = '30d') => getAgentMetrics(at, { agent: agent.id, period });
    return { at, advance, agent, happened, metrics };
  };
  const verdict = (version: number) => ({ deliverable: { version } });

  test('52 submitted, 48 approved (41 as the first version), 3 sent back and 1 rejected make a rate of 0.92 and of 0.85', async () => {
    const { happened, metrics } = await place();
    await happened('deliverable.submitted', {}, 52);
    await happened('deliverable.approved', verdict(1), 41);
    await happened('deliverable.approved', verdict(2), 7);
    await happened('deliverable.revision_requested', verdict(1), 3);
    await happened('deliverable.rejected', verdict(1));
    await happened('task.completed', { completion_ms: 125.4 * 60_000 }, 45);
    await happened('task.cancelled', {}, 2);
    expect((await metrics()).metrics).toEqual({
      tasksCompleted: 45,
      tasksInProgress: 0,
      tasksFailed: 2,
      avgCompletionTimeMinutes: 125,
      deliverablesSubmitted: 52,
      deliverablesApproved: 48,
      deliverablesRevisionRequested: 3,
      deliverablesRejected: 1,
      approvalRate: 0.92,
      firstTimeApprovalRate: 0.85,
    });
  });

  test('an agent without work has zeros, rates of 0 and no average', async () => {
    const { metrics } = await place();
    const found = await metrics('all');
    expect(found.metrics).toMatchObject({ tasksCompleted: 0, approvalRate: 0, firstTimeApprovalRate: 0, avgCompletionTimeMinutes: null });
    expect(found.days).toHaveLength(90);
  });

  test('completions without a known start count, but not in the average', async () => {
    const { happened, metrics } = await place();
    await happened('task.completed', { completion_ms: null }, 3);
    expect((await metrics()).metrics).toMatchObject({ tasksCompleted: 3, avgCompletionTimeMinutes: null });
    await happened('task.completed', { completion_ms: 10 * 60_000 });
    await happened('task.completed', { completion_ms: 11 * 60_000 });
    expect((await metrics()).metrics).toMatchObject({ tasksCompleted: 5, avgCompletionTimeMinutes: 11 });
  });

  test('a task that fails again and again, and is cancelled in the end, is one failed task a day', async () => {
    const { at, advance, agent, metrics } = await place();
    const failing = async (id: string) => {
      for (let tries = 0; tries < 3; tries += 1) {
        await at.home.transact(async (tx) => {
          const task = await lockTaskById(tx, at.home, id);
          if (task !== undefined)
            await failTask(tx, at, task, { error: { category: 'overloaded', message: 'Busy', retryAt: 1 }, runId: 'run-1' });
        });
        await at.home.transact((tx) => startTask(tx, at, id, { mayExceedLimit: true }));
      }
    };
    const [one, two] = [await taskOf(at.home, at.caller.orgId, agent.id), await taskOf(at.home, at.caller.orgId, agent.id)];
    await failing(one.id);
    await failing(two.id);
    expect((await metrics('7d')).metrics.tasksFailed).toBe(2);
    advance(dayMs);
    await failing(one.id);
    await at.home.transact(async (tx) => {
      const task = await lockTaskById(tx, at.home, one.id);
      if (task !== undefined) await moveTask(tx, at, task, { to: 'cancelled' });
    });
    expect((await metrics('7d')).metrics.tasksFailed).toBe(3);
  });

  test('a period is today and the days before it, by UTC days', async () => {
    const { advance, happened, metrics } = await place();
    await happened('deliverable.submitted');
    advance(6 * dayMs);
    await happened('deliverable.submitted');
    expect((await metrics('7d')).metrics.deliverablesSubmitted).toBe(2);
    advance(dayMs);
    expect((await metrics('7d')).metrics.deliverablesSubmitted).toBe(1);
    expect((await metrics('30d')).metrics.deliverablesSubmitted).toBe(2);
    advance(23 * dayMs);
    expect([(await metrics('30d')).metrics.deliverablesSubmitted, (await metrics('90d')).metrics.deliverablesSubmitted]).toEqual([1, 2]);
    advance(90 * dayMs);
    expect([(await metrics('90d')).metrics.deliverablesSubmitted, (await metrics('all')).metrics.deliverablesSubmitted]).toEqual([0, 2]);
  });

  test('days are told one by one, oldest first, the empty ones too; midnight belongs to the day that begins', async () => {
    const { at, advance, happened, metrics } = await place();
    advance(12 * hour - 60_000);
    const before = new Date(at.home.clock.now()).toISOString().slice(0, 10);
    await happened('task.completed', {}, 2);
    advance(120_000);
    await happened('deliverable.submitted');
    const { days } = await metrics('7d');
    expect(days).toHaveLength(7);
    expect(days.slice(-2)).toMatchObject([
      { date: before, tasksCompleted: 2, deliverablesSubmitted: 0 },
      { tasksCompleted: 0, deliverablesSubmitted: 1 },
    ]);
    expect(days.slice(0, 5).every(({ tasksCompleted }) => tasksCompleted === 0)).toBe(true);
  });

  test('what is in progress is counted now, whatever the period', async () => {
    const { at, agent, metrics } = await place();
    for (let one = 0; one < 3; one += 1) await taskOf(w.home, at.caller.orgId, agent.id);
    await taskOf(w.home, at.caller.orgId, agent.id, { status: 'assigned' });
    await taskOf(w.home, at.caller.orgId, agent.id, { status: 'review' });
    expect((await metrics('7d')).metrics.tasksInProgress).toBe(3);
  });

  test('facts that happen at once are all counted', async () => {
    const { happened, metrics } = await place();
    await Promise.all(Array.from({ length: 40 }, () => happened('deliverable.submitted')));
    await Promise.all(Array.from({ length: 40 }, (_, one) => happened('task.completed', { completion_ms: one * 60_000 })));
    expect((await metrics()).metrics).toMatchObject({ deliverablesSubmitted: 40, tasksCompleted: 40, avgCompletionTimeMinutes: 20 });
  });

  test('what rolls back is not counted', async () => {
    const { at, agent, metrics } = await place();
    const failing = w.home.transact(async (tx) => {
      await recordActivity(tx, at, { event: 'deliverable.submitted', agentId: agent.id, data: {} });
      throw new Error('too late');
    });
    await expect(failing).rejects.toThrow('too late');
    expect((await metrics()).metrics.deliverablesSubmitted).toBe(0);
  });

  test('the sums are what the activity comes to when it is counted from the beginning', async () => {
    const { at, advance, agent } = await place();
    const boss = as(at, await person(at));
    const self = as(at, { ...keyCaller(at, ['read', 'write'], [agent.id]), keyKind: 'agent_key', agentId: agent.id });
    const verdicts: readonly Verdict[] = ['approved', 'revision_requested', 'rejected', 'approved', 'approved', 'revision_requested'];
    for (const [index, decision] of verdicts.entries()) {
      const { id: task } = await taskOf(at.home, at.caller.orgId, agent.id);
      advance((index + 1) * hour * 5);
      const first = await submitDeliverable(self, { title: 'Post', content: 'Text', task });
      await reviewDeliverable(boss, { id: first.id, decision, feedback: 'So it is.' });
      if (decision !== 'revision_requested') continue;
      const second = await submitDeliverable(self, { title: 'Post', content: 'Text', parent: first.id });
      await reviewDeliverable(boss, { id: second.id, decision: 'approved' });
    }
    const { id } = await taskOf(at.home, at.caller.orgId, agent.id);
    await at.home.transact(async (tx) => {
      const task = await lockTaskById(tx, at.home, id);
      if (task !== undefined) await moveTask(tx, boss, task, { to: 'cancelled' });
    });
    const from = new Map<number, DayCounts>();
    const failed = new Set<string>();
    for (const row of await w.rows('activity')) {
      const failure = `${row.task_id} ${dayOf(row.at)}`;
      if (row.agent_id === agent.id && isFailure(row.event) && failed.has(failure)) continue;
      if (row.agent_id === agent.id && isFailure(row.event)) failed.add(failure);
      const counts =
        row.agent_id === agent.id ? countsOf({ event: asEvent(row.event), data: fromOwnJson<JsonObject>(row.data_json) }) : null;
      if (counts !== null) from.set(dayOf(row.at), addCounts(from.get(dayOf(row.at)) ?? nothing, counts));
    }
    const kept = (await w.rows('agent_days')).filter((row) => row.agent_id === agent.id);
    const days = kept.map(({ agent_id: _agent, org_id: _org, day, ...counts }): [number, DayCounts] => [day, counts]);
    expect(new Map(days.sort(([one], [two]) => one - two))).toEqual(new Map([...from].sort(([one], [two]) => one - two)));
    const found = await getAgentMetrics(at, { agent: agent.id, period: '30d' });
    expect(found.metrics).toEqual(metricsOf([...from.values()].reduce(addCounts, nothing), 0));
    expect(found.metrics).toMatchObject({
      tasksCompleted: 5,
      tasksFailed: 1,
      deliverablesSubmitted: 8,
      deliverablesApproved: 5,
      deliverablesRevisionRequested: 2,
      deliverablesRejected: 1,
      approvalRate: 0.63,
      firstTimeApprovalRate: 0.6,
    });
  });

  test("another organisation's agent is unknown, and so is one that the key does not reach", async () => {
    const { at, agent } = await place();
    const other = await createAgent(at, { slug: `other-${count}`, model: 'gpt-4o' });
    const limited = as(at, keyCaller(at, ['read'], [other.id]));
    for (const asker of [limited, await w.org()])
      await expect(getAgentMetrics(asker, { agent: agent.id, period: '7d' })).rejects.toMatchObject({ reason: 'agent.unknown' });
  });
});

/** Guaranteed by the only writer, which takes events of that type. */
function asEvent(word: string): NewActivity['event'] {
  return word as NewActivity['event'];
}
