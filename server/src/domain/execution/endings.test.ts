import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { assignedTask, bossOf, workerOf } from '../../../test/executions.ts';
import type { Worker } from '../../../test/executions.ts';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { systemCaller } from '../../kernel/caller.ts';
import { lockTaskById, moveTask } from '../tasks/index.ts';

const once = { config: { retry_on_error: false } };
const soon = { timeout: 30_000, interval: 20 };

describe.each(engines)('what the end of a run means for its task, on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await bossOf(w);
  });
  afterAll(() => w.close());

  const taskRow = async ({ id }: Worker) =>
    (await w.server.home.read((tx) => tx.query((db) => db.selectFrom('tasks').selectAll().where('id', '=', id))))[0];
  const deliverablesOf = ({ id }: Worker) =>
    w.server.home.read((tx) => tx.query((db) => db.selectFrom('deliverables').selectAll().where('task_id', '=', id).orderBy('version')));
  const runRow = async (id: string) =>
    (await w.server.home.read((tx) => tx.query((db) => db.selectFrom('runs').selectAll().where('id', '=', id))))[0];
  const started = async (script: string, more: Readonly<Record<string, unknown>> = once) => {
    const agent = await workerOf(w, script, more);
    const task = await assignedTask(w, boss.orgId, agent.id);
    const reply = await boss.call('POST', `/v1/tasks/${task.number}/execute`);
    expect([reply.status, reply.body]).toEqual([202, { run_id: expect.any(String), session_id: expect.any(String), task_id: task.id }]);
    return { agent, task, run: String(reply.body.run_id) };
  };
  const move = (task: Worker, to: 'pending' | 'assigned' | 'in_progress' | 'cancelled') =>
    w.server.home.transact(async (tx) => {
      const at = { home: w.server.home, caller: systemCaller(boss.orgId) };
      const found = await lockTaskById(tx, at.home, task.id);
      if (found !== undefined) await moveTask(tx, at, found, { to });
    });

  test.each([
    ['fault-400', 'bad_request', 360],
    ['fault-401', 'auth_error', 5],
    ['fault-429', 'rate_limited', 60],
    ['fault-503', 'overloaded', 10],
    ['fault-529', 'overloaded', 10],
    ['fault-garbage', 'unknown', 360],
  ])('a model that plays %s: the task is assigned again, %s, to be tried in %i minutes', async (script, category, minutes) => {
    const { task, run } = await started(script);
    await expect.poll(async () => (await taskRow(task))?.status, soon).toBe('assigned');
    const row = await taskRow(task);
    expect(row?.error_category).toBe(category);
    expect(Math.round(((row?.retry_at ?? 0) - w.server.home.clock.now()) / 60_000)).toBe(minutes);
    expect(await deliverablesOf(task)).toEqual([]);
    expect(row?.error_message).not.toContain('sk-stand-in');
    const told = await boss.call('GET', `/v1/activity?task=${task.number}&event=task.execution_failed`);
    expect(told.body.data).toMatchObject([{ data: { run_id: run, error: { category } } }]);
  });

  test('a run has two minutes at least, however short the limit of the agent is', async () => {
    const { run, task } = await started('fault-hang', { config: { timeout_ms: 200, retry_on_error: false } });
    const row = await runRow(run);
    expect((row?.deadline_at ?? 0) - (row?.started_at ?? 0)).toBe(120_000);
    await boss.call('POST', `/v1/runs/${run}/cancel`);
    await expect.poll(async () => (await taskRow(task))?.status, soon).toBe('assigned');
  });

  test('409: a task that is being executed is not executed twice, however often it is asked at once', async () => {
    const { task, run } = await started('fault-hang');
    const again = await Promise.all([1, 2, 3].map(() => boss.call('POST', `/v1/tasks/${task.id}/execute`)));
    expect(again.map(({ status, body }) => [status, body.code])).toEqual(again.map(() => [409, 'TASK_EXECUTING']));
    await boss.call('POST', `/v1/runs/${run}/cancel`);
  });

  test('of several requests at once one starts the task', async () => {
    const agent = await workerOf(w, 'one');
    const task = await assignedTask(w, boss.orgId, agent.id);
    const replies = await Promise.all([1, 2, 3, 4].map(() => boss.call('POST', `/v1/tasks/${task.id}/execute`)));
    expect(replies.filter(({ status }) => status === 202)).toHaveLength(1);
    await expect.poll(async () => (await taskRow(task))?.status, soon).toBe('review');
    expect(await deliverablesOf(task)).toHaveLength(1);
  });

  test('a task that somebody set in progress without working on it is executed, by one request of many', async () => {
    const agent = await workerOf(w, 'one');
    const task = await assignedTask(w, boss.orgId, agent.id);
    await move(task, 'in_progress');
    const replies = await Promise.all([1, 2, 3, 4].map(() => boss.call('POST', `/v1/tasks/${task.id}/execute`)));
    expect(replies.filter(({ status }) => status === 202)).toHaveLength(1);
    await expect.poll(async () => (await taskRow(task))?.status, soon).toBe('review');
    expect(await deliverablesOf(task)).toHaveLength(1);
  });

  test('422: a task that waits for its review, and one that nobody may do any more, are not executed', async () => {
    const { task, agent } = await started('one');
    await expect.poll(async () => (await taskRow(task))?.status, soon).toBe('review');
    expect((await boss.call('POST', `/v1/tasks/${task.id}/execute`)).status).toBe(422);
    await move(task, 'cancelled');
    expect((await boss.call('POST', `/api/agents/${agent.number}/execute`, { taskId: task.number })).status).toBe(422);
    const loose = await assignedTask(w, boss.orgId, agent.id);
    await move(loose, 'pending');
    expect((await boss.call('POST', `/v1/tasks/${loose.id}/execute`)).body.code).toBe('TASK_UNASSIGNED');
  });

  test('a question to a person keeps the task in progress; the answer leads to the deliverable', async () => {
    const { task, agent } = await started('three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const open = async () =>
      (await boss.call('GET', '/v1/interactions?state=open')).body.data.filter((one: any) => one.agent.id === agent.id);
    await expect.poll(async () => (await open()).length, soon).toBe(1);
    expect((await taskRow(task))?.status).toBe('in_progress');
    const [question] = await open();
    await boss.call('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'approve' });
    await expect.poll(async () => (await taskRow(task))?.status, soon).toBe('review');
  });

  test('202: an execution that waits for a person answers without a deliverable', async () => {
    const agent = await workerOf(w, 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const task = await assignedTask(w, boss.orgId, agent.id);
    const reply = await boss.call('POST', `/api/agents/${agent.number}/execute`, { taskId: task.number });
    expect([reply.status, reply.body.data]).toMatchObject([202, { deliverableId: null, runId: expect.any(String) }]);
  });

  test.each(['pending', 'cancelled'] as const)('a task that becomes %s stops its run, and nothing is handed in', async (to) => {
    const { task, run } = await started('fault-hang');
    await move(task, to);
    await expect.poll(async () => (await runRow(run))?.state, soon).toBe('cancelled');
    expect([(await taskRow(task))?.status, await deliverablesOf(task)]).toEqual([to, []]);
  });

  test('a run whose task was withdrawn and begun by somebody else leaves that work alone', async () => {
    const { task, run } = await started('long-paced-5', once);
    await move(task, 'assigned');
    await move(task, 'in_progress');
    await expect.poll(async () => ['completed', 'cancelled'].includes((await runRow(run))?.state ?? ''), soon).toBe(true);
    expect([(await taskRow(task))?.status, await deliverablesOf(task)]).toEqual(['in_progress', []]);
  });

  test('a deleted agent takes its run with it, and the task goes back to the pool', async () => {
    const { task, run, agent } = await started('fault-hang');
    expect((await boss.call('DELETE', `/v1/agents/${agent.id}`)).status).toBe(204);
    await expect.poll(async () => (await runRow(run))?.state, soon).toBe('cancelled');
    expect(await taskRow(task)).toMatchObject({ status: 'pending', assignee_id: null });
  });

  test('the deletion of an agent erases its own provider key', async () => {
    const agent = await workerOf(w, 'one');
    await boss.call('PATCH', `/v1/agents/${agent.id}/execution`, { provider: 'openai', provider_api_key: 'sk-own' });
    await boss.call('DELETE', `/v1/agents/${agent.id}`);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('provider_accounts').selectAll().where('agent_id', '=', agent.id)),
    );
    expect(rows).toEqual([]);
  });

  test('the next version follows the last one, and the model reads what the reviewer said', async () => {
    const { task } = await started('one');
    await expect.poll(async () => (await taskRow(task))?.status, soon).toBe('review');
    const [first] = await deliverablesOf(task);
    const feedback = 'Please name the sources.';
    expect((await boss.call('POST', `/v1/deliverables/${first?.id}/review`, { decision: 'revision_requested', feedback })).status).toBe(
      200,
    );
    expect((await boss.call('POST', `/v1/tasks/${task.id}/execute`)).status).toBe(202);
    await expect
      .poll(async () => (await deliverablesOf(task)).map(({ status, version }) => [version, status]), soon)
      .toEqual([
        [1, 'revised'],
        [2, 'pending'],
      ]);
    expect(JSON.stringify(w.standIn.requests.at(-1)?.body)).toContain(feedback);
  });
});
