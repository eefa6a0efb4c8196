import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenant } from '../../../test/requests.ts';
import type { Tenant } from '../../../test/requests.ts';
import { taskScene } from '../../../test/task-scene.ts';
import type { TaskScene } from '../../../test/task-scene.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('tasks of our own API on %s', (engine) => {
  let w: World;
  let s: TaskScene;
  let foreign: Tenant;
  beforeAll(async () => {
    w = await world(engine);
    s = taskScene(w);
    foreign = await tenant(w, 'Foreign');
  });
  afterAll(() => w.close());

  test('201: a task with every member, shown whole; 200 by UUID and by number', async () => {
    const agent = await s.worker();
    const preferred = await s.worker();
    const project = (await w.call('POST', '/v1/projects', { name: 'Blog' })).body;
    const given = {
      title: 'Write blog post',
      description: 'Create a post\nabout AI agents',
      type: 'writing',
      priority: 1,
      context: { audience: ['developers'], words: 900 },
      due_at: '2127-01-01T00:00:00.000Z',
    };
    const reply = await w.call('POST', '/v1/tasks', {
      ...given,
      project: project.number,
      assignee: agent.slug,
      preferred_agent: preferred.id,
      tags: ['seo', 'blog', 'seo'],
      required_capabilities: ['writing'],
    });
    const ref = (one: typeof agent) => ({ id: one.id, number: one.number, slug: one.slug, display_name: one.slug, kind: 'ai' });
    expect([reply.status, reply.body], reply.text).toEqual([
      201,
      {
        ...given,
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        number: expect.any(Number),
        status: 'assigned',
        project: { id: project.id, number: project.number, name: 'Blog' },
        assignee: ref(agent),
        preferred_agent: ref(preferred),
        tags: ['blog', 'seo'],
        required_capabilities: ['writing'],
        progress_percent: null,
        lease: null,
        routing: null,
        last_error: null,
        deliverables: { count: 0, latest: null },
        created_by: { kind: 'key', id: expect.any(String), name: expect.any(String) },
        created_at: expect.any(String),
        updated_at: expect.any(String),
        assigned_at: expect.any(String),
        started_at: null,
        completed_at: null,
        cancelled_at: null,
      },
    ]);
    expect(reply.headers.get('location')).toBe(`/v1/tasks/${reply.body.id}`);
    for (const address of [reply.body.id, reply.body.id.toUpperCase(), reply.body.number])
      expect((await w.call('GET', `/v1/tasks/${address}`)).body).toEqual(reply.body);
    expect(await s.happened(reply.body.id)).toEqual(['task.created', 'task.assigned', 'task.status_changed']);
  });

  test('400: wrong types, huge titles, unknown members, priorities and dates that are none', async () => {
    for (const body of [
      {},
      { title: '' },
      { title: 7 },
      { title: 'x'.repeat(301) },
      { title: 'a\u0000b' },
      { title: 'x', priority: 0 },
      { title: 'x', priority: 5 },
      { title: 'x', priority: '1' },
      { title: 'x', priority: 1.5 },
      { title: 'x', status: 'completed' },
      { title: 'x', org_id: unknownId },
      { title: 'x', created_by: 'system' },
      { title: 'x', due_at: 'soon' },
      { title: 'x', tags: 'blog' },
      { title: 'x', tags: Array.from({ length: 21 }, (_, at) => `t${at}`) },
      { title: 'x', context: ['no', 'object'] },
      { title: 'x', description: 'x'.repeat(50_001) },
    ]) {
      const reply = await w.call('POST', '/v1/tasks', body);
      expect([reply.status, JSON.stringify(body).slice(0, 60)], reply.text).toEqual([400, expect.anything()]);
    }
  });

  test('422: a context beyond 100,000 characters', async () => {
    expectProblem(await w.call('POST', '/v1/tasks', { title: 'x', context: { a: 'x'.repeat(100_001) } }), 422, 'TASK_CONTEXT_TOO_LARGE');
  });

  test('404: agents, projects and tasks of nobody and of another organisation', async () => {
    const theirs = (await foreign.call('POST', '/v1/tasks', { title: 'theirs' })).body;
    const theirAgent = await foreign.agent('their-agent');
    const theirProject = (await foreign.call('POST', '/v1/projects', { name: 'theirs' })).body;
    for (const assignee of [theirAgent, unknownId, 'nobody-here', '999999']) {
      expectProblem(await w.call('POST', '/v1/tasks', { title: 'x', assignee }), 404, 'AGENT_NOT_FOUND');
      expectProblem(await w.call('POST', '/v1/tasks', { title: 'x', preferred_agent: assignee }), 404, 'AGENT_NOT_FOUND');
    }
    for (const project of [theirProject.id, String(theirProject.number), unknownId, 'x'])
      expectProblem(await w.call('POST', '/v1/tasks', { title: 'x', project }), 404, 'PROJECT_UNKNOWN');
    for (const id of [theirs.id, String(theirs.number), unknownId, '0', '999999999999999', 'x', '%00']) {
      expectProblem(await w.call('GET', `/v1/tasks/${id}`), 404, 'TASK_UNKNOWN');
      expectProblem(await w.call('PATCH', `/v1/tasks/${id}`, { priority: 1 }), 404, 'TASK_UNKNOWN');
      expectProblem(await w.call('DELETE', `/v1/tasks/${id}`), 404, 'TASK_UNKNOWN');
      expectProblem(await w.call('GET', `/v1/tasks/${id}/explain`), 404, 'TASK_UNKNOWN');
      expectProblem(await w.call('POST', `/v1/tasks/${id}/retry`), 404, 'TASK_UNKNOWN');
    }
    const listed = await w.call('GET', '/v1/tasks?limit=200');
    expect(listed.text).not.toContain(theirs.id);
    expectProblem(await w.call('GET', `/v1/tasks?agent=${theirAgent}`), 404, 'AGENT_NOT_FOUND');
    expectProblem(await w.call('GET', `/v1/activity?task=${theirs.id}`), 404, 'TASK_UNKNOWN');
  });

  test('200: a change says what changed; a new assignee gets it; nobody puts it back into the pool', async () => {
    const [one, two] = [await s.worker(), await s.worker()];
    const { id } = await s.task({ assignee: one.slug });
    const changed = await w.call('PATCH', `/v1/tasks/${id}`, { title: 'New', tags: ['a'], due_at: null, assignee: two.number.toString() });
    expect(changed.body, changed.text).toMatchObject({ title: 'New', tags: ['a'], status: 'assigned', assignee: { id: two.id } });
    const { data } = (await w.call('GET', `/v1/activity?task=${id}&event=task.updated`)).body;
    expect(data[0].data.changes).toEqual(['title', 'tags']);
    const freed = await w.call('PATCH', `/v1/tasks/${id}`, { assignee: null });
    expect(freed.body).toMatchObject({ status: 'pending', assignee: null, assigned_at: null });
    expect((await s.happened(id)).slice(-4)).toEqual(['task.updated', 'task.assigned', 'task.released', 'task.status_changed']);
    const same = await w.call('PATCH', `/v1/tasks/${id}`, { title: 'New' });
    expect([same.status, (await s.happened(id)).length]).toEqual([200, 7]);
    expect((await w.call('PATCH', `/v1/tasks/${id}`, {})).status).toBe(400);
  });

  test('422: every illegal move; 200: every legal one, with its times', async () => {
    const agent = await s.worker({ max_concurrent_tasks: 100 });
    const move = (id: string, status: string) => w.call('PATCH', `/v1/tasks/${id}/status`, { status });
    const illegal: Readonly<Record<string, readonly string[]>> = {
      assigned: ['completed'],
      in_progress: ['completed'],
      review: ['pending', 'in_progress'],
      completed: ['in_progress', 'review', 'cancelled'],
      cancelled: ['in_progress', 'review', 'completed'],
    };
    const { id } = await s.task({ assignee: agent.slug });
    const refuseAll = async (from: string): Promise<void> => {
      for (const to of illegal[from] ?? []) expectProblem(await move(id, to), 422, 'TASK_ILLEGAL_MOVE');
      expect((await move(id, from)).status).toBe(200);
    };
    for (const [to, time] of [
      ['assigned', 'assigned_at'],
      ['in_progress', 'started_at'],
      ['review', 'started_at'],
      ['completed', 'completed_at'],
      ['assigned', 'assigned_at'],
      ['cancelled', 'cancelled_at'],
    ] as const) {
      const reply = await move(id, to);
      expect([reply.status, reply.body.status, typeof reply.body[time]], reply.text).toEqual([200, to, 'string']);
      await refuseAll(to);
    }
    const { id: pooled } = await s.task();
    for (const to of ['in_progress', 'assigned', 'review', 'completed']) expectProblem(await move(pooled, to), 422, 'TASK_ILLEGAL_MOVE');
    const reopened = await move(id, 'pending');
    expect(reopened.body).toMatchObject({ status: 'pending', assignee: null, cancelled_at: null, completed_at: null, started_at: null });
  });

  test('204: a deleted task is gone, its history stays', async () => {
    const { id } = await s.task({ tags: ['gone'], required_capabilities: ['x'] });
    await w.call('POST', `/v1/tasks/${id}/comments`, { content: 'A remark' });
    const reply = await w.call('DELETE', `/v1/tasks/${id}`);
    expect([reply.status, reply.text]).toEqual([204, '']);
    expectProblem(await w.call('GET', `/v1/tasks/${id}`), 404, 'TASK_UNKNOWN');
    const { data } = (await w.call('GET', '/v1/activity?event=task.deleted&limit=1')).body;
    expect(data[0]).toMatchObject({ task_id: id, data: { task: { uuid: id, title: 'Write blog post' } } });
  });

  test('200: lists narrow by status, priority, project, agent, tag, text and who asks', async () => {
    const [one, two] = [await s.worker(), await s.worker()];
    const project = (await w.call('POST', '/v1/projects', { name: `Lists ${engine}` })).body;
    const make = async (title: string, more: object): Promise<string> => (await s.task({ title, project: project.id, ...more })).id;
    const urgent = await make('Urgent 100%', { priority: 1, assignee: one.slug, tags: ['hot'] });
    const pool = await make('Pooled', { priority: 3 });
    const other = await make('Other', { assignee: two.slug, tags: ['hot', 'cold'] });
    await w.call('PATCH', `/v1/tasks/${other}/status`, { status: 'cancelled' });
    const ids = async (query: string): Promise<string[]> => {
      const reply = await w.call('GET', `/v1/tasks?project=${project.number}&${query}`);
      expect(reply.status, reply.text).toBe(200);
      return reply.body.data.map((one: any) => one.id);
    };
    expect(await ids('')).toEqual([other, pool, urgent]);
    expect(await ids('sort=priority')).toEqual([urgent, other, pool]);
    expect(await ids('status=assigned,cancelled')).toEqual([other, urgent]);
    expect(await ids('status=pending')).toEqual([pool]);
    expect(await ids('priority=2')).toEqual([other]);
    expect(await ids(`agent=${one.slug}`)).toEqual([urgent]);
    expect(await ids('agent=none')).toEqual([pool]);
    expect(await ids('tag=hot')).toEqual([other, urgent]);
    expect(await ids('tag=hot&status=assigned&sort=priority')).toEqual([urgent]);
    expect(await ids('text=URGENT')).toEqual([urgent]);
    expect(await ids('text=%25')).toEqual([urgent]);
    expect(await ids('mine=true')).toEqual([]);
    const mine = await one.call('GET', '/v1/tasks?mine=true');
    expect(mine.body.data.map((task: any) => task.id)).toEqual([urgent]);
    for (const query of ['status=open', 'priority=9', 'limit=0', 'limit=-1', 'limit=x', 'sort=oldest', 'cursor=x', 'mine=perhaps'])
      expect([query, (await w.call('GET', `/v1/tasks?${query}`)).status]).toEqual([query, 400]);
  });

  test.each(['newest', 'priority'])('200: pages sorted by %s follow each other without gap or double', async (sort) => {
    const project = (await w.call('POST', '/v1/projects', { name: `Pages ${sort}` })).body;
    const made: string[] = [];
    for (let at = 0; at < 11; at += 1) made.push((await s.task({ project: project.id, priority: 1 + ((at * 7) % 4) })).id);
    const seen: any[] = [];
    for (let cursor = ''; ;) {
      const { body } = await w.call('GET', `/v1/tasks?project=${project.id}&sort=${sort}&limit=3${cursor}`);
      seen.push(...body.data);
      if (!body.has_more) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen.map((one) => one.id).toSorted()).toEqual(made.toSorted());
    const keys = seen.map((one) => (sort === 'newest' ? -made.indexOf(one.id) : one.priority * 100 + made.indexOf(one.id)));
    expect(keys).toEqual(keys.toSorted((one, other) => one - other));
  });

  test('200: activity by task, agent, project and event, newest first, in pages', async () => {
    const agent = await s.worker();
    const { id } = await s.task({ assignee: agent.slug });
    await w.call('PATCH', `/v1/tasks/${id}/status`, { status: 'in_progress' });
    const read = async (query: string): Promise<string[]> =>
      (await w.call('GET', `/v1/activity?${query}`)).body.data.map((one: any) => one.event);
    expect(await read(`task=${id}`)).toEqual(['task.status_changed', 'task.status_changed', 'task.assigned', 'task.created']);
    expect(await read(`agent=${agent.slug}&event=task.assigned`)).toEqual(['task.assigned']);
    expect(await read(`task=${id}&event=task.*&limit=1`)).toEqual(['task.status_changed']);
    const own = await agent.call('GET', '/v1/activity?event=task.*');
    expect(
      own.body.data.every((one: any) => one.agent_id === agent.id),
      own.text,
    ).toBe(true);
    expect(own.body.data.length).toBe(3);
    const [entry] = (await w.call('GET', `/v1/activity?task=${id}&limit=1`)).body.data;
    expect(entry).toMatchObject({
      actor: { kind: 'key', name: expect.any(String) },
      data: { from: 'assigned', to: 'in_progress', task: { status: 'in_progress' } },
    });
  });
});
