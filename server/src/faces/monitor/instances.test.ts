import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../../../test/account.ts';
import { member } from '../../../test/browsers.ts';
import { room } from '../../../test/instances.ts';
import type { Room } from '../../../test/instances.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/** An instance exactly as it is printed. */
const instance = (more: object) => ({
  id: expect.stringMatching(uuid),
  agent_type_id: expect.stringMatching(uuid),
  agent_type_name: 'claude-code',
  name: expect.any(String),
  status: 'ACTIVE',
  started_at: expect.stringMatching(time),
  ended_at: null,
  last_heartbeat_at: expect.stringMatching(time),
  last_read_message_id: expect.stringMatching(uuid),
  latest_message: expect.any(String),
  latest_message_at: expect.stringMatching(time),
  chat_length: 1,
  instance_metadata: {},
  ...more,
});

describe.each(enginesOf(import.meta.url))('instances of the dashboard backend on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  describe('in an organisation with three foreign agents', () => {
    let r: Room;
    let asked: { id: string; messageId: string };
    let done: string;
    beforeAll(async () => {
      r = await room(w);
      done = (await r.say('Finished', { type: 'aider' })).id;
      asked = await r.say('Which branch?', { type: 'claude-code', asks: true });
      for (const text of ['one', 'two']) await r.say(text, { type: 'codex' });
      await r.boss.call('PUT', `/api/v1/agent-instances/${done}/status`, { status: 'COMPLETED' });
    });

    test('200: agents whose instance waits for input come first, each with counts and its newest instances', async () => {
      const { status, body } = await r.boss.call('GET', '/api/v1/agent-types');
      expect(status).toBe(200);
      expect(body.map((type: { name: string }) => type.name)).toEqual(['claude-code', 'codex', 'aider']);
      expect(body[0]).toEqual({
        id: expect.stringMatching(uuid),
        name: 'claude-code',
        created_at: expect.stringMatching(time),
        total_instances: 1,
        active_instances: 1,
        recent_instances: [
          instance({ id: asked.id, status: 'AWAITING_INPUT', latest_message: 'Which branch?', last_read_message_id: asked.messageId }),
        ],
      });
      expect(body[1]).toMatchObject({ total_instances: 2, active_instances: 2 });
      expect(body[2]).toMatchObject({ total_instances: 1, active_instances: 0 });
    });

    test('200: the summary counts instances in all and by agent', async () => {
      const { body } = await r.boss.call('GET', '/api/v1/agent-summary');
      expect(body).toMatchObject({ total_instances: 4, active_instances: 3, completed_instances: 1 });
      const aider = { id: expect.stringMatching(uuid), name: 'aider', total_instances: 1, active_instances: 0, completed_instances: 1 };
      expect(body.agent_types).toContainEqual(aider);
    });

    test('200: instances are listed newest first, however their agents chose the ids', async () => {
      const all = await r.boss.call('GET', '/api/v1/agent-instances');
      expect(all.body.map((one: { latest_message: string }) => one.latest_message)).toEqual(['two', 'one', 'Which branch?', 'Finished']);
      expect(all.body[3]).toEqual(
        instance({ id: done, agent_type_name: 'aider', status: 'COMPLETED', ended_at: expect.stringMatching(time) }),
      );
      const some = await r.boss.call('GET', '/api/v1/agent-instances?limit=2&scope=me');
      expect(some.body).toHaveLength(2);
    });

    test('200: the instances of one agent; 404: Agent type not found', async () => {
      const [, codex] = (await r.boss.call('GET', '/api/v1/agent-types')).body;
      const found = await r.boss.call('GET', `/api/v1/agent-types/${codex.id}/instances`);
      expect(found.body.map((one: { latest_message: string }) => one.latest_message)).toEqual(['two', 'one']);
      const unknown = await r.boss.call('GET', `/api/v1/agent-types/${randomUUID()}/instances`);
      expect([unknown.status, unknown.body]).toEqual([404, { detail: 'Agent type not found', code: 'AGENT_TYPE_NOT_FOUND' }]);
    });

    test('200: an instance with its messages, diff and what the caller may do', async () => {
      const { body } = await r.boss.call('GET', `/api/v1/agent-instances/${asked.id}`);
      expect(body).toEqual({
        ...instance({ id: asked.id, status: 'AWAITING_INPUT' }),
        messages: [
          {
            id: asked.messageId,
            agent_instance_id: asked.id,
            sender_type: 'AGENT',
            sender_user_id: null,
            sender_user_display_name: null,
            content: 'Which branch?',
            requires_user_input: true,
            created_at: expect.stringMatching(time),
            metadata: {},
          },
        ],
        git_diff: null,
        access_level: 'WRITE',
        is_owner: true,
        liveness: 'alive',
        stream_cursor: expect.stringMatching(/^\d+$/),
      });
    });

    test('a viewer reads and is told so; writing is refused with 403', async () => {
      const viewer = await member(w, r.boss.orgId, 'viewer');
      const { body } = await viewer.call('GET', `/api/v1/agent-instances/${asked.id}`);
      expect(body).toMatchObject({ access_level: 'READ', is_owner: false });
      const refused = await viewer.call('POST', `/api/v1/agent-instances/${asked.id}/messages`, { content: 'main' });
      expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
    });
  });

  test('200: an answer is a message of the person, and the instance goes on', async () => {
    const r = await room(w);
    const { id } = await r.say('Deploy?', { asks: true });
    const { status, body } = await r.boss.call('POST', `/api/v1/agent-instances/${id}/messages`, { content: 'Yes' });
    expect([status, body]).toEqual([
      200,
      {
        id: expect.stringMatching(uuid),
        agent_instance_id: id,
        sender_type: 'USER',
        sender_user_id: r.boss.userId,
        sender_user_display_name: 'The owner',
        content: 'Yes',
        requires_user_input: false,
        created_at: expect.stringMatching(time),
        metadata: {},
      },
    ]);
    expect((await r.boss.call('GET', `/api/v1/agent-instances/${id}`)).body).toMatchObject({ status: 'ACTIVE', chat_length: 2 });
  });

  test('200: earlier messages are reached through before_message_id', async () => {
    const r = await room(w);
    const { id } = await r.say('m1');
    const places: string[] = [];
    for (const text of ['m2', 'm3', 'm4']) places.push((await r.say(text, { id })).messageId);
    const path = `/api/v1/agent-instances/${id}`;
    const texts = (messages: readonly { content: string }[]): string[] => messages.map(({ content }) => content);
    expect(texts((await r.boss.call('GET', `${path}/messages?limit=2`)).body)).toEqual(['m3', 'm4']);
    expect(texts((await r.boss.call('GET', `${path}/messages?limit=2&before_message_id=${places[1]}`)).body)).toEqual(['m1', 'm2']);
    const detail = await r.boss.call('GET', `${path}?message_limit=1&before_message_id=${places[1]}`);
    expect(texts(detail.body.messages)).toEqual(['m2']);
  });

  test('200: an instance is renamed and completed; nothing but COMPLETED can be set', async () => {
    const r = await room(w);
    const { id } = await r.say('Working');
    const named = await r.boss.call('PATCH', `/api/v1/agent-instances/${id}`, { name: 'Login page' });
    expect([named.status, named.body]).toEqual([200, instance({ id, name: 'Login page' })]);
    const wrong = await r.boss.call('PUT', `/api/v1/agent-instances/${id}/status`, { status: 'PAUSED' });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'BAD_REQUEST']);
    const over = await r.boss.call('PUT', `/api/v1/agent-instances/${id}/status`, { status: 'COMPLETED' });
    expect([over.status, over.body.status]).toEqual([200, 'COMPLETED']);
  });

  test('200: a deleted instance is found nowhere any more', async () => {
    const r = await room(w);
    const { id } = await r.say('A secret plan');
    const gone = await r.boss.call('DELETE', `/api/v1/agent-instances/${id}`);
    expect([gone.status, gone.body]).toEqual([200, { success: true, message: 'Agent instance deleted' }]);
    const after = await r.boss.call('GET', `/api/v1/agent-instances/${id}`);
    expect([after.status, after.body]).toEqual([404, { detail: 'Agent instance not found', code: 'INSTANCE_NOT_FOUND' }]);
    expect((await r.boss.call('GET', '/api/v1/agent-instances')).body).toEqual([]);
    expect((await r.boss.call('GET', '/api/v1/agent-types')).body).toMatchObject([{ total_instances: 0, recent_instances: [] }]);
  });

  test('403: a key that may only read says nothing', async () => {
    const r = await room(w);
    const { id } = await r.say('Deploy?', { asks: true });
    const made = await r.boss.call('POST', '/v1/credentials', { name: 'reader', org_wide: true, scopes: ['read'] });
    const ask = bearer(w, made.body.key);
    expect((await ask('GET', `/api/v1/agent-instances/${id}`)).body).toMatchObject({ access_level: 'READ', is_owner: false });
    for (const path of [`/api/v1/agent-instances/${id}/messages`, `/v1/sessions/${id}/messages`]) {
      expect((await ask('POST', path, { content: 'Yes' })).status).toBe(403);
    }
  });

  test('a key that reaches one agent sees that agent alone', async () => {
    const r = await room(w);
    for (const type of ['codex', 'aider']) await r.say('hello', { type });
    const [first] = (await r.boss.call('GET', '/api/v1/agent-types')).body;
    const made = await r.boss.call('POST', '/v1/credentials', { name: 'narrow', agent_ids: [first.id], scopes: ['read'] });
    const narrow = (path: string) => bearer(w, made.body.key)('GET', path);
    expect((await narrow('/api/v1/agent-types')).body).toMatchObject([{ id: first.id, total_instances: 1 }]);
    expect((await narrow('/api/v1/agent-instances?scope=all')).body).toHaveLength(1);
    expect((await narrow('/api/v1/agent-summary')).body).toMatchObject({ total_instances: 1 });
  });
});

describe('what the dashboard backend refuses', () => {
  let w: World;
  let r: Room;
  let path: string;
  beforeAll(async () => {
    w = await world('sqlite');
    r = await room(w);
    path = `/api/v1/agent-instances/${(await r.say('hello')).id}`;
  });
  afterAll(() => w.close());

  test.each<[string, string, string, unknown]>([
    ['a limit of nothing', 'GET', '?message_limit=0', undefined],
    ['a limit without end', 'GET', '/messages?limit=1e9', undefined],
    ['a message id of no shape', 'GET', '/messages?before_message_id=1', undefined],
    ['a message of another instance', 'GET', `/messages?before_message_id=${randomUUID()}`, undefined],
    ['an empty message', 'POST', '/messages', { content: '' }],
    ['a message that is no text', 'POST', '/messages', { content: 7 }],
    ['a message with a member of its own', 'POST', '/messages', { content: 'hi', sender_type: 'AGENT' }],
    ['a message with NUL', 'POST', '/messages', { content: 'a\u0000b' }],
    ['a name of control characters', 'PATCH', '', { name: 'a\u0007' }],
    ['no name', 'PATCH', '', {}],
    ['a share without an address', 'POST', '/access', { email: 'nobody', access: 'READ' }],
    ['a share of no known kind', 'POST', '/access', { email: 'a@example.com', access: 'ADMIN' }],
    ['a stream from a place that is none', 'GET', '/messages/stream?after=abc', undefined],
  ])('400: %s', async (_title, method, rest, body) => {
    const reply = await r.boss.call(method, `${path}${rest}`, body);
    expect([reply.status, Object.keys(reply.body).sort()], reply.text).toEqual([400, ['code', 'detail']]);
  });

  test.each([
    ['/api/v1/agent-instances/not-a-uuid', 400],
    [`/api/v1/agent-instances/${randomUUID()}`, 404],
    ['/api/v1/agent-types/x/y/z', 404],
    ['/api/v1/auth/nothing', 404],
    ['/api/v1/push/nothing', 404],
    ['/api/v1/user/nothing', 404],
  ])('%s is refused in this API’s words', async (url, status) => {
    const reply = await r.boss.call('GET', url);
    expect([reply.status, Object.keys(reply.body).sort()], reply.text).toEqual([status, ['code', 'detail']]);
  });

  test('401 without a credential, in this API’s words; agents stay the agent API’s', async () => {
    const bare = await fetch(`${w.url}/api/v1/agent-types`);
    expect([bare.status, Object.keys(Object(await bare.json())).sort()]).toEqual([401, ['code', 'detail']]);
    const runner = await r.boss.call('GET', '/api/v1/agents/x/y/z');
    expect(Object.keys(runner.body)).toEqual(['error']);
  });
});
