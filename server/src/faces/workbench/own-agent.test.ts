import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, send, signIn, tenant } from '../../../test/requests.ts';
import type { Browser } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const password = 'correct horse battery';
const noTasks = { task: null, reason: 'no_tasks', message: 'No pending tasks assigned to this agent' };
const places = ['/api/agents/me', '/api/agents/me/tasks', '/api/agents/me/tasks/next'];

describe.each(enginesOf(import.meta.url))('what agents ask for themselves on %s', (engine) => {
  let w: World;
  let admin: Browser;
  let count = 0;
  beforeAll(async () => {
    w = await world(engine);
    await person(w, 'admin', 'admin@example.org', password);
    admin = await signIn(w, 'admin@example.org', password);
  });
  afterAll(() => w.close());

  const asKey = async (key: string, path: string): Promise<Reply> => send(w.url, 'GET', path, { headers: { 'x-agent-key': key } });
  const dataOf = async (key: string, path: string): Promise<any> => {
    const { status, body, text } = await asKey(key, path);
    expect([status, body.success], text).toEqual([200, true]);
    return body.data;
  };
  interface Worker {
    readonly id: number;
    readonly uuid: string;
    readonly key: string;
    task(title: string, more?: object): Promise<any>;
  }
  const worker = async (more: object = {}): Promise<Worker> => {
    const name = `Worker ${(count += 1)}`;
    const made = (await admin.call('POST', '/api/agents', { name, type: 'supervised', ...more })).body.data;
    const { apiKey: key } = (await admin.call('POST', `/api/agents/${made.id}/keys`)).body.data;
    const task = async (title: string, extra: object = {}): Promise<any> => {
      const reply = await w.call('POST', '/v1/tasks', { title, assignee: made.uuid, ...extra });
      expect(reply.status, reply.text).toBe(201);
      return reply.body;
    };
    return { id: made.id, uuid: made.uuid, key, task };
  };
  const personWithKey = async (name: string): Promise<{ key: string; number: number; browser: Browser }> => {
    await person(w, 'reviewer', `${name}@example.org`, password);
    const browser = await signIn(w, `${name}@example.org`, password);
    const { apiKey: key } = (await browser.call('POST', '/api/users/me/keys')).body.data;
    return { key, number: (await browser.call('GET', '/api/auth/me')).body.data.id, browser };
  };

  test('200: an agent key is told which agent it is', async () => {
    const { id, uuid, key } = await worker({ capabilities: ['research'] });
    const own = await dataOf(key, '/api/agents/me');
    expect(own).toEqual((await admin.call('GET', `/api/agents?limit=1`)).body.data[0]);
    expect(own).toMatchObject({ id, uuid, capabilities: ['research'], status: 'active' });
  });

  test('200: a key of a person is told of the person, and of the agents that are linked', async () => {
    const { key, number } = await personWithKey('virtual');
    const own = {
      id: null,
      name: 'virtual@example.org',
      type: 'user',
      description: '',
      capabilities: [],
      status: 'active',
      isUserKey: true,
      user_id: number,
      email: 'virtual@example.org',
      linked_agents: [],
    };
    expect(await dataOf(key, '/api/agents/me')).toEqual(own);
    const linked = await worker();
    await admin.call('PUT', `/api/agents/${linked.id}/owner`, { userId: number });
    expect(await dataOf(key, '/api/agents/me')).toEqual({ ...own, linked_agents: [{ id: linked.id, name: expect.any(String) }] });
  });

  test('401 in the documented words: no key, no such key, a revoked one, one that has expired', async () => {
    const { id, key } = await worker();
    const made = (await admin.call('POST', `/api/agents/${id}/keys`, { expiresAt: '2127-01-01T00:00:00Z' })).body.data;
    const expiring: string = made.apiKey;
    // Nobody has used it yet, so that no memory of it is left behind.
    await w.server.home.transact((tx) =>
      tx.query((db) => db.updateTable('credentials').set({ expires_at: 1 }).where('number', '=', made.id).returning('id')),
    );
    const { id: number } = (await admin.call('GET', `/api/agents/${id}`)).body.data.keys.at(-1);
    await admin.call('DELETE', `/api/agents/${id}/keys/${number}`);
    for (const path of places) {
      const refused = async (headers: Record<string, string>): Promise<unknown> => {
        const { status, body } = await send(w.url, 'GET', path, { headers });
        return [status, body.success, body.error.code, body.error.message];
      };
      expect(await refused({})).toEqual([401, false, 'UNAUTHORIZED', 'Missing X-Agent-Key header']);
      for (const wrong of ['nonsense', `${key}x`, `cav_ak_${'0'.repeat(49)}`])
        expect(await refused({ 'x-agent-key': wrong })).toEqual([401, false, 'UNAUTHORIZED', 'Invalid API key']);
      expect(await refused({ 'x-agent-key': key })).toEqual([401, false, 'UNAUTHORIZED', 'API key has been revoked']);
      expect(await refused({ 'x-agent-key': expiring })).toEqual([401, false, 'UNAUTHORIZED', 'API key has expired']);
    }
  });

  test.each(['inactive', 'paused', 'disabled', 'suspended'])(
    '403 "Agent is %s": the key is refused until the agent is active again',
    async (status) => {
      const { id, key } = await worker();
      await admin.call('PATCH', `/api/agents/${id}`, { status });
      for (const path of places) {
        const reply = await asKey(key, path);
        expect([reply.status, reply.body.error], path).toEqual([403, { code: 'FORBIDDEN', message: `Agent is ${status}` }]);
      }
      await admin.call('PATCH', `/api/agents/${id}`, { status: 'active' });
      expect((await asKey(key, '/api/agents/me')).status).toBe(200);
    },
  );

  test('403: sessions, keys of the organisation and keys without the scope have no own tasks', async () => {
    const { id } = await worker();
    const { apiKey: narrow } = (await admin.call('POST', `/api/agents/${id}/keys`, { scopes: ['runs:read'] })).body.data;
    for (const path of places) {
      expect((await admin.call('GET', path)).status).toBe(403);
      expect((await w.call('GET', path)).status).toBe(403);
      expect((await asKey(narrow, path)).status).toBe(403);
    }
  });

  test('200: own tasks are the most urgent first, then the oldest; narrowed by status; no other agent sees them', async () => {
    const [mine, other] = [await worker(), await worker()];
    const low = await mine.task('low', { priority: 4 });
    const first = await mine.task('first', { priority: 2 });
    const second = await mine.task('second', { priority: 2 });
    const urgent = await mine.task('urgent', { priority: 1 });
    await other.task('theirs');
    const titles = async (query: string, key = mine.key): Promise<string[]> =>
      (await dataOf(key, `/api/agents/me/tasks${query}`)).map((task: any) => task.title);
    expect(await titles('')).toEqual(['urgent', 'first', 'second', 'low']);
    await w.call('PATCH', `/v1/tasks/${first.id}/status`, { status: 'in_progress' });
    await w.call('PATCH', `/v1/tasks/${low.id}/status`, { status: 'cancelled' });
    expect(await titles('?status=assigned')).toEqual(['urgent', 'second']);
    expect(await titles('?status=in_progress')).toEqual(['first']);
    expect(await titles('?status=cancelled')).toEqual(['low']);
    expect(await titles('?limit=2&offset=1')).toEqual(['first', 'second']);
    expect(await titles('', other.key)).toEqual(['theirs']);
    const [row] = await dataOf(mine.key, '/api/agents/me/tasks?limit=1');
    expect(row).toMatchObject({ id: urgent.number, status: 'assigned', priority: 1, assigned_agent_id: mine.id, context: {} });
    expect(second.number).toBeGreaterThan(first.number);
  });

  test('200: a limit out of range counts as the nearest allowed one; 400: what is no number, no status', async () => {
    const { key, task } = await worker();
    for (const title of ['a', 'b']) await task(title);
    const length = async (query: string): Promise<number> => (await dataOf(key, `/api/agents/me/tasks?${query}`)).length;
    expect(await length('limit=0')).toBe(1);
    expect(await length('limit=-7')).toBe(1);
    expect(await length('limit=100000')).toBe(2);
    expect(await length('offset=2')).toBe(0);
    for (const query of ['limit=x', 'limit=1.5', 'offset=-1', 'offset=x', 'status=open', 'status=', 'status=%00'])
      expect((await asKey(key, `/api/agents/me/tasks?${query}`)).status, query).toBe(400);
    for (const query of ['lease=0', 'lease=9', 'lease=3601', 'lease=x'])
      expect((await asKey(key, `/api/agents/me/tasks/next?${query}`)).status, query).toBe(400);
  });

  test('200: a key of a person sees the tasks of every linked agent and of the person, and of nobody else', async () => {
    const { key, number } = await personWithKey('linker');
    const [one, two, other] = [await worker(), await worker(), await worker()];
    for (const { id } of [one, two]) await admin.call('PUT', `/api/agents/${id}/owner`, { userId: number });
    await one.task('of one', { priority: 3 });
    await two.task('of two', { priority: 1 });
    await other.task('of another');
    const titles = async (): Promise<string[]> => (await dataOf(key, '/api/agents/me/tasks')).map((task: any) => task.title);
    expect(await titles()).toEqual(['of two', 'of one']);
    expect((await dataOf(key, '/api/agents/me/tasks/next')).task.title).toBe('of two');
    await admin.call('PUT', `/api/agents/${two.id}/owner`, { userId: null });
    expect(await titles()).toEqual(['of one']);
  });

  test('200: no_tasks, and for a person without agents no_linked_agents', async () => {
    expect(await dataOf((await worker()).key, '/api/agents/me/tasks/next')).toEqual(noTasks);
    const { key, number } = await personWithKey('lonely');
    const lonely = { task: null, reason: 'no_linked_agents', message: 'No agents are linked to this user' };
    expect(await dataOf(key, '/api/agents/me/tasks/next')).toEqual(lonely);
    const { id } = await worker();
    await admin.call('PUT', `/api/agents/${id}/owner`, { userId: number });
    expect(await dataOf(key, '/api/agents/me/tasks/next')).toEqual(noTasks);
  });

  test('200: next is the most urgent own task, and asking changes nothing', async () => {
    const { key, task } = await worker({ maxConcurrentTasks: 3 });
    await task('later', { priority: 3 });
    const { number } = await task('Write blog post', { priority: 2, description: 'Create a post about AI agents' });
    for (let asked = 0; asked < 2; asked += 1)
      expect((await dataOf(key, '/api/agents/me/tasks/next')).task).toMatchObject({
        id: number,
        title: 'Write blog post',
        description: 'Create a post about AI agents',
        status: 'assigned',
        priority: 2,
        context: {},
      });
  });

  test('200: concurrent_limit_reached in the documented words, until a task is handed in or taken back', async () => {
    const { key, task } = await worker({ maxConcurrentTasks: 3 });
    const started = [];
    for (const title of ['a', 'b', 'c', 'd']) started.push(await task(title));
    for (const { id } of started.slice(0, 3)) await w.call('PATCH', `/v1/tasks/${id}/status`, { status: 'in_progress' });
    const atLimit = { task: null, reason: 'concurrent_limit_reached', message: 'Agent is at max concurrent tasks (3)' };
    expect(await dataOf(key, '/api/agents/me/tasks/next')).toEqual(atLimit);
    expect(await dataOf(key, '/api/agents/me/tasks/next?lease=60')).toEqual(atLimit);
    await w.call('PATCH', `/v1/tasks/${started[0].id}/status`, { status: 'cancelled' });
    expect((await dataOf(key, '/api/agents/me/tasks/next')).task.title).toBe('d');
  });

  test('200: with a lease every one of ten workers of one agent gets a task of its own', async () => {
    const { key, task } = await worker({ maxConcurrentTasks: 100 });
    for (let made = 0; made < 10; made += 1) await task(`share ${made}`);
    const claimed = await Promise.all(Array.from({ length: 12 }, () => dataOf(key, '/api/agents/me/tasks/next?lease=60')));
    const given = claimed.filter((one) => one.task !== null);
    expect(new Set(given.map((one) => one.task.id)).size).toBe(10);
    expect(given).toHaveLength(10);
    for (const one of given)
      expect(one.task).toMatchObject({ status: 'in_progress', lease: { until: expect.any(String), fence: expect.any(Number) } });
    expect(claimed.filter((one) => one.task === null)).toEqual([noTasks, noTasks]);
  });

  test("nothing of another organisation is anybody's own", async () => {
    const foreign = await tenant(w, 'Foreign');
    const theirs = await foreign.agent('theirs');
    const made = await foreign.call('POST', '/v1/credentials', { name: 'own', kind: 'agent_key', agent: theirs });
    await foreign.call('POST', '/v1/tasks', { title: 'foreign', assignee: theirs });
    const mine = await worker();
    await w.call('POST', '/v1/tasks', { title: 'in our pool' });
    const titles = (await dataOf(made.body.key, '/api/agents/me/tasks')).map((task: any) => task.title);
    expect([titles, (await dataOf(made.body.key, '/api/agents/me')).uuid]).toEqual([['foreign'], theirs]);
    expect((await dataOf(mine.key, '/api/agents/me/tasks')).length).toBe(0);
  });
});
