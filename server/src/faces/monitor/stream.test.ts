import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heartbeat } from '../../domain/messages/index.ts';
import { member, onServer } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { room, stranger } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { sharedEngines, twoServers } from '../../../test/two-servers.ts';
import { enginesOf, readSse, world } from '../../../test/world.ts';
import type { SseFrame, World } from '../../../test/world.ts';

const limitMs = 15_000;
const place = (id: string, rest = ''): string => `/api/v1/agent-instances/${id}${rest}`;

/** Opens a stream; the frames come as a promise in a list, so that awaiting the start does not await the end. */
async function open(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  stop?: (frame: SseFrame) => boolean,
): Promise<Promise<SseFrame[]>[]> {
  const response = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(limitMs) });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  return [readSse(response, stop === undefined ? {} : { stop })];
}

async function ticketOf(who: MemberBrowser, id: string): Promise<string> {
  const { status, body } = await who.call('POST', place(id, '/stream-ticket'));
  expect([status, Date.parse(body.expires_at) - Date.now() <= 60_000]).toEqual([200, true]);
  return body.ticket;
}

const isMessage = (text: string) => (frame: SseFrame) => frame.event === 'message' && frame.data.content === text;
const events = (frames: readonly SseFrame[] | undefined): string[] => (frames ?? []).map(({ event }) => event);

describe.each(enginesOf(import.meta.url))('streams of the dashboard backend on %s', (engine) => {
  let w: World;
  let r: Room;
  beforeAll(async () => {
    w = await world(engine);
    r = await room(w);
  });
  afterAll(() => w.close());

  test('a question, its answer, a diff and a sign of life are told as they happen, each with a place to resume from', async () => {
    const { id } = await r.say('Starting');
    const headers = { cookie: r.boss.cookie };
    const [reading] = await open(w.url, place(id, '/messages/stream'), headers, isMessage('Done'));
    await r.say('Which branch?', { id, asks: true });
    await r.boss.call('POST', place(id, '/messages'), { content: 'main' });
    await heartbeat(r.agent, id);
    await r.say('Here it is', { id, diff: 'diff --git a/x b/x' });
    await r.say('Done', { id });
    const frames = await reading;
    const [connected] = frames ?? [];
    expect(connected).toMatchObject({ event: 'connected', data: { agent_instance_id: id, status: 'ACTIVE' } });
    const said = (frames ?? []).filter(({ event }) => event === 'message').map(({ data }) => [data.sender_type, data.content]);
    expect(said).toEqual([
      ['AGENT', 'Which branch?'],
      ['USER', 'main'],
      ['AGENT', 'Here it is'],
      ['AGENT', 'Done'],
    ]);
    expect(frames?.find(({ event }) => event === 'status_update')?.data).toEqual({
      agent_instance_id: id,
      status: 'AWAITING_INPUT',
      liveness: 'alive',
    });
    expect(frames?.find(({ event }) => event === 'git_diff_update')?.data).toEqual({
      agent_instance_id: id,
      git_diff: 'diff --git a/x b/x',
    });
    expect(events(frames)).toContain('agent_heartbeat');
    expect(frames?.every((frame) => /^\d+$/.test(frame.id ?? ''))).toBe(true);

    const answered = frames?.find(isMessage('main'));
    const [again] = await open(
      w.url,
      place(id, '/messages/stream'),
      { ...headers, 'last-event-id': answered?.id ?? '' },
      isMessage('Done'),
    );
    const rest = ((await again) ?? []).filter(({ event }) => event === 'message').map(({ data }) => data.content);
    expect(rest).toEqual(['Here it is', 'Done']);
  });

  test('a stream begins where the instance was read', async () => {
    const { id } = await r.say('Before');
    const { body } = await r.boss.call('GET', place(id));
    await r.say('Meanwhile', { id });
    const [reading] = await open(
      w.url,
      place(id, `/messages/stream?after=${body.stream_cursor}`),
      { cookie: r.boss.cookie },
      isMessage('Meanwhile'),
    );
    expect(events(await reading)).not.toContain('error');
  });

  test('what a run of our own agent says is told too', async () => {
    await w.agent('own');
    const run = await w.call('POST', '/v1/agents/own/runs', { input: 'Hi', wait: true });
    const path = place(run.body.session_id, '/messages/stream?after=0');
    const [reading] = await open(
      w.url,
      path,
      { 'x-api-key': w.key },
      ({ event, data }) => event === 'message' && data.sender_type === 'AGENT',
    );
    const said = ((await reading) ?? []).filter(({ event }) => event === 'message').map(({ data }) => data.content);
    expect(said[0]).toBe('Hi');
    expect(said).toHaveLength(2);
  });

  test('a deleted instance says so, and its stream ends', async () => {
    const { id } = await r.say('Short');
    const [reading] = await open(w.url, place(id, '/messages/stream'), { cookie: r.boss.cookie });
    await r.boss.call('DELETE', place(id));
    expect((await reading)?.at(-1)).toMatchObject({ event: 'status_update', data: { status: 'DELETED' } });
  });

  test('a ticket opens one stream of its instance, once', async () => {
    const [{ id }, other] = [await r.say('Mine'), await r.say('Another')];
    const ticket = await ticketOf(r.boss, id);
    const status = async (path: string, headers = {}): Promise<number> => {
      const response = await fetch(`${w.url}${path}`, { headers, signal: AbortSignal.timeout(limitMs) });
      await response.body?.cancel();
      return response.status;
    };
    expect(await status(place(other.id, `/messages/stream?ticket=${ticket}`))).toBe(401);
    expect(await status(place(id, `/messages/stream?ticket=${ticket}`), { 'x-api-key': r.key })).toBe(400);
    const [reading] = await open(w.url, place(id, `/messages/stream?ticket=${ticket}`), {}, isMessage('Go on'));
    await r.say('Go on', { id });
    expect(events(await reading)).toEqual(expect.arrayContaining(['connected', 'message']));
    expect(await status(place(id, `/messages/stream?ticket=${ticket}`))).toBe(401);
    expect(await status(place(id, `/messages?ticket=${await ticketOf(r.boss, id)}`))).toBe(401);
  });

  test('a ticket’s stream ends when the browser that asked for it signs out', async () => {
    const { id } = await r.say('Watched');
    const guest = await stranger(w);
    await r.boss.call('POST', place(id, '/access'), { email: guest.email, access: 'READ' });
    const [reading] = await open(w.url, place(id, `/messages/stream?ticket=${await ticketOf(guest, id)}`), {});
    await guest.call('POST', '/v1/auth/logout');
    expect(events(await reading)[0]).toBe('connected');
  });

  test('a stream ends when the share that opened it does', async () => {
    const { id } = await r.say('Shared');
    const guest = await stranger(w);
    const share = await r.boss.call('POST', place(id, '/access'), { email: guest.email.toUpperCase(), access: 'READ' });
    const [reading] = await open(w.url, place(id, '/messages/stream'), { cookie: guest.cookie });
    const [log] = await open(w.url, `/v1/sessions/${id}/events`, { cookie: guest.cookie, accept: 'text/event-stream' });
    await r.boss.call('DELETE', place(id, `/access/${share.body.id}`));
    expect(events(await reading)[0]).toBe('connected');
    expect((await log)?.length).toBeGreaterThan(0);
    expect((await guest.call('GET', place(id))).status).toBe(404);
  });

  test('a stream ends when its person is no member any more', async () => {
    const { id } = await r.say('Inside');
    const viewer = await member(w, r.boss.orgId, 'viewer');
    const [reading] = await open(w.url, place(id, '/messages/stream'), { cookie: viewer.cookie });
    expect((await r.boss.call('DELETE', `/v1/members/${viewer.userId}`)).status).toBe(204);
    expect(events(await reading)[0]).toBe('connected');
  });
});

describe('credentials in the address of a stream', () => {
  const lines: string[] = [];
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite', { logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) });
  });
  afterAll(() => w.close());

  test('400: a token there is refused with a way that works', async () => {
    const r = await room(w);
    const { id } = await r.say('hello');
    const response = await fetch(`${w.url}${place(id, `/messages/stream?token=${r.key}`)}`);
    const body: unknown = await response.json();
    expect([response.status, body]).toEqual([400, { detail: expect.stringMatching(/header.*stream-ticket/), code: 'BAD_REQUEST' }]);
  });

  test('a ticket is in no log line and, as it is, in no row', async () => {
    const r = await room(w);
    const { id } = await r.say('hello');
    const ticket = await ticketOf(r.boss, id);
    const rows = await w.server.home.read((tx) => tx.query((db) => db.selectFrom('stream_tickets').selectAll()));
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(ticket);
    for (let round = 0; round < 2; round += 1) {
      const response = await fetch(`${w.url}${place(id, `/messages/stream?ticket=${ticket}`)}`);
      await response.body?.cancel();
    }
    expect(lines.join('')).not.toContain(ticket);
  });

  test('429: sixty tickets that wait are all one browser may have', async () => {
    const r = await room(w);
    const { id } = await r.say('hello');
    const all = await Promise.all(Array.from({ length: 61 }, () => r.boss.call('POST', place(id, '/stream-ticket'))));
    expect(all.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});

describe.each(sharedEngines)('streams of two servers on one %s', () => {
  let first: World;
  let second: World;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ first, second, close } = await twoServers());
  });
  afterAll(() => close());

  test('what is said through one is told by the other, also to a ticket that the first gave; a share that ends there ends it', async () => {
    const r = await room(first);
    const { id } = await r.say('hello');
    const guest = await stranger(first);
    const share = await r.boss.call('POST', place(id, '/access'), { email: guest.email, access: 'WRITE' });
    const ticket = await ticketOf(guest, id);
    const [reading] = await open(second.url, place(id, `/messages/stream?ticket=${ticket}`), {});
    await r.say('Which one?', { id, asks: true });
    const answer = await onServer(second, guest)('POST', place(id, '/messages'), { content: 'This one' });
    expect(answer.status, answer.text).toBe(200);
    const [seen] = await open(second.url, place(id, '/messages/stream?after=1'), { cookie: guest.cookie }, isMessage('This one'));
    await seen;
    await r.boss.call('DELETE', place(id, `/access/${share.body.id}`));
    expect(((await reading) ?? []).filter(({ event }) => event === 'message').map(({ data }) => data.content)).toEqual([
      'Which one?',
      'This one',
    ]);
  });
});
