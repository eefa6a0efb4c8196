import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../../../test/account.ts';
import { owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe.each(enginesOf(import.meta.url))('what agents call, contract 1, on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let call: World['call'];
  let stranger: World['call'];
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
    const other = await owned(w);
    call = await keyed(boss);
    stranger = await keyed(other);
  });
  afterAll(() => w.close());

  const keyed = async (one: MemberBrowser, scopes: readonly string[] = ['read', 'write']): Promise<World['call']> => {
    const made = await one.call('POST', '/v1/credentials', { name: `key-${randomUUID()}`, org_wide: true, scopes });
    return bearer(w, made.body.key);
  };
  const say = (id: string, content: string, more: object = {}) =>
    call('POST', '/api/v1/messages/agent', { agent_instance_id: id, agent_type: 'Claude Code', content, ...more });
  const answer = (id: string, content: string) => boss.call('POST', `/api/v1/agent-instances/${id}/messages`, { content });
  const pending = (id: string, last?: string) =>
    call('GET', `/api/v1/messages/pending?agent_instance_id=${id}${last === undefined ? '' : `&last_read_message_id=${last}`}`);

  test('200, 201: a conversation as the surfaces print it, from registering to the end', async () => {
    const id = randomUUID();
    const me = await boss.call('GET', '/v1/me');
    const verified = await call('GET', '/api/v1/auth/verify');
    expect([verified.status, verified.body]).toEqual([
      200,
      { success: true, user_id: me.body.user.id, org_id: boss.orgId, agent_type_id: null },
    ]);
    const registered = await call('POST', '/api/v1/agent-instances', {
      agent_instance_id: id,
      agent_type: 'Claude Code',
      name: 'Fix the login',
      transport: 'ws',
    });
    expect([registered.status, registered.body]).toEqual([
      201,
      {
        success: true,
        agent_instance_id: id,
        agent_type_id: uuid,
        agent_type_name: 'Claude Code',
        status: 'ACTIVE',
        name: 'Fix the login',
        instance_metadata: { transport: 'ws' },
      },
    ]);
    const said = await say(id, 'Reading the code', { git_diff: '+line' });
    expect([said.status, said.body]).toEqual([200, { success: true, agent_instance_id: id, message_id: uuid, queued_user_messages: [] }]);
    const told = await answer(id, 'Be quick');
    const asked = await say(id, 'Deploy?', { requires_user_input: true, metadata: { risk: 'high' } });
    const toldMessage = {
      id: told.body.id,
      agent_instance_id: id,
      sender_type: 'USER',
      sender_user_id: me.body.user.id,
      sender_user_display_name: me.body.user.name,
      content: 'Be quick',
      requires_user_input: false,
      created_at: time,
      metadata: {},
    };
    expect(asked.body.queued_user_messages).toEqual([toldMessage]);
    await answer(id, 'Yes');
    const polled = await pending(id, asked.body.message_id);
    expect([polled.status, polled.body]).toEqual([
      200,
      { agent_instance_id: id, status: 'ok', messages: [{ ...toldMessage, id: uuid, content: 'Yes', created_at: time }] },
    ]);
    expect((await pending(id, asked.body.message_id)).body).toEqual({ agent_instance_id: id, status: 'stale', messages: [] });
    const typed = await call('POST', '/api/v1/messages/user', { agent_instance_id: id, content: 'From here' });
    expect(typed.body).toEqual({ success: true, agent_instance_id: id, message_id: uuid, marked_as_read: true });
    const step = await say(id, 'Deployed');
    const upgraded = await call('PATCH', `/api/v1/messages/${step.body.message_id}/request-input`);
    expect([upgraded.status, upgraded.body]).toEqual([
      200,
      { success: true, message_id: step.body.message_id, agent_instance_id: id, messages: [] },
    ]);
    const beat = await call('POST', `/api/v1/agents/instances/${id}/heartbeat`);
    expect(beat.body).toEqual({ success: true, agent_instance_id: id, status: 'AWAITING_INPUT', last_heartbeat_at: time });
    const ended = await call('POST', '/api/v1/sessions/end', { agent_instance_id: id });
    expect([ended.status, ended.body]).toEqual([200, { success: true, agent_instance_id: id, final_status: 'COMPLETED' }]);
    const detail = await boss.call('GET', `/api/v1/agent-instances/${id}`);
    expect(detail.body).toMatchObject({ status: 'COMPLETED', git_diff: '+line', chat_length: 6, latest_message: 'Deployed' });
  });

  test('201: an instance without an id gets one; 409 for one that exists; 403 for another organisation’s', async () => {
    const made = await call('POST', '/api/v1/agent-instances', { agent_type: 'codex' });
    expect([made.status, made.body.agent_instance_id]).toEqual([201, uuid]);
    const body = { agent_instance_id: made.body.agent_instance_id, agent_type: 'codex' };
    const again = await call('POST', '/api/v1/agent-instances', body);
    expect([again.status, again.body.code]).toEqual([409, 'INSTANCE_EXISTS']);
    expect((await stranger('POST', '/api/v1/agent-instances', body)).status).toBe(403);
  });

  test('400: what is not usable is refused and opens nothing', async () => {
    const id = randomUUID();
    const good = { agent_instance_id: id, agent_type: 'bad-inputs', content: 'x' };
    const bad: readonly object[] = [
      { ...good, agent_instance_id: 'mine' },
      { ...good, agent_instance_id: undefined },
      { ...good, agent_type: undefined },
      { ...good, agent_type: '   ' },
      { ...good, agent_type: 'x'.repeat(101) },
      { ...good, content: '' },
      { ...good, content: '  \n' },
      { ...good, content: 'a\u0000b' },
      { ...good, content: 'x'.repeat(100_001) },
      { ...good, requires_user_input: 'yes' },
      { ...good, metadata: 'x' },
      { ...good, options: Array.from({ length: 11 }, () => 'x') },
      { ...good, git_diff: 'x'.repeat(1_000_001) },
      { ...good, user_id: randomUUID() },
    ];
    for (const body of bad) {
      const reply = await call('POST', '/api/v1/messages/agent', body);
      expect([reply.status, reply.body.code], JSON.stringify(body).slice(0, 200)).toEqual([400, 'BAD_REQUEST']);
    }
    const large = await call('POST', '/api/v1/messages/agent', { ...good, metadata: { x: 'y'.repeat(17_000) } });
    expect(large.status).toBe(422);
    expect((await pending(id)).status).toBe(404);
    expect((await pending('x')).status).toBe(400);
    expect((await boss.call('GET', '/v1/agents?limit=200')).text).not.toContain('bad-inputs');
  });

  test('404: instances and messages of another organisation are not there, and neither are unknown ones', async () => {
    const id = randomUUID();
    const said = await say(id, 'Private');
    for (const one of [stranger, call]) {
      const there = one === call ? randomUUID() : id;
      const message = one === call ? randomUUID() : said.body.message_id;
      const replies = [
        await one('GET', `/api/v1/messages/pending?agent_instance_id=${there}`),
        await one('POST', '/api/v1/messages/user', { agent_instance_id: there, content: 'x' }),
        await one('PATCH', `/api/v1/messages/${message}/request-input`),
        await one('POST', `/api/v1/agents/instances/${there}/heartbeat`),
        await one('POST', '/api/v1/sessions/end', { agent_instance_id: there }),
      ];
      expect(replies.map(({ status, body }) => [status, body.detail])).toEqual(
        [0, 1, 2, 3, 4].map((index) => [404, index === 2 ? 'Message not found' : 'Agent instance not found']),
      );
    }
    expect((await stranger('POST', '/api/v1/messages/agent', { agent_instance_id: id, agent_type: 'x', content: 'x' })).status).toBe(404);
  });

  test('401, 403: nobody without a key, no people, and no key without the scope', async () => {
    expect((await bearer(w, `forge_${'0'.repeat(40)}`)('GET', '/api/v1/auth/verify')).status).toBe(401);
    expect((await boss.call('GET', '/api/v1/auth/verify')).status).toBe(403);
    const reading = await keyed(boss, ['read']);
    const id = randomUUID();
    await say(id, 'x');
    expect((await reading('POST', '/api/v1/messages/agent', { agent_instance_id: id, content: 'x' })).status).toBe(403);
    expect((await reading('GET', `/api/v1/messages/pending?agent_instance_id=${id}`)).status).toBe(200);
    const present = await keyed(boss, ['presence:update']);
    expect((await present('POST', `/api/v1/agents/instances/${id}/heartbeat`)).status).toBe(200);
  });

  test('409: an agent says nothing in the session of an agent that runs here', async () => {
    await w.agent('runs-here');
    const run = await w.call('POST', '/v1/agents/runs-here/runs', { input: 'x' });
    const reply = await w.call('POST', '/api/v1/messages/agent', { agent_instance_id: run.body.session_id, content: 'x' });
    expect([reply.status, reply.body.code]).toEqual([409, 'CONFLICT']);
  });

  test('429: a flood is turned away with the time to wait, and other sessions are not slowed', async () => {
    const id = randomUUID();
    const replies = await Promise.all(Array.from({ length: 80 }, (_, index) => say(id, `step ${index}`)));
    const late = replies.filter(({ status }) => status === 429);
    expect(replies.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(60);
    expect(late.length).toBeGreaterThan(0);
    expect(late[0]?.body.code).toBe('RATE_LIMIT_EXCEEDED');
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await say(randomUUID(), 'Another')).status).toBe(200);
  });
});
