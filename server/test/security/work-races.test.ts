import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taskScene } from '../task-scene.ts';
import type { TaskScene } from '../task-scene.ts';
import { engines, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

const isServed = (reply: Reply): boolean => reply.status < 500;
/** What went wrong on our side, in words. */
const faultsOf = (replies: readonly Reply[]): string[] => replies.filter((reply) => !isServed(reply)).map((reply) => reply.text);
const count = (replies: readonly Reply[], status: number): number => replies.filter((reply) => reply.status === status).length;
const times = <Made>(much: number, make: (index: number) => Made): Made[] => Array.from({ length: much }, (_, index) => make(index));

describe.each(engines)('work that many do at once on %s', (engine) => {
  let w: World;
  let scene: TaskScene;
  beforeAll(async () => {
    w = await world(engine);
    scene = taskScene(w);
  });
  afterAll(async () => w.close());

  test('bulk changes of the same tasks in opposite orders are all made, and none fails', async () => {
    const one = await scene.worker({ max_concurrent_tasks: 50 });
    const tasks = await Promise.all(times(12, () => scene.task({ assignee: one.id })));
    const ids = tasks.map((task) => task.number);
    const replies = await Promise.all(
      times(8, (index) =>
        w.call('PATCH', '/api/tasks/bulk', { ids: index % 2 === 0 ? ids : ids.toReversed(), updates: { priority: 1 + (index % 4) } }),
      ),
    );
    expect(faultsOf(replies)).toEqual([]);
    expect(count(replies, 200), replies.map((reply) => reply.text.slice(0, 200)).join('\n')).toBe(8);
  });

  test('bulk changes that also reassign do not fail either', async () => {
    const workers = await Promise.all(times(3, () => scene.worker({ max_concurrent_tasks: 50 })));
    const tasks = await Promise.all(times(8, (index) => scene.task({ assignee: workers[index % 3]?.id })));
    const ids = tasks.map((task) => task.number);
    const replies = await Promise.all(
      times(9, (index) =>
        w.call('PATCH', '/api/tasks/bulk', {
          ids: index % 2 === 0 ? ids : ids.toReversed(),
          updates: { assignedAgentId: workers[index % 3]?.number, status: 'in_progress' },
        }),
      ),
    );
    expect(faultsOf(replies)).toEqual([]);
    for (const one of workers) {
      const seen = (await w.call('GET', `/v1/agents/${one.id}`)).body;
      const listed = (await w.call('GET', `/v1/tasks?agent=${one.id}&status=assigned,in_progress`)).body.data.length;
      expect(seen.open_tasks).toBe(listed);
    }
  });

  test('a task is claimed once, whoever asks, releases, reassigns or deletes meanwhile', async () => {
    const workers = await Promise.all(times(4, () => scene.worker({ max_concurrent_tasks: 50 })));
    const tasks = await Promise.all(times(10, () => scene.task()));
    const replies = await Promise.all(
      tasks.flatMap((task, index) => [
        ...workers.map((one) => one.call('POST', `/v1/tasks/${task.id}/claim`, { lease_seconds: 60 })),
        ...workers.map((one) => one.call('POST', `/v1/tasks/${task.id}/release`, {})),
        w.call('PATCH', `/v1/tasks/${task.id}`, { assignee: workers[index % 4]?.id }),
        ...(index % 2 === 0 ? [w.call('DELETE', `/v1/tasks/${task.id}`)] : []),
      ]),
    );
    expect(faultsOf(replies)).toEqual([]);
    for (const [index, { id }] of tasks.entries()) {
      const reply = await w.call('GET', `/v1/tasks/${id}`);
      if (index % 2 === 0) {
        expect(reply.status).toBe(404);
        continue;
      }
      expect(reply.body.status === 'pending').toBe(reply.body.assignee === null);
      if (reply.body.lease !== null) expect(reply.body.status).toBe('in_progress');
    }
  });

  test('of many who hand in, review and comment at once each deliverable gets one verdict, and versions have no gap', async () => {
    const one = await scene.worker({ max_concurrent_tasks: 50 });
    for (let round = 0; round < 4; round += 1) {
      const task = await scene.task({ assignee: one.id });
      const replies = await Promise.all(
        times(5, (index) => one.call('POST', '/v1/deliverables', { task: task.id, title: `T${index}`, content: 'x' })),
      );
      expect(faultsOf(replies)).toEqual([]);
      expect(count(replies, 201)).toBe(1);
      const made = replies.find((reply) => reply.status === 201)?.body;
      const verdicts = await Promise.all([
        ...times(4, () => w.call('POST', `/v1/deliverables/${made.id}/review`, { decision: 'revision_requested', feedback: 'more' })),
        ...times(2, () => w.call('POST', `/v1/deliverables/${made.id}/review`, { decision: 'approved' })),
        ...times(3, () => one.call('POST', '/v1/deliverables', { task: task.id, title: 'again', content: 'y' })),
        ...times(3, () => one.call('POST', `/v1/tasks/${task.id}/comments`, { content: 'hm' })),
        ...times(2, () => w.call('PATCH', `/v1/tasks/${task.id}`, { status: 'cancelled' })),
      ]);
      expect(faultsOf(verdicts)).toEqual([]);
      expect(count(verdicts.slice(0, 6), 200)).toBeLessThanOrEqual(1);
      const versions = (await w.call('GET', `/v1/deliverables/${made.id}`)).body.versions;
      expect(versions.map((version: any) => version.version)).toEqual(versions.map((_: unknown, at: number) => versions.length - at));
    }
  });

  test('comments and results that meet the deletion of their task are taken or refused, never lost in an error', async () => {
    const one = await scene.worker({ max_concurrent_tasks: 50 });
    const tasks = await Promise.all(times(8, () => scene.task({ assignee: one.id })));
    const replies = await Promise.all(
      tasks.flatMap(({ id }) => [
        one.call('POST', `/v1/tasks/${id}/comments`, { content: 'hm' }),
        one.call('POST', '/v1/deliverables', { task: id, title: 'T', content: 'x' }),
        w.call('DELETE', `/v1/tasks/${id}`),
        one.call('POST', `/v1/tasks/${id}/progress`, { message: 'on it' }),
        one.call('POST', `/v1/tasks/${id}/comments`, { content: 'hm' }),
      ]),
    );
    expect(faultsOf(replies)).toEqual([]);
  });

  test('an agent that ends while it claims, works and hands in leaves nothing assigned to it', async () => {
    for (let round = 0; round < 4; round += 1) {
      const one = await scene.worker({ max_concurrent_tasks: 50 });
      const [mine, ...pool] = await Promise.all([scene.task({ assignee: one.id }), ...times(4, () => scene.task())]);
      const replies = await Promise.all([
        ...pool.map(({ id }) => one.call('POST', `/v1/tasks/${id}/claim`, { lease_seconds: 60 })),
        one.call('POST', '/v1/deliverables', { task: mine.id, title: 'T', content: 'x' }),
        w.call('DELETE', `/v1/agents/${one.id}`),
        w.call('POST', '/v1/tasks', { title: 'late', assignee: one.id }),
        ...pool.map(({ id }) => w.call('PATCH', `/v1/tasks/${id}`, { assignee: one.id })),
      ]);
      expect(faultsOf(replies)).toEqual([]);
      const left = await w.call('GET', '/v1/tasks?status=assigned,in_progress&limit=100');
      expect(left.body.data.filter((task: any) => task.assignee?.id === one.id).map((task: any) => task.status)).toEqual([]);
    }
  });

  test('a project that is deleted while work arrives in it ends without error', async () => {
    const one = await scene.worker();
    for (let round = 0; round < 4; round += 1) {
      const project = (await w.call('POST', '/v1/projects', { name: 'P', default_agent: one.id })).body;
      const replies = await Promise.all([
        ...times(3, () => w.call('POST', '/v1/tasks', { title: 'in it', project: project.id })),
        w.call('POST', `/v1/projects/${project.id}/knowledge`, { title: 'k', content: 'c' }),
        w.call('DELETE', `/v1/projects/${project.id}`),
        one.call('POST', '/v1/deliverables', { project: project.id, title: 'T', content: 'x' }),
        w.call('PUT', `/v1/projects/${project.id}/routing-rules`, { rules: [{ name: 'r', priority: 1, assign_to: one.id }] }),
        w.call('POST', `/v1/projects/${project.id}/knowledge`, { title: 'k', content: 'c' }),
      ]);
      expect(faultsOf(replies)).toEqual([]);
    }
  });

  test('a task that is executed many times at once has one run', async () => {
    const id = await w.agent(`exec-${engine}`, 'long');
    const task = await scene.task({ assignee: id });
    const replies = await Promise.all(times(6, () => w.call('POST', `/v1/tasks/${task.id}/execute`)));
    expect(faultsOf(replies)).toEqual([]);
    expect(count(replies, 202), replies.map((reply) => reply.text).join()).toBe(1);
    const more = await Promise.all([
      ...times(3, () => w.call('POST', `/v1/tasks/${task.id}/retry`)),
      ...times(3, () => w.call('POST', `/v1/tasks/${task.id}/execute`)),
      w.call('DELETE', `/v1/agents/${id}`),
      w.call('PATCH', `/v1/tasks/${task.id}`, { status: 'cancelled' }),
    ]);
    expect(faultsOf(more)).toEqual([]);
  });

  test('changes of many tasks of many agents that all listen are told once each, in an order without gaps', async () => {
    const workers = await Promise.all(times(4, () => scene.worker({ max_concurrent_tasks: 100 })));
    const hooks = await Promise.all([
      ...workers.map((one) => w.call('PUT', `/v1/agents/${one.id}/webhook`, { url: 'https://hooks.example.com/x' })),
      w.call('POST', '/v1/webhooks', { url: 'https://hooks.example.com/x' }),
      w.call('POST', '/v1/webhooks', { url: 'https://hooks.example.com/y' }),
    ]);
    expect(faultsOf(hooks)).toEqual([]);
    const tasks = await Promise.all(times(36, (index) => scene.task({ assignee: workers[(index * 7) % 4]?.id })));
    const part = (index: number): number[] => tasks.filter((_, at) => at % 12 === index).map((task) => task.number);
    const replies = await Promise.all([
      ...times(12, (index) =>
        w.call('PATCH', '/api/tasks/bulk', {
          ids: index % 2 === 0 ? part(index) : part(index).toReversed(),
          updates: { status: 'cancelled' },
        }),
      ),
      ...workers.map((one) => one.call('POST', '/v1/tasks/next', { lease_seconds: 30 })),
      ...times(6, () =>
        w.call('POST', '/api/tasks/bulk', { tasks: workers.map((one) => ({ title: 'more', assignedAgentId: one.number })) }),
      ),
      ...times(6, () =>
        w.call('POST', '/api/tasks/bulk', { tasks: workers.toReversed().map((one) => ({ title: 'more', assignedAgentId: one.number })) }),
      ),
    ]);
    expect(faultsOf(replies)).toEqual([]);
    for (const hook of (await w.call('GET', '/v1/webhooks?limit=100')).body.data) {
      const deliveries = (await w.call('GET', `/v1/webhooks/${hook.id}/deliveries?limit=100`)).body.data;
      const seqs: number[] = deliveries.map((one: any) => one.seq);
      expect(new Set(seqs).size).toBe(seqs.length);
      if (seqs.length > 0 && seqs.length < 100) expect(Math.max(...seqs) - Math.min(...seqs) + 1).toBe(seqs.length);
    }
  });

  test('routing under load gives no agent more than it may have', async () => {
    const workers = await Promise.all(times(3, () => scene.worker({ max_concurrent_tasks: 2, capabilities: [`r-${engine}`] })));
    const rules = [{ name: 'r', priority: 1, assign_to_capability: `r-${engine}`, strategy: 'least_busy' }];
    const project = (await w.call('POST', '/v1/projects', { name: 'routed' })).body;
    expect((await w.call('PUT', `/v1/projects/${project.id}/routing-rules`, { rules })).status).toBe(200);
    const replies = await Promise.all([
      ...times(14, () => w.call('POST', '/v1/tasks', { title: 'routed', project: project.id })),
      ...workers.flatMap((one) => times(2, () => one.call('POST', '/v1/tasks/next', { lease_seconds: 30 }))),
    ]);
    expect(faultsOf(replies)).toEqual([]);
    for (const one of workers) {
      const seen = (await w.call('GET', `/v1/agents/${one.id}`)).body;
      expect(seen.open_tasks).toBeLessThanOrEqual(2);
    }
  });
});
