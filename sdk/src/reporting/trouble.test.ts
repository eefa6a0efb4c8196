import { afterEach, expect, test } from 'vitest';
import { json, problem, wireServer } from '../../test/wire-server.ts';
import type { Answer, Seen, WireServer } from '../../test/wire-server.ts';
import { Forgeyard } from '../index.ts';
import type { AgentSession } from '../index.ts';

const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const opened: WireServer[] = [];
const open: AgentSession[] = [];

afterEach(async () => {
  for (const session of open.splice(0)) session.detach();
  for (const server of opened.splice(0)) await server.close();
});

const cut: Answer = (response) => void response.destroy();
const person = (name: string, content: string) => ({ id: name, sender_type: 'USER', sender_user_id: 'u', content, created_at: 'now' });
const logged = (name: string, sender: string, content: string) => ({ id: name, sender, sender_user: null, content, created_at: 'now' });
const pending = (...messages: readonly object[]): Answer => json(200, { status: 'ok', messages });
const said = (message: string, ...queued: readonly object[]): Answer => json(200, { message_id: message, queued_user_messages: queued });
const stale = json(200, { status: 'stale', messages: [] });

type Name = 'register' | 'post' | 'pending' | 'instance' | 'log' | 'beat';
const nameOf = ({ method, url }: Seen): Name => {
  if (url.startsWith('/api/v1/messages/pending')) return 'pending';
  if (url === '/api/v1/messages/agent') return 'post';
  if (url.startsWith('/v1/sessions/')) return 'log';
  if (url.endsWith('/heartbeat')) return 'beat';
  return method === 'POST' ? 'register' : 'instance';
};

interface Scene {
  readonly session: AgentSession;
  readonly forge: Forgeyard;
  /** Addresses that were called, by name, in their order. */
  readonly calls: (name: Name) => readonly Seen[];
}

/** A session with a server that gives each kind of call its own answers in turn; the last one serves all that follow. Time goes by what is slept. */
async function scene(answers: Partial<Record<Name, readonly Answer[]>>, heartbeatMs = 80_000): Promise<Scene> {
  const counts = new Map<Name, number>();
  const server = await wireServer((response, request, count) => {
    const name = nameOf(request);
    const own = { register: [json(201, {})], beat: [json(200, { status: 'ACTIVE' })], ...answers }[name] ?? [];
    const at = counts.get(name) ?? 0;
    counts.set(name, at + 1);
    return own[Math.min(at, own.length - 1)]?.(response, request, count);
  });
  opened.push(server);
  let now = 0;
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    const isBeat = ms === heartbeatMs;
    if (!isBeat) now += ms;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, isBeat ? ms / 50 : 1);
      signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
    });
  };
  const forge = new Forgeyard({ baseUrl: server.url, apiKey: 'k', environment: { nowMs: () => now, random: () => 0.5, sleep } });
  const session = await forge.reportIn({ agentType: 'Tester', sessionId: id, heartbeatMs });
  open.push(session);
  return { session, forge, calls: (name) => server.seen.filter((request) => nameOf(request) === name) };
}

const place = ({ url }: Seen): string | null => new URL(url, 'http://x').searchParams.get('last_read_message_id');

test('a question waits through refusals and cuts until somebody answers', async () => {
  const { session, calls } = await scene({
    post: [said('m-1', person('p-0', 'Hello'))],
    pending: [
      pending(),
      problem(503, 'NOT_READY'),
      problem(502, 'BAD_GATEWAY'),
      cut,
      problem(429, 'SLOW', { 'retry-after': '3' }),
      pending(person('p-1', 'Yes')),
    ],
  });
  const answer = await session.ask('Deploy?', { options: ['Yes', 'No'] });
  expect(answer).toMatchObject({ text: 'Yes', messages: [{ id: 'p-1', user_id: 'u' }], earlier: [{ content: 'Hello' }] });
  expect(calls('post').map(({ body }) => body)).toEqual([
    { agent_instance_id: id, content: 'Deploy?', requires_user_input: true, options: ['Yes', 'No'] },
  ]);
  expect(calls('pending').map(place)).toEqual(Array(6).fill('m-1'));
});

test('an answer that was lost on its way is read from the log, up to where the session has been read', async () => {
  const { session, calls } = await scene({
    post: [said('m-1')],
    pending: [cut, stale, pending(person('p-2', 'More'))],
    instance: [json(200, { last_read_message_id: 'p-1' })],
    log: [json(200, { data: [logged('p-1', 'user', 'Yes'), logged('p-2', 'user', 'More')], has_more: false })],
  });
  expect((await session.ask('Deploy?')).messages.map(({ content }) => content)).toEqual(['Yes']);
  expect((await session.messages()).map(({ content }) => content)).toEqual(['More']);
  expect(calls('pending').map(place)).toEqual(['m-1', 'm-1', 'p-1']);
  expect(calls('log')[0]?.url).toContain('after=m-1');
});

test('a key that may not read sessions goes on from where the server knows it to be', async () => {
  const { session, calls } = await scene({
    post: [said('m-1')],
    pending: [stale, pending(person('p-2', 'Yes'))],
    instance: [problem(403, 'FORBIDDEN')],
  });
  expect((await session.ask('Deploy?')).text).toBe('Yes');
  expect(calls('pending').map(place)).toEqual(['m-1', null]);
});

test('words that were lost, or whose answer was, are sent again under the same key; other words have their own', async () => {
  const { session, calls } = await scene({ post: [cut, problem(502, 'BAD_GATEWAY'), said('m-1', person('p-1', 'Faster')), said('m-2')] });
  expect((await session.say('Building')).map(({ content }) => content)).toEqual(['Faster']);
  await session.say('Built');
  const keys = calls('post').map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual([keys[0], keys[0], keys[0], expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(keys[3]).not.toBe(keys[0]);
});

test('without an answer in time the text is null, and waiting can go on', async () => {
  const { session } = await scene({ post: [said('m-1')], pending: [pending(), pending(), pending(), pending(person('p-1', 'Late'))] });
  expect(await session.ask('Deploy?', { timeoutMs: 5_000, pollMs: 2_500 })).toEqual({ text: null, messages: [], earlier: [] });
  expect(await session.wait({ timeoutMs: 5_000 })).toMatchObject([{ content: 'Late' }]);
});

test('waiting ends with the reason of the caller who aborts, and with the session when people end it', async () => {
  const { session } = await scene({ post: [said('m-1')], pending: [pending()] });
  const abort = new AbortController();
  const asking = session.ask('Deploy?', { signal: abort.signal });
  setTimeout(() => abort.abort(new Error('enough')), 20);
  await expect(asking).rejects.toThrow('enough');
  const killed = await scene(
    { post: [said('m-1')], pending: [pending()], beat: [json(200, { status: 'ACTIVE' }), json(200, { status: 'KILLED' })] },
    1_000,
  );
  await expect(killed.session.ask('Deploy?')).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  expect(killed.session.ended.aborted).toBe(true);
});

test('signs of life are given until the session is left, also while the server is away, and a heartbeat has bounds', async () => {
  const { session, calls, forge } = await scene({ beat: [problem(503, 'NOT_READY'), cut, json(200, { status: 'ACTIVE' })] }, 1_000);
  await expect.poll(() => calls('beat').length).toBeGreaterThan(3);
  session.detach();
  expect(session.ended.aborted).toBe(false);
  await expect(forge.reportIn({ agentType: 'Tester', heartbeatMs: 90_000 })).rejects.toBeInstanceOf(RangeError);
});

test('a session that is there is gone on with; one of somebody else is refused', async () => {
  const { session, calls } = await scene({
    register: [json(409, { detail: 'There is one', code: 'INSTANCE_EXISTS' })],
    instance: [json(200, { last_read_message_id: 'm-9' })],
    pending: [pending()],
  });
  await session.messages();
  expect(calls('pending').map(place)).toEqual(['m-9']);
  await expect(scene({ register: [json(403, { detail: 'No', code: 'FORBIDDEN' })] })).rejects.toMatchObject({ status: 403 });
});
