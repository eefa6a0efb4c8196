import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { agentAtWork } from '../../../test/deliverables.ts';
import { printed } from '../../../test/printed-agents-api.ts';
import { insertion } from '../../store/index.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const dayMs = 86_400_000;
const days = insertion('agent_days', [
  'agent_id',
  'org_id',
  'day',
  'tasks_completed',
  'tasks_failed',
  'completion_ms',
  'completions_timed',
  'submitted',
  'approved',
  'approved_first',
  'revision_requested',
  'rejected',
]);

describe.each(enginesOf(import.meta.url))('metrics of the agents API on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
  });
  afterAll(() => w.close());

  /** An agent that has come to what the documented example says, most of it 10 days ago. */
  const documented = async () => {
    const { agent, another, call } = await agentAtWork(w, boss);
    await another();
    await another();
    const today = Math.floor(w.server.home.clock.now() / dayMs);
    const day = { agent_id: agent.id, org_id: boss.orgId, tasks_failed: 0, revision_requested: 0, rejected: 0, approved_first: 0 };
    const timed = (completed: number) => ({
      tasks_completed: completed,
      completions_timed: completed,
      completion_ms: completed * 125 * 60_000,
    });
    const rows = [
      { ...day, day: today, ...timed(3), submitted: 4, approved: 4, approved_first: 4 },
      { ...day, day: today - 1, ...timed(2), submitted: 3, approved: 3, approved_first: 3 },
      {
        ...day,
        day: today - 10,
        ...timed(40),
        submitted: 45,
        approved: 41,
        approved_first: 34,
        revision_requested: 3,
        rejected: 1,
        tasks_failed: 2,
      },
    ];
    await w.server.home.transact((tx) => tx.insert(days, rows));
    const date = (ago: number) => new Date((today - ago) * dayMs).toISOString().slice(0, 10);
    return { agent, call, date };
  };

  test('200: the documented body', async () => {
    const { agent, date } = await documented();
    const reply = await boss.call('GET', `/api/agents/${agent.number}/metrics?period=30d`);
    const empty = { tasksCompleted: 0, deliverablesSubmitted: 0 };
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        success: true,
        data: {
          agentId: agent.number,
          agentName: 'Code Reviewer',
          period: '30d',
          metrics: printed.metrics.metrics,
          recentActivity: [
            { date: date(0), tasksCompleted: 3, deliverablesSubmitted: 4 },
            { date: date(1), tasksCompleted: 2, deliverablesSubmitted: 3 },
            ...[2, 3, 4, 5, 6].map((ago) => ({ date: date(ago), ...empty })),
          ],
        },
      },
    ]);
    expect(JSON.stringify(Object.keys(reply.body.data))).toBe('["agentId","agentName","period","metrics","recentActivity"]');
  });

  test('200: 30 days when no period is named; the periods differ; keys of the agent itself may look', async () => {
    const { agent, call } = await documented();
    const read = async (query: string) => (await call('GET', `/api/agents/${agent.number}/metrics${query}`)).body.data;
    expect(await read('')).toEqual(await read('?period=30d'));
    expect((await read('?period=7d')).metrics.tasksCompleted).toBe(5);
    for (const period of ['90d', 'all']) expect((await read(`?period=${period}`)).metrics.tasksCompleted).toBe(45);
    expect((await read('?period=all')).recentActivity).toHaveLength(7);
  });

  test('400: any other period', async () => {
    const { agent } = await agentAtWork(w, boss);
    for (const period of ['', '1d', '30', '30D', 'year', '7d,30d', '7d%00'])
      expect([period, (await boss.call('GET', `/api/agents/${agent.number}/metrics?period=${period}`)).status]).toEqual([period, 400]);
    expect((await boss.call('GET', `/api/agents/${agent.number}/metrics?period=x`)).body.error.code).toBe('BAD_REQUEST');
  });

  test('404: unknown agents, those of another organisation, and those that a key does not reach', async () => {
    const { agent } = await agentAtWork(w, boss);
    const stranger = await agentAtWork(w, boss);
    const other = await owned(w);
    for (const face of ['/api', '/v1']) {
      const path = `${face}/agents/${agent.number}/metrics`;
      expect([(await other.call('GET', path)).status, (await stranger.call('GET', path)).status]).toEqual([404, 404]);
      expect((await boss.call('GET', `${face}/agents/999999/metrics`)).status).toBe(404);
    }
  });

  test('200 on the native face: the same numbers, and each day of the period, oldest first', async () => {
    const { agent, date } = await documented();
    const { status, body } = await boss.call('GET', `/v1/agents/${agent.id}/metrics?period=30d`);
    expect([status, body.period, body.metrics.approval_rate, body.metrics.tasks_in_progress]).toEqual([200, '30d', 0.92, 3]);
    expect(body.days).toHaveLength(30);
    expect(body.days.at(-1)).toEqual({ date: date(0), tasks_completed: 3, deliverables_submitted: 4, approved: 4, rejected: 0 });
    expect((await boss.call('GET', `/v1/agents/${agent.id}/metrics?period=all`)).body.days).toHaveLength(90);
    expect((await boss.call('GET', `/v1/agents/${agent.id}/metrics?period=2d`)).status).toBe(400);
  });

  test('200: what happens is counted at once', async () => {
    const { agent, submitted } = await agentAtWork(w, boss);
    const { number } = await submitted();
    await boss.call('PATCH', `/api/deliverables/${number}/review`, { decision: 'approved' });
    expect((await boss.call('GET', `/api/agents/${agent.number}/metrics`)).body.data.metrics).toMatchObject({
      tasksCompleted: 1,
      tasksInProgress: 0,
      avgCompletionTimeMinutes: 0,
      deliverablesSubmitted: 1,
      deliverablesApproved: 1,
      approvalRate: 1,
      firstTimeApprovalRate: 1,
    });
  });
});
