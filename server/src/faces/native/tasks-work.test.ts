import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, signIn, tenant } from '../../../test/requests.ts';
import { taskScene } from '../../../test/task-scene.ts';
import type { TaskScene } from '../../../test/task-scene.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('work on tasks through our own API on %s', (engine) => {
  let w: World;
  let s: TaskScene;
  beforeAll(async () => {
    w = await world(engine);
    s = taskScene(w);
  });
  afterAll(() => w.close());

  test('200: next takes own tasks first, then the pool by preference, priority and age', async () => {
    const tag = `next-${engine}`;
    const agent = await s.worker({ capabilities: [tag], max_concurrent_tasks: 10 });
    const other = await s.worker({ capabilities: [tag.toUpperCase()] });
    const only = { required_capabilities: [tag] };
    const low = await s.task({ title: 'low', priority: 4, ...only });
    const high = await s.task({ title: 'high', priority: 1, ...only });
    const kept = await s.task({ title: 'kept', priority: 3, preferred_agent: agent.slug, ...only });
    const keptForOther = await s.task({ title: 'kept for other', priority: 1, preferred_agent: other.slug, ...only });
    const own = await s.task({ title: 'own', priority: 4, assignee: agent.slug });
    const order: string[] = [];
    for (let at = 0; at < 4; at += 1) {
      const { status, body, text } = await agent.call('POST', '/v1/tasks/next', { lease_seconds: 60 });
      expect([status, body.task?.status, body.lease], text).toEqual([
        200,
        'in_progress',
        { until: expect.any(String), fence: expect.any(Number) },
      ]);
      order.push(body.task.id);
    }
    expect(order).toEqual([own.id, kept.id, high.id, low.id]);
    expect((await agent.call('POST', '/v1/tasks/next')).body).toEqual({
      task: null,
      reason: 'no_tasks',
      message: 'No pending tasks assigned to this agent',
    });
    expect((await other.call('POST', '/v1/tasks/next')).body.task.id).toBe(keptForOther.id);
  });

  test('200 concurrent_limit_reached: next gives no more than the agent may do at once; 409 from claim', async () => {
    const tag = `limit-${engine}`;
    const agent = await s.worker({ capabilities: [tag], max_concurrent_tasks: 2 });
    const made = [];
    for (let at = 0; at < 3; at += 1) made.push(await s.task({ required_capabilities: [tag] }));
    for (let at = 0; at < 2; at += 1) expect((await agent.call('POST', '/v1/tasks/next')).body.task).not.toBe(null);
    expect((await agent.call('POST', '/v1/tasks/next')).body).toEqual({
      task: null,
      reason: 'concurrent_limit_reached',
      message: 'Agent is at max concurrent tasks (2)',
    });
    expectProblem(await agent.call('POST', `/v1/tasks/${made[2].id}/claim`), 409, 'AGENT_AT_LIMIT');
    expectProblem(await agent.call('POST', `/v1/tasks/${made[2].id}/claim`, { lease_seconds: 60 }), 409, 'AGENT_AT_LIMIT');
  });

  test('409: an agent that is not active gets nothing; 422: a key of the organisation has to name the agent', async () => {
    const agent = await s.worker();
    expectProblem(await w.call('POST', '/v1/tasks/next'), 422, 'TASK_AGENT_NEEDED');
    expect((await w.call('POST', '/v1/tasks/next', { agent: agent.slug })).status).toBe(200);
    await w.call('PATCH', `/v1/agents/${agent.slug}`, { status: 'paused' });
    expectProblem(await w.call('POST', '/v1/tasks/next', { agent: agent.slug }), 409, 'AGENT_NOT_ACTIVE');
    expectProblem(await w.call('POST', '/v1/tasks/next', { agent: 'nobody' }), 404, 'AGENT_NOT_FOUND');
  });

  test('200 and 409: claims are idempotent for one agent and exclusive among agents; a lease is held by one worker', async () => {
    const [one, two] = [await s.worker(), await s.worker()];
    const { id } = await s.task();
    const claimed = await one.call('POST', `/v1/tasks/${id}/claim`);
    expect(claimed.body, claimed.text).toMatchObject({ status: 'assigned', assignee: { id: one.id }, lease: null });
    expect((await one.call('POST', `/v1/tasks/${id}/claim`)).body.updated_at).toBe(claimed.body.updated_at);
    expectProblem(await two.call('POST', `/v1/tasks/${id}/claim`), 403, 'TASK_OUT_OF_SCOPE');
    expectProblem(await w.call('POST', `/v1/tasks/${id}/claim`, { agent: two.slug }), 403, 'TASK_ANOTHERS');
    const leased = await one.call('POST', `/v1/tasks/${id}/claim`, { lease_seconds: 60 });
    expect(leased.body, leased.text).toMatchObject({ status: 'in_progress', lease: { fence: expect.any(Number) } });
    expectProblem(await one.call('POST', `/v1/tasks/${id}/claim`, { lease_seconds: 60 }), 409, 'TASK_TAKEN');
    expect((await one.call('POST', `/v1/tasks/${id}/claim`)).status).toBe(200);
    expect(await s.happened(id)).toEqual(['task.created', 'task.claimed', 'task.status_changed', 'task.claimed', 'task.status_changed']);
  });

  test('one of many claims of the same task at once wins; the others are told 409 or 403', async () => {
    const workers = [];
    for (let at = 0; at < 6; at += 1) workers.push(await s.worker());
    const { id } = await s.task();
    const statuses = await Promise.all(workers.map(async (one) => (await one.call('POST', `/v1/tasks/${id}/claim`)).status));
    expect(statuses.filter((status) => status === 200)).toEqual([200]);
    expect(statuses.filter((status) => status !== 200 && status !== 409 && status !== 403)).toEqual([]);
  });

  test('422: what is in review, over, kept for another, or beyond the agent cannot be claimed; 400: leases out of range', async () => {
    const [one, two] = [await s.worker(), await s.worker()];
    const { id } = await s.task({ assignee: one.slug });
    for (const status of ['in_progress', 'review']) await one.call('PATCH', `/v1/tasks/${id}/status`, { status });
    expectProblem(await one.call('POST', `/v1/tasks/${id}/claim`), 422, 'TASK_NOT_CLAIMABLE');
    await w.call('PATCH', `/v1/tasks/${id}/status`, { status: 'completed' });
    expectProblem(await one.call('POST', `/v1/tasks/${id}/claim`), 422, 'TASK_NOT_CLAIMABLE');
    const kept = await s.task({ preferred_agent: two.slug });
    expectProblem(await one.call('POST', `/v1/tasks/${kept.id}/claim`), 422, 'TASK_NOT_CLAIMABLE');
    const hard = await s.task({ required_capabilities: ['brain surgery'] });
    expectProblem(await one.call('POST', `/v1/tasks/${hard.id}/claim`), 422, 'TASK_NOT_CLAIMABLE');
    for (const body of [{ lease_seconds: 9 }, { lease_seconds: 3_601 }, { lease_seconds: '60' }, { fence: 1 }])
      expect((await one.call('POST', `/v1/tasks/${kept.id}/claim`, body)).status).toBe(400);
  });

  test('200: a lease is extended by its fence; 409: a stale fence changes nothing', async () => {
    const agent = await s.worker();
    const { id } = await s.task({ assignee: agent.slug });
    const { lease } = (await agent.call('POST', '/v1/tasks/next', { lease_seconds: 10 })).body;
    const extended = await agent.call('POST', `/v1/tasks/${id}/lease`, { fence: lease.fence, lease_seconds: 3_600 });
    expect(extended.body, extended.text).toEqual({ until: expect.any(String), fence: lease.fence });
    expect(Date.parse(extended.body.until)).toBeGreaterThan(Date.parse(lease.until));
    const stale = { fence: lease.fence - 1 };
    for (const [method, path, body] of [
      ['POST', 'lease', stale],
      ['POST', 'release', stale],
      ['PATCH', 'status', { ...stale, status: 'review' }],
      ['POST', 'progress', { ...stale, message: 'x' }],
    ] as const)
      expectProblem(await agent.call(method, `/v1/tasks/${id}/${path}`, body), 409, 'TASK_LEASE_STALE');
    const other = await s.worker();
    expectProblem(await other.call('POST', `/v1/tasks/${id}/lease`, { fence: lease.fence }), 403, 'TASK_OUT_OF_SCOPE');
    const released = await agent.call('POST', `/v1/tasks/${id}/release`, { fence: lease.fence });
    expect(released.body, released.text).toMatchObject({ status: 'pending', assignee: null, lease: null });
    expectProblem(await agent.call('POST', `/v1/tasks/${id}/lease`, { fence: lease.fence }), 409, 'TASK_LEASE_STALE');
    expectProblem(await agent.call('PATCH', `/v1/tasks/${id}/status`, { status: 'review' }), 422, 'TASK_NOT_CLAIMED');
    expect((await agent.call('POST', `/v1/tasks/${id}/release`)).status).toBe(200);
  });

  test('403: workers set in_progress and review of their own tasks, and nothing else', async () => {
    const agent = await s.worker();
    const { id } = await s.task({ assignee: agent.slug });
    for (const status of ['pending', 'assigned', 'completed', 'cancelled'])
      expectProblem(await agent.call('PATCH', `/v1/tasks/${id}/status`, { status }), 403, 'TASK_MANAGER_NEEDED');
    expect((await agent.call('PATCH', `/v1/tasks/${id}/status`, { status: 'in_progress' })).body.status).toBe('in_progress');
    expect((await agent.call('PATCH', `/v1/tasks/${id}/status`, { status: 'review' })).body.status).toBe('review');
    for (const [method, path] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/retry'],
    ] as const)
      expectProblem(
        await agent.call(method, `/v1/tasks/${id}${path}`, method === 'PATCH' ? { priority: 1 } : undefined),
        403,
        'CALLER_LACKS_GRANT',
      );
  });

  test('409: a task cannot be begun beyond what the agent may do at once, by nobody', async () => {
    const agent = await s.worker({ max_concurrent_tasks: 1 });
    const [one, two] = [await s.task({ assignee: agent.slug }), await s.task({ assignee: agent.slug })];
    expect((await agent.call('PATCH', `/v1/tasks/${one.id}/status`, { status: 'in_progress' })).status).toBe(200);
    expectProblem(await agent.call('PATCH', `/v1/tasks/${two.id}/status`, { status: 'in_progress' }), 409, 'AGENT_AT_LIMIT');
    expectProblem(await w.call('PATCH', `/v1/tasks/${two.id}`, { status: 'in_progress' }), 409, 'AGENT_AT_LIMIT');
  });

  test('201: progress is kept in the history; 422 beyond work; 400 out of range', async () => {
    const agent = await s.worker();
    const { id } = await s.task({ assignee: agent.slug });
    const path = `/v1/tasks/${id}/progress`;
    const reply = await agent.call('POST', path, { message: 'Outline is done', percent: 40, details: { pages: 3 } });
    expect([reply.status, reply.body], reply.text).toEqual([
      201,
      expect.objectContaining({ event: 'task.progress_updated', task_id: id, agent_id: agent.id }),
    ]);
    expect(reply.body.data).toMatchObject({ message: 'Outline is done', percent: 40, details: { pages: 3 } });
    expect((await s.get(id)).progress_percent).toBe(40);
    for (const body of [{}, { message: '' }, { message: 'x', percent: 101 }, { message: 'x', percent: -1 }, { message: 'x', details: [] }])
      expect((await agent.call('POST', path, body)).status).toBe(400);
    expectProblem(await agent.call('POST', path, { message: 'x', details: { a: 'x'.repeat(10_001) } }), 422, 'TASK_DETAILS_TOO_LARGE');
    await w.call('PATCH', `/v1/tasks/${id}`, { status: 'cancelled' });
    expectProblem(await agent.call('POST', path, { message: 'x' }), 422, 'TASK_NOT_IN_WORK');
  });

  test('403: a key sees the tasks of its agent, what it made and the pool, and no other', async () => {
    const [one, two] = [await s.worker(), await s.worker()];
    const theirs = await s.task({ assignee: two.slug });
    const pooled = await s.task();
    const mine = (await one.call('POST', '/v1/tasks', { title: 'made by me' })).body;
    await w.call('PATCH', `/v1/tasks/${mine.id}`, { assignee: two.slug });
    expectProblem(await one.call('GET', `/v1/tasks/${theirs.id}`), 403, 'TASK_OUT_OF_SCOPE');
    for (const id of [pooled.id, mine.id]) expect((await one.call('GET', `/v1/tasks/${id}`)).status).toBe(200);
    for (const query of ['', '&sort=priority', '&status=assigned,pending']) {
      const seen = new Set((await one.call('GET', `/v1/tasks?limit=200${query}`)).body.data.map((task: any) => task.id));
      expect([seen.has(theirs.id), seen.has(pooled.id), seen.has(mine.id)]).toEqual([false, true, true]);
    }
  });

  test('a person works through the agent that stands for them: assigned to me, begun, handed in', async () => {
    await person(w, 'reviewer', `worker-${engine}@example.org`, 'correct horse battery');
    const browser = await signIn(w, `worker-${engine}@example.org`, 'correct horse battery');
    const made = await browser.call('POST', '/v1/tasks', { title: 'By hand', assignee: 'me' });
    expect(made.body, made.text).toMatchObject({ status: 'assigned', assignee: { kind: 'human' }, created_by: { kind: 'user' } });
    expect((await browser.call('GET', '/v1/tasks?mine=true')).body.data.map((one: any) => one.id)).toEqual([made.body.id]);
    expect((await browser.call('PATCH', `/v1/tasks/${made.body.id}/status`, { status: 'in_progress' })).status).toBe(200);
    const pooled = await s.task();
    expect((await browser.call('POST', `/v1/tasks/${pooled.id}/claim`)).body.assignee.kind).toBe('human');
    const agent = await s.worker();
    const theirs = await s.task({ assignee: agent.slug });
    expectProblem(await browser.call('PATCH', `/v1/tasks/${theirs.id}/status`, { status: 'in_progress' }), 403, 'TASK_ANOTHERS');
    expectProblem(await browser.call('POST', '/v1/tasks/next', { agent: agent.slug }), 403, 'TASK_ANOTHERS');
    const foreign = await tenant(w, 'Foreign');
    expectProblem(await foreign.call('POST', `/v1/tasks/${pooled.id}/claim`, { agent: 'x' }), 404, 'TASK_UNKNOWN');
  });

  test('200: explain says whether an agent may begin, and what stands in the way', async () => {
    const tag = `explain-${engine}`;
    const agent = await s.worker({ capabilities: [tag], max_concurrent_tasks: 1 });
    const codes = async (id: string) => {
      const { body } = await w.call('GET', `/v1/tasks/${id}/explain`);
      return [body.state, ...body.reasons.map((one: any) => one.code)];
    };
    const { id } = await s.task({ required_capabilities: [tag] });
    expect(await codes(id)).toEqual(['pickable']);
    const blocker = await s.task({ assignee: agent.slug });
    await agent.call('PATCH', `/v1/tasks/${blocker.id}/status`, { status: 'in_progress' });
    expect(await codes(blocker.id)).toEqual(['waiting', 'in_progress']);
    const assigned = await s.task({ assignee: agent.slug });
    expect(await codes(assigned.id)).toEqual(['waiting', 'concurrent_limit_reached']);
    await w.call('PATCH', `/v1/tasks/${blocker.id}/status`, { status: 'cancelled' });
    expect(await codes(assigned.id)).toEqual(['waiting', 'manual_mode']);
    expect(await codes(blocker.id)).toEqual(['done', 'cancelled']);
    await w.call('PATCH', `/v1/agents/${agent.slug}`, { status: 'paused' });
    expect(await codes(assigned.id)).toEqual(['waiting', 'agent_not_active']);
    const impossible = await s.task({ required_capabilities: ['telepathy'] });
    expect((await codes(impossible.id)).slice(0, 2)).toEqual(['waiting', 'no_agent']);
  });
});
