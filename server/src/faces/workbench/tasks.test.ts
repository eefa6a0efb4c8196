import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, signIn, tenant } from '../../../test/requests.ts';
import type { Browser, Tenant } from '../../../test/requests.ts';
import { taskScene } from '../../../test/task-scene.ts';
import type { TaskScene } from '../../../test/task-scene.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const documentedRow = [
  'id',
  'title',
  'description',
  'status',
  'priority',
  'project_id',
  'project_name',
  'assigned_agent_id',
  'agent_name',
  'context',
  'due_date',
  'tags',
  'created_at',
  'assigned_at',
  'started_at',
  'completed_at',
];

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([status, false, code]);
  expect(reply.body.error.message).toMatch(/\S/);
}

describe.each(enginesOf(import.meta.url))('tasks of contract 2 on %s', (engine) => {
  let w: World;
  let s: TaskScene;
  let admin: Browser;
  let viewer: Browser;
  let foreign: Tenant;
  beforeAll(async () => {
    w = await world(engine);
    s = taskScene(w);
    for (const role of ['admin', 'viewer'] as const) await person(w, role, `${role}@example.org`, 'correct horse battery');
    admin = await signIn(w, 'admin@example.org', 'correct horse battery');
    viewer = await signIn(w, 'viewer@example.org', 'correct horse battery');
    foreign = await tenant(w, 'Foreign');
  });
  afterAll(() => w.close());

  const create = async (body: object): Promise<any> => {
    const reply = await admin.call('POST', '/api/tasks', { title: 'Write blog post', ...body });
    expect(reply.status, reply.text).toBe(201);
    return reply.body.data;
  };

  test('201 and 200: the documented row, numbers for ids, the envelope', async () => {
    const agent = await s.worker();
    const project = (await w.call('POST', '/v1/projects', { name: 'Blog' })).body;
    const reply = await admin.call('POST', '/api/tasks', {
      title: 'Write blog post',
      description: 'Create a post about AI agents',
      projectId: project.number,
      assignedAgentId: agent.number,
      priority: 1,
      context: { audience: 'developers' },
      tags: ['seo'],
      dueDate: '2127-02-14',
      requiredCapabilities: ['writing'],
      preferredAgentId: agent.number,
    });
    const row = {
      id: expect.any(Number),
      title: 'Write blog post',
      description: 'Create a post about AI agents',
      status: 'assigned',
      priority: 1,
      project_id: project.number,
      project_name: 'Blog',
      assigned_agent_id: agent.number,
      agent_name: agent.slug,
      context: { audience: 'developers' },
      due_date: '2127-02-14T00:00:00.000Z',
      tags: ['seo'],
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      assigned_at: expect.stringMatching(/^\d{4}-.*Z$/),
      started_at: null,
      completed_at: null,
    };
    expect([reply.status, reply.body], reply.text).toEqual([201, { success: true, data: row }]);
    expect(Object.keys(reply.body.data)).toEqual(documentedRow);
    const { id } = reply.body.data;
    const details = await viewer.call('GET', `/api/tasks/${id}`);
    expect(details.body, details.text).toMatchObject({
      success: true,
      data: { ...row, deliverables: [], preferred_agent_id: agent.number },
    });
    const listed = await viewer.call('GET', `/api/tasks?projectId=${project.number}`);
    expect(listed.body).toEqual({ success: true, data: [reply.body.data] });
  });

  test('200: lists narrow by status, priority, project and agent; 100 rows at most unless asked; offsets go on', async () => {
    const agent = await s.worker();
    const project = (await w.call('POST', '/v1/projects', { name: `Narrow ${engine}` })).body;
    const bulk = Array.from({ length: 50 }, (_, at) => ({ title: `t${at}`, projectId: project.number, priority: 1 + (at % 4) }));
    for (let round = 0; round < 3; round += 1) expect((await admin.call('POST', '/api/tasks/bulk', { tasks: bulk })).status).toBe(201);
    const ids = async (query: string): Promise<number[]> =>
      (await viewer.call('GET', `/api/tasks?projectId=${project.number}${query}`)).body.data.map((one: any) => one.id);
    const first = await ids('');
    expect([first.length, (await ids('&limit=200')).length, (await ids('&offset=100')).length]).toEqual([100, 150, 50]);
    expect(first).toEqual(first.toSorted((one, other) => other - one));
    expect(new Set([...first, ...(await ids('&offset=100'))]).size).toBe(150);
    expect((await ids('&priority=4&limit=200')).length).toBe(36);
    const [mine = 0] = first;
    await admin.call('PATCH', `/api/tasks/${mine}`, { assignedAgentId: agent.number });
    expect(await ids(`&agentId=${agent.number}`)).toEqual([mine]);
    expect(await ids('&status=assigned')).toEqual([mine]);
    expect(await ids('&offset=150')).toEqual([]);
    for (const query of ['limit=-1', 'limit=0', 'limit=201', 'offset=-1', 'offset=x', 'status=open', 'priority=0', 'priority=x'])
      expectRefused(await viewer.call('GET', `/api/tasks?${query}`), 400, 'BAD_REQUEST');
    for (const query of ['projectId=999999', 'agentId=999999', 'agentId=x', `projectId=${unknownId}`])
      expectRefused(await viewer.call('GET', `/api/tasks?${query}`), 404, 'NOT_FOUND');
  });

  test('201: "auto" and projects with a default agent find the agent; without one the task waits', async () => {
    const agent = await s.worker({ capabilities: [`auto-${engine}`], max_concurrent_tasks: 1 });
    const project = (await w.call('POST', '/v1/projects', { name: 'Routed', default_agent: agent.slug })).body;
    expect(await create({ projectId: project.number })).toMatchObject({ status: 'assigned', assigned_agent_id: agent.number });
    const waiting = await create({ projectId: project.number });
    expect(waiting).toMatchObject({ status: 'pending', assigned_agent_id: null });
    expect(await s.happened(String(waiting.id))).toEqual(['task.created', 'task.routing_failed']);
    const other = await s.worker();
    const chosen = await create({ assignedAgentId: 'auto', preferredAgentId: other.number });
    expect(chosen.assigned_agent_id).toBe(other.number);
  });

  test('400, 401, 403, 404: bodies of another shape, nobody, viewers, the CSRF token, and what is not there', async () => {
    for (const body of [
      {},
      { title: 7 },
      { title: 'x'.repeat(301) },
      { title: 'x', priority: 7 },
      { title: 'x', assignedAgentId: {} },
      { title: 'x', userId: 1 },
    ])
      expectRefused(await admin.call('POST', '/api/tasks', body), 400, 'BAD_REQUEST');
    expectRefused(await admin.call('POST', '/api/tasks', { title: 'x', assignedAgentId: 999_999 }), 404, 'NOT_FOUND');
    expectRefused(await admin.call('POST', '/api/tasks', { title: 'x', projectId: 999_999 }), 404, 'NOT_FOUND');
    expectRefused(await admin.call('POST', '/api/tasks', { title: 'x', dueDate: '2127-13-45' }), 400, 'BAD_REQUEST');
    expectRefused(await viewer.call('POST', '/api/tasks', { title: 'x' }), 403, 'FORBIDDEN');
    expectRefused(await admin.call('POST', '/api/tasks', { title: 'x' }, { 'x-csrf-token': 'x' }), 403, 'CSRF_INVALID');
    const theirs = (await foreign.call('POST', '/v1/tasks', { title: 'theirs' })).body.number;
    for (const id of [theirs, 0, 999_999_999, 'x', unknownId]) {
      expectRefused(await admin.call('GET', `/api/tasks/${id}`), 404, 'NOT_FOUND');
      expectRefused(await admin.call('PATCH', `/api/tasks/${id}`, { priority: 1 }), 404, 'NOT_FOUND');
      expectRefused(await admin.call('DELETE', `/api/tasks/${id}`), 404, 'NOT_FOUND');
      expectRefused(await admin.call('POST', `/api/tasks/${id}/claim`), 404, 'NOT_FOUND');
      expectRefused(await admin.call('GET', `/api/tasks/${id}/activity`), 404, 'NOT_FOUND');
    }
  });

  test('200 claim, status, progress, release: what an agent does with its key', async () => {
    const agent = await s.worker();
    const { id } = await create({});
    const claimed = await agent.call('POST', `/api/tasks/${id}/claim`);
    expect(claimed.body, claimed.text).toMatchObject({ success: true, data: { status: 'assigned', assigned_agent_id: agent.number } });
    expect((await agent.call('POST', `/api/tasks/${id}/claim`)).body).toEqual(claimed.body);
    const begun = await agent.call('PATCH', `/api/tasks/${id}/status`, { status: 'in_progress', progress: 10 });
    expect(begun.body.data, begun.text).toMatchObject({ status: 'in_progress', started_at: expect.any(String) });
    const told = await agent.call('POST', `/api/tasks/${id}/progress`, { message: 'Half', percentComplete: 50, details: { words: 400 } });
    expect([told.status, told.body.data.event], told.text).toEqual([201, 'task.progress_updated']);
    const history = await agent.call('GET', `/api/tasks/${id}/activity`);
    expect(history.body.data.map((one: any) => one.event)).toEqual([
      'task.progress_updated',
      'task.status_changed',
      'task.status_changed',
      'task.claimed',
      'task.created',
    ]);
    const [, second] = history.body.data;
    const older = await agent.call('GET', `/api/tasks/${id}/activity?before=${second.id}&limit=2`);
    expect(older.body.data).toEqual(history.body.data.slice(2, 4));
    const back = await agent.call('POST', `/api/tasks/${id}/release`);
    expect(back.body.data, back.text).toMatchObject({ status: 'pending', assigned_agent_id: null, started_at: null });
  });

  test("403 another agent's, 422 wrong status and illegal moves, 403 what agents may not set", async () => {
    const [one, two] = [await s.worker(), await s.worker()];
    const { id } = await create({ assignedAgentId: one.number });
    expectRefused(await two.call('POST', `/api/tasks/${id}/claim`), 403, 'FORBIDDEN');
    expectRefused(await two.call('PATCH', `/api/tasks/${id}/status`, { status: 'in_progress' }), 403, 'FORBIDDEN');
    expectRefused(await one.call('PATCH', `/api/tasks/${id}/status`, { status: 'completed' }), 403, 'FORBIDDEN');
    const illegal = await admin.call('PATCH', `/api/tasks/${id}/status`, { status: 'completed' });
    expectRefused(illegal, 422, 'VALIDATION_ERROR');
    expect(illegal.body.error.errors).toEqual({ status: 'A task in status assigned cannot become completed.' });
    expectRefused(await admin.call('PATCH', `/api/tasks/${id}/status`, { status: 'done' }), 400, 'BAD_REQUEST');
    await admin.call('PATCH', `/api/tasks/${id}`, { status: 'cancelled' });
    expectRefused(await one.call('POST', `/api/tasks/${id}/claim`), 422, 'VALIDATION_ERROR');
    expectRefused(await admin.call('POST', `/api/tasks/${id}/retry`), 422, 'VALIDATION_ERROR');
    expectRefused(await one.call('POST', `/api/tasks/${id}/retry`), 403, 'FORBIDDEN');
    expect((await admin.call('DELETE', `/api/tasks/${id}`)).body).toEqual({ success: true, data: { deleted: true } });
  });

  test('bulk: all or none of 50 and 100, and the refusal names the place', async () => {
    const made = await admin.call('POST', '/api/tasks/bulk', { tasks: [{ title: 'a' }, { title: 'b', priority: 1 }] });
    expect([made.status, made.body.data.map((one: any) => one.title)], made.text).toEqual([201, ['a', 'b']]);
    const ids: number[] = made.body.data.map((one: any) => one.id);
    const count = async () => (await viewer.call('GET', '/api/tasks?limit=200')).body.data.length;
    const before = await count();
    const half = await admin.call('POST', '/api/tasks/bulk', { tasks: [{ title: 'c' }, { title: 'd', projectId: 999_999 }] });
    expectRefused(half, 404, 'NOT_FOUND');
    expect(half.body.error.message).toContain('tasks/1');
    expect(await count()).toBe(before);
    const changed = await admin.call('PATCH', '/api/tasks/bulk', { ids, updates: { priority: 4, tags: ['x'] } });
    expect(changed.body.data.map((one: any) => [one.id, one.priority, one.tags])).toEqual(ids.map((id) => [id, 4, ['x']]));
    expectRefused(await admin.call('PATCH', '/api/tasks/bulk', { ids: [...ids, 999_999], updates: { priority: 1 } }), 404, 'NOT_FOUND');
    expectRefused(await admin.call('PATCH', '/api/tasks/bulk', { ids, updates: { status: 'completed' } }), 422, 'VALIDATION_ERROR');
    expect((await admin.call('GET', `/api/tasks/${ids[0]}`)).body.data).toMatchObject({ priority: 4, status: 'pending' });
    expectRefused(await admin.call('DELETE', '/api/tasks/bulk', { ids: [...ids, 999_999] }), 404, 'NOT_FOUND');
    expect((await admin.call('DELETE', '/api/tasks/bulk', { ids })).body).toEqual({ success: true, data: { deleted: 2 } });
    const many = (length: number) => Array.from({ length }, () => ({ title: 'x' }));
    for (const [method, body] of [
      ['POST', { tasks: [] }],
      ['POST', { tasks: many(51) }],
      ['PATCH', { ids: Array.from({ length: 101 }, (_, at) => at + 1), updates: { priority: 1 } }],
      ['PATCH', { ids, updates: {} }],
      ['DELETE', { ids: [] }],
      ['DELETE', { ids: [-1] }],
    ] as const)
      expectRefused(await admin.call(method, '/api/tasks/bulk', body), 400, 'BAD_REQUEST');
    expectRefused(await viewer.call('DELETE', '/api/tasks/bulk', { ids }), 403, 'FORBIDDEN');
  });

  test('200: activity of the organisation, narrowed by agent and event; nothing of another one', async () => {
    const agent = await s.worker();
    await foreign.call('POST', '/v1/tasks', { title: 'foreign secret' });
    await create({ assignedAgentId: agent.number });
    const reply = await viewer.call('GET', `/api/activity?agentId=${agent.number}&event=task.assigned`);
    expect(reply.body.data, reply.text).toHaveLength(1);
    expect(Object.keys(reply.body.data[0])).toEqual(['id', 'event', 'actor_type', 'actor_name', 'data', 'created_at']);
    expect((await viewer.call('GET', '/api/activity?limit=200')).text).not.toContain('foreign secret');
    expectRefused(await viewer.call('GET', '/api/activity?before=x'), 400, 'BAD_REQUEST');
  });
});
