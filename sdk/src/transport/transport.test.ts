import { afterEach, describe, expect, test } from 'vitest';
import { json, problem, wireServer } from '../../test/wire-server.ts';
import type { Answer, WireServer } from '../../test/wire-server.ts';
import {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  Forgeyard,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
} from '../index.ts';
import type { ForgeyardOptions } from '../index.ts';
import { retryAfterMs } from './retry-after.ts';

const opened: WireServer[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

interface World {
  readonly forge: Forgeyard;
  readonly server: WireServer;
  readonly pauses: readonly number[];
}

async function world(answers: readonly Answer[], options: ForgeyardOptions = {}): Promise<World> {
  const server = await wireServer(...answers);
  opened.push(server);
  const pauses: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    pauses.push(ms);
    return Promise.resolve();
  };
  return {
    server,
    pauses,
    forge: new Forgeyard({ baseUrl: `${server.url}/`, apiKey: 'k', environment: { random: () => 0.5, sleep }, ...options }),
  };
}

describe('errors', () => {
  test.each([
    [400, InvalidRequestError],
    [401, AuthenticationError],
    [403, PermissionError],
    [404, NotFoundError],
    [409, ConflictError],
    [412, ConflictError],
    [422, InvalidRequestError],
    [429, RateLimitError],
    [500, ServerError],
  ])('a %i throws its own class with status, code and request id', async (status, kind) => {
    const { forge } = await world([problem(status, 'SOME_CODE')], { maxRetries: 0 });
    const error: unknown = await forge.agents.get('a').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status, code: 'SOME_CODE', requestId: 'req-1', message: 'detail of SOME_CODE' });
  });

  test('a refusal names the fields that were wrong', async () => {
    const errors = [{ pointer: '/slug', detail: 'is taken' }];
    const { forge } = await world([json(422, { detail: 'no', code: 'INVALID', errors })]);
    await expect(forge.agents.create({ slug: 'a' })).rejects.toMatchObject({ fieldErrors: errors });
  });

  test('the envelope of the other faces is understood, and so is a body that is not JSON', async () => {
    const envelope = json(409, { success: false, error: { code: 'CONFLICT', message: 'taken' } }, { 'x-request-id': 'r9' });
    const bare: Answer = (response) => void response.writeHead(502, { 'x-request-id': 'r7' }).end('<html>');
    const { forge } = await world([envelope, bare]);
    await expect(forge.agents.get('a')).rejects.toMatchObject({ code: 'CONFLICT', message: 'taken', requestId: 'r9' });
    await expect(forge.agents.get('a')).rejects.toMatchObject({ code: 'HTTP_502', requestId: 'r7' });
  });

  test('no answer in time is a ConnectionError TIMEOUT; an abort throws the reason of the caller', async () => {
    const { forge } = await world([() => undefined], { maxRetries: 0, timeoutMs: 50 });
    await expect(forge.me()).rejects.toMatchObject({ name: 'ConnectionError', code: 'TIMEOUT' });
    await expect(forge.me({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });

  test('no error carries the key', async () => {
    const { forge, server } = await world([json(200, {})], { apiKey: 'forge_secret_key', maxRetries: 0 });
    await server.close();
    const error: unknown = await forge.me().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(JSON.stringify(error) + String(error)).not.toContain('forge_secret_key');
  });
});

describe('retries', () => {
  test('a read is tried again on 429 and 503, waiting as long as Retry-After says', async () => {
    const { forge, server, pauses } = await world([
      problem(429, 'LIMITED', { 'retry-after': '2' }),
      problem(503, 'NOT_READY'),
      json(200, { id: 'a' }),
    ]);
    expect(await forge.agents.get('a')).toEqual({ id: 'a' });
    expect(pauses).toEqual([2000, 400]);
    expect(server.seen).toHaveLength(3);
  });

  test('a lost connection is tried again', async () => {
    const { forge } = await world([(response) => void response.destroy(), json(200, { id: 'a' })]);
    expect(await forge.agents.get('a')).toEqual({ id: 'a' });
  });

  test('a start is repeated with the same idempotency key', async () => {
    const { forge, server } = await world([problem(503, 'NOT_READY'), json(202, { id: 'r' })]);
    await forge.runs.start('a', { input: 'x' });
    const keys = server.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(server.seen[0]?.body).toEqual({ input: 'x', stream: false, wait: false });
  });

  test('a change without a key is sent once, a 500 is final, and a pause of an hour is left to the caller', async () => {
    const once = await world([problem(503, 'NOT_READY')]);
    await expect(once.forge.agents.create({ slug: 'a' })).rejects.toBeInstanceOf(ServerError);
    expect(once.server.seen).toHaveLength(1);
    const broken = await world([problem(500, 'INTERNAL')]);
    await expect(broken.forge.me()).rejects.toBeInstanceOf(ServerError);
    expect(broken.server.seen).toHaveLength(1);
    const patient = await world([problem(429, 'LIMITED', { 'retry-after': '3600' })]);
    await expect(patient.forge.me()).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
    expect(patient.server.seen).toHaveLength(1);
  });

  test('Retry-After is read as seconds or as a date', () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    expect(retryAfterMs('1.5', now)).toBe(1500);
    expect(retryAfterMs('Sun, 22 Nov 2026 10:00:05 GMT', now)).toBe(5000);
    expect(retryAfterMs('Sun, 22 Nov 2026 09:00:00 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeNull();
    expect(retryAfterMs(null, now)).toBeNull();
  });
});

describe('requests', () => {
  const pages: readonly Answer[] = [
    json(200, { data: [{ id: '1' }, { id: '2' }], next_cursor: 'c2', has_more: true }),
    json(200, { data: [{ id: '3' }], next_cursor: null, has_more: false }),
  ];

  test('for await walks over every page', async () => {
    const { forge, server } = await world(pages);
    const ids: string[] = [];
    for await (const agent of forge.agents.list({ q: 'a b', limit: 2 })) ids.push(agent.id);
    expect(ids).toEqual(['1', '2', '3']);
    expect(server.seen.map(({ url }) => url)).toEqual(['/v1/agents?q=a+b&limit=2', '/v1/agents?q=a+b&limit=2&cursor=c2']);
  });

  test('await gives one page, next() the one behind it', async () => {
    const { forge } = await world(pages);
    const page = await forge.agents.list();
    expect(page).toMatchObject({ nextCursor: 'c2', hasMore: true });
    const second = await page.next();
    expect(second?.data).toEqual([{ id: '3' }]);
    expect(await second?.next()).toBeNull();
  });

  test('a server that repeats its cursor does not hold the caller', async () => {
    const { forge } = await world([json(200, { data: [{ id: '1' }], next_cursor: 'same', has_more: true })]);
    expect(await forge.agents.list().all()).toHaveLength(2);
  });

  test('recorded events page with after', async () => {
    const { forge, server } = await world(pages);
    await forge.runs.events('r', { after: '7' }).all();
    expect(server.seen.map(({ url }) => url)).toEqual(['/v1/runs/r/events?after=7', '/v1/runs/r/events?after=c2']);
  });

  test('ids are escaped, If-Match carries the version, the key travels in its header', async () => {
    const { forge, server } = await world([json(200, {})]);
    await forge.agents.update('a/../b', { model: 'm' }, { ifVersion: 3 });
    expect(server.seen[0]).toMatchObject({ method: 'PATCH', url: '/v1/agents/a%2F..%2Fb', body: { model: 'm' } });
    expect(server.seen[0]?.headers).toMatchObject({ 'if-match': '"v3"', 'x-api-key': 'k' });
  });

  test.each(['', '.', '..'])('the id %j is refused before anything is sent', async (id) => {
    const { forge, server } = await world([json(200, {})]);
    await expect(forge.agents.delete(id)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' });
    expect(server.seen).toEqual([]);
  });

  test('the CSRF token of a sign-in goes along with changes, not with reads', async () => {
    const { forge, server } = await world([json(200, { csrf_token: 't' })], { apiKey: undefined });
    await forge.auth.login({ email: 'a@b.c', password: 'p' });
    await forge.runs.cancel('r');
    await forge.agents.get('a');
    expect(server.seen.map(({ headers }) => headers['x-csrf-token'])).toEqual([undefined, 't', undefined]);
  });
});
