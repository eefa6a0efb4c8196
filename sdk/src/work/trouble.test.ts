import { expect, test } from 'vitest';
import { json, problem, wireServer } from '../../test/wire-server.ts';
import type { Answer } from '../../test/wire-server.ts';
import { Forgeyard } from '../index.ts';

const claimed = { task: { id: 't-1', number: 1, title: 'One' }, lease: { until: '2027-01-15T12:00:00.000Z', fence: 3 } };
const nothing = { task: null, reason: 'no_tasks', message: 'Nothing' };

/** A client whose clock goes on by what it sleeps, at once. */
function quick(baseUrl: string): Forgeyard {
  let now = 0;
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    now += ms;
    return new Promise((resolve, reject) => setImmediate(() => (signal?.aborted === true ? reject(signal.reason) : resolve())));
  };
  return new Forgeyard({ baseUrl, apiKey: 'k', environment: { nowMs: () => now, random: () => 0.5, sleep } });
}

/** Answers by address; the n-th request to one gets its n-th answer, the last one serves all that follow. */
function byPath(answers: Readonly<Record<string, readonly Answer[]>>): Answer {
  const counts = new Map<string, number>();
  return (response, request, count) => {
    const own = answers[request.url] ?? [];
    const at = counts.get(request.url) ?? 0;
    counts.set(request.url, at + 1);
    return own[Math.min(at, own.length - 1)]?.(response, request, count);
  };
}

const cut: Answer = (response) => void response.destroy();

test('a lease that could not be extended for its whole length is taken for lost, whatever the server would say', async () => {
  const server = await wireServer(
    byPath({ '/v1/tasks/next': [json(200, claimed), json(200, nothing)], '/v1/tasks/t-1/lease': [problem(503, 'UNAVAILABLE')] }),
  );
  const reasons: unknown[] = [];
  const summary = await quick(server.url).work({
    once: true,
    leaseSeconds: 30,
    handle: async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      reasons.push(signal.reason);
      return { title: 'Late', content: 'Late' };
    },
  });
  await server.close();
  expect(summary).toEqual({ done: 0, givenBack: 0, failed: 0, lost: 1 });
  expect(reasons).toEqual([expect.objectContaining({ code: 'LEASE_LOST' })]);
  expect(server.seen.filter(({ url }) => url === '/v1/tasks/t-1/lease')).toHaveLength(3);
  expect(server.seen.map(({ url }) => url)).not.toContain('/v1/deliverables');
});

test('a result whose answer was lost is sent again, and counts as handed in when the first one had arrived', async () => {
  const server = await wireServer(
    byPath({
      '/v1/tasks/next': [json(200, claimed), json(200, nothing)],
      '/v1/tasks/t-1/lease': [json(200, claimed.lease)],
      '/v1/deliverables': [cut, problem(422, 'TASK_ILLEGAL_MOVE')],
    }),
  );
  const summary = await quick(server.url).work({ once: true, handle: () => ({ title: 'Text', content: 'Text' }) });
  await server.close();
  expect(summary).toMatchObject({ done: 1, failed: 0 });
  const sent = server.seen.filter(({ url }) => url === '/v1/deliverables').map(({ body }) => body);
  expect(sent).toEqual(Array(2).fill({ task: 't-1', fence: 3, title: 'Text', content: 'Text' }));
});

test('trouble with the server is told and waited out', async () => {
  const answers = [problem(500, 'INTERNAL'), cut, problem(409, 'AGENT_NOT_ACTIVE'), json(200, claimed)];
  const server = await wireServer(
    byPath({ '/v1/tasks/next': answers, '/v1/tasks/t-1/lease': [json(200, claimed.lease)], '/v1/deliverables': [json(201, {})] }),
  );
  const stop = new AbortController();
  const errors: unknown[] = [];
  const summary = await quick(server.url).work({
    signal: stop.signal,
    onError: (error, task) => errors.push([task, error instanceof Error && 'code' in error ? error.code : error]),
    handle: () => {
      stop.abort();
      return { title: 'Text', content: 'Text' };
    },
  });
  await server.close();
  expect(summary).toMatchObject({ done: 1 });
  expect(errors).toEqual([
    [null, 'INTERNAL'],
    [null, expect.stringMatching(/^CONNECTION_/)],
    [null, 'AGENT_NOT_ACTIVE'],
  ]);
});
