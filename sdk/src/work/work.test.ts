import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liveServer } from '../../test/live-server.ts';
import type { LiveServer } from '../../test/live-server.ts';
import { AuthenticationError, Forgeyard } from '../index.ts';
import type { Handler, Task } from '../index.ts';

let server: LiveServer;
let forge: Forgeyard;
let slugs = 0;

beforeAll(async () => {
  server = await liveServer();
  forge = new Forgeyard({ baseUrl: server.url, apiKey: server.key, timeoutMs: 15_000 });
});

afterAll(() => server.stop(), 20_000);

/** A client that acts as one new agent; its pauses are a fiftieth as long. */
async function worker(atOnce = 3): Promise<{ readonly agent: string; readonly forge: Forgeyard }> {
  slugs += 1;
  const agent = `worker-${slugs}`;
  await forge.agents.create({ slug: agent, template: 'data-cleanup', max_concurrent_tasks: atOnce });
  const { key } = await forge.credentials.create({ name: agent, kind: 'agent_key', agent });
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms / 50);
      signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
    });
  return { agent, forge: new Forgeyard({ baseUrl: server.url, apiKey: key, environment: { sleep } }) };
}

const give = (assignee: string, title: string): Promise<Task> => forge.tasks.create({ title, assignee });
const until = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
const write: Handler = ({ task }) => ({ title: `About ${task.title}`, content: 'Text' });

describe('the worker against the real server', () => {
  test('every task is handed in once, however many hands there are', async () => {
    const one = await worker(5);
    for (const title of ['a', 'b', 'c', 'd', 'e', 'f']) await give(one.agent, title);
    const seen: string[] = [];
    const handle: Handler = async (job) => {
      seen.push(job.task.title);
      await job.progress('Half', 50);
      return write(job);
    };
    const [first, second] = await Promise.all([
      one.forge.work({ handle, concurrency: 2, once: true }),
      one.forge.work({ handle, concurrency: 2, once: true }),
    ]);
    expect(first.done + second.done).toBe(6);
    expect(seen.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    const rows = await forge.deliverables.list({ agent: one.agent, status: 'pending' }).all();
    expect(rows.map(({ title }) => title).toSorted()).toEqual(['About a', 'About b', 'About c', 'About d', 'About e', 'About f']);
    expect(await forge.tasks.list({ agent: one.agent, status: ['assigned', 'in_progress'] }).all()).toEqual([]);
  });

  test('the lease is kept while the handler works, and a revision comes with its feedback', async () => {
    const one = await worker();
    const task = await give(one.agent, 'Report');
    const leases: string[] = [];
    const patient: Handler = async (job) => {
      const context = await job.context();
      for (let looks = 0; new Set(leases).size < 2 && looks < 200; looks += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        leases.push((await forge.tasks.get(task.id)).lease?.until ?? '');
      }
      return { title: 'Report', content: context.deliverables[0]?.feedback ?? 'First try' };
    };
    expect(await one.forge.work({ handle: patient, leaseSeconds: 10, once: true })).toMatchObject({ done: 1 });
    expect(new Set(leases).size).toBeGreaterThan(1);
    const { latest } = (await forge.tasks.get(task.id)).deliverables;
    await forge.deliverables.review(latest?.id ?? '', { decision: 'revision_requested', feedback: 'Name the sources.' });
    expect(await one.forge.work({ handle: patient, once: true })).toMatchObject({ done: 1 });
    const [revised] = await forge.deliverables.list({ task: task.id }).all();
    expect(revised).toMatchObject({ version: 2, status: 'pending' });
    expect(await forge.deliverables.get(revised?.id ?? '')).toMatchObject({ content: 'Name the sources.', versions: [{}, {}] });
  });

  test('a lease that was taken away stops the handler, and what it made is not handed in', async () => {
    const one = await worker();
    const task = await give(one.agent, 'Contested');
    const errors: unknown[] = [];
    const handle: Handler = async (job) => {
      await forge.tasks.update(task.id, { assignee: 'data-cleanup' });
      return until(job.signal);
    };
    const summary = await one.forge.work({ handle, leaseSeconds: 10, once: true, onError: (error) => errors.push(error) });
    expect(summary).toEqual({ done: 0, givenBack: 0, failed: 0, lost: 1 });
    expect(errors).toEqual([expect.objectContaining({ code: 'TASK_OUT_OF_SCOPE' })]);
    expect(await forge.tasks.get(task.id)).toMatchObject({ assignee: { slug: 'data-cleanup' }, deliverables: { count: 0 } });
  });

  test('a handler that does not notice the loss is refused at handing in', async () => {
    const one = await worker();
    const task = await give(one.agent, 'Taken');
    const handle: Handler = async (job) => {
      await forge.tasks.update(task.id, { assignee: 'data-cleanup' });
      return write(job);
    };
    expect(await one.forge.work({ handle, once: true, leaseSeconds: 3_600 })).toMatchObject({ lost: 1, done: 0 });
    expect((await forge.tasks.get(task.id)).deliverables.count).toBe(0);
  });

  test('what failed or is given back is in the pool again at once, for the next try', async () => {
    const one = await worker();
    const task = await give(one.agent, 'Hard');
    const tries: number[] = [];
    const errors: unknown[] = [];
    const handle: Handler = async (job) => {
      tries.push(job.fence);
      if (tries.length === 1) throw new Error('no luck');
      return tries.length === 2 ? null : write(job);
    };
    const summary = await one.forge.work({ handle, once: true, onError: (error, of) => errors.push([error, of?.id]) });
    expect(summary).toEqual({ done: 1, givenBack: 1, failed: 1, lost: 0 });
    expect(errors).toEqual([[new Error('no luck'), task.id]]);
    expect(tries.toSorted((a, b) => a - b)).toEqual(tries);
  });

  test('told to end, it tells the handlers, gives back what they leave and waits no longer than the grace', async () => {
    const one = await worker();
    const task = await give(one.agent, 'Endless');
    const abort = new AbortController();
    const handle: Handler = async () => {
      abort.abort();
      return new Promise<never>(() => undefined);
    };
    expect(await one.forge.work({ handle, signal: abort.signal, graceMs: 500 })).toMatchObject({ failed: 1 });
    expect(await forge.tasks.get(task.id)).toMatchObject({ status: 'pending', assignee: null });
    await forge.tasks.delete(task.id);
  });

  test('it waits for work that comes later, and ends while it waits', async () => {
    const one = await worker();
    const abort = new AbortController();
    const handle: Handler = (job) => {
      abort.abort();
      return write(job);
    };
    const working = one.forge.work({ handle, signal: abort.signal });
    await give(one.agent, 'Later');
    expect(await working).toMatchObject({ done: 1 });
    expect(await one.forge.work({ handle, signal: AbortSignal.abort() })).toMatchObject({ done: 0 });
  });

  test('what will never work is thrown', async () => {
    const stranger = new Forgeyard({ baseUrl: server.url, apiKey: 'forge_unknown_0123456789012345678901234567890123' });
    await expect(stranger.work({ handle: write })).rejects.toBeInstanceOf(AuthenticationError);
    await expect(forge.work({ handle: write, concurrency: 0 })).rejects.toBeInstanceOf(RangeError);
  });
});
