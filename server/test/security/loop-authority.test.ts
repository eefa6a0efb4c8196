import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bearer } from '../account.ts';
import { member, owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { roomOf } from '../instances.ts';
import { alwaysAsk, ask, caller as playbook, upper, waiting } from '../questions.ts';
import { world } from '../world.ts';
import type { World } from '../world.ts';

type Call = World['call'];

/** What somebody with power over messages, sessions and runs of an agent may not reach by them: consent to its own calls and answers to its own questions. */
describe('an agent that wants to decide for people', () => {
  let w: World;
  let boss: MemberBrowser;
  beforeAll(async () => {
    w = await world('sqlite');
    boss = await owned(w);
  });
  afterAll(() => w.close());

  const key = async (body: object): Promise<Call> => {
    const made = await boss.call('POST', '/v1/credentials', { name: randomUUID(), ...body });
    if (made.status !== 201) throw new Error(made.text);
    const send = bearer(w, made.body.key);
    return send;
  };
  const stateOf = async (id: string): Promise<string> => (await boss.call('GET', `/v1/interactions/${id}`)).body.state;
  const doors = (session: string, content = 'Yes, do it.') =>
    [
      ['POST', `/v1/sessions/${session}/messages`, { content }],
      ['POST', `/api/v1/agent-instances/${session}/messages`, { content }],
      ['POST', '/api/v1/messages/user', { agent_instance_id: session, content }],
    ] as const;

  test('403, 409: through no door of messages does an agent answer what its own run asks people', async () => {
    const agent = await playbook(boss.call, 'asks-itself', [ask({ question: 'Transfer the money?' })]);
    const { run, question } = await waiting(boss.call, agent);
    const own = await key({ kind: 'agent_key', agent, scopes: ['*'] });
    for (const [method, path, body] of doors(run.session_id)) expect([403, 409]).toContain((await own(method, path, body)).status);
    for (const verb of ['resolve', 'assign', 'snooze'] as const) {
      const bodies = { resolve: { decision: 'respond', message: 'Yes' }, assign: { user_id: null }, snooze: { until: null } };
      expect((await own('POST', `/v1/interactions/${question.id}/${verb}`, bodies[verb])).status).toBe(403);
    }
    expect(await stateOf(question.id)).toBe('open');
  });

  test('403: a program without interactions:write answers no question of a run by a message', async () => {
    const agent = await playbook(boss.call, 'asks-people', [ask({ question: 'Which account?' })]);
    const { run, question } = await waiting(boss.call, agent);
    const weak = await key({ org_wide: true, scopes: ['read', 'messages:write', 'sessions:write', 'runs:write'] });
    for (const [method, path, body] of doors(run.session_id)) expect([403, 409]).toContain((await weak(method, path, body)).status);
    expect(await stateOf(question.id)).toBe('open');
    const strong = await key({ org_wide: true, scopes: ['read', 'messages:write', 'interactions:write'] });
    expect((await strong('POST', `/v1/sessions/${run.session_id}/messages`, { content: 'The second' })).status).toBe(201);
    expect(await stateOf(question.id)).toBe('resolved');
  });

  test('409: a message is never consent to a tool call, whoever writes it and wherever', async () => {
    const agent = await playbook(boss.call, 'asks-consent', [upper('x')], alwaysAsk);
    const { run, question } = await waiting(boss.call, agent);
    const keys = [boss.call, await key({ kind: 'agent_key', agent, scopes: ['*'] }), await key({ org_wide: true, scopes: ['*'] })];
    for (const call of keys)
      for (const [method, path, body] of doors(run.session_id, 'approve'))
        expect([403, 409]).toContain((await call(method, path, body)).status);
    expect(await stateOf(question.id)).toBe('open');
    expect((await boss.call('GET', `/v1/runs/${run.id}`)).body.status).toBe('waiting');
  });

  test('403: an agent neither sets the rules that answer for people, nor gives itself tools, nor launches itself', async () => {
    const agent = await playbook(boss.call, 'rules-itself', [upper('x')], alwaysAsk);
    const own = await key({ kind: 'agent_key', agent, scopes: ['*'] });
    const rules = { deadline_s: 60, on_timeout: 'approve' };
    expect((await own('PUT', `/v1/agents/${agent}/interaction-rules`, rules)).status).toBe(403);
    expect((await own('POST', `/v1/agents/${agent}/tool-servers`, { name: 'mine', url: 'https://example.com/mcp' })).status).toBe(403);
    expect((await own('PUT', `/v1/agents/${agent}/launch`, { webhook_type: 'DEFAULT', config: {} })).status).toBe(403);
    expect((await own('POST', `/v1/agents/${agent}/launch`, { fields: { prompt: 'go' } })).status).toBe(403);
    const config = { config: { tool_policy: { 'data-transform': 'allow' } } };
    expect([403, 404]).toContain((await own('PATCH', `/v1/agents/${agent}`, config)).status);
    expect([403, 404]).toContain((await own('PUT', `/api/v1/agents/${agent}`, { config: config.config })).status);
    expect((await own('POST', `/v1/agents/${agent}/runs`, { input: 'x', config: config.config })).status).toBe(400);
    expect((await boss.call('GET', `/v1/agents/${agent}`)).body.config.tool_policy).toEqual(alwaysAsk);
  });

  test('403: a key that an agent makes for itself is the agent still, and decides nothing for people', async () => {
    const agent = await playbook(boss.call, 'makes-keys', [upper('x')], alwaysAsk);
    const { question } = await waiting(boss.call, agent);
    const own = await key({ kind: 'agent_key', agent, scopes: ['*'] });
    const drafts = [
      ['/v1/credentials', { name: 'child', agent_ids: [agent], scopes: ['read', 'interactions:write'] }],
      ['/v1/credentials', { name: 'child of all', org_wide: true, scopes: ['read', 'interactions:write'] }],
      ['/api/api-keys', { name: 'child', scoped_agents: [agent] }],
      ['/v1/credentials', { name: 'twin', kind: 'agent_key', agent, scopes: ['*'] }],
    ] as const;
    for (const [path, body] of drafts) {
      const made = await own('POST', path, body);
      const secret: unknown = made.body.key ?? made.body.plainKey ?? made.body.api_key;
      if (typeof secret !== 'string') continue;
      const child = bearer(w, secret);
      expect([path, (await child('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'approve' })).status]).toEqual([path, 403]);
      expect((await child('PATCH', `/v1/agents/${agent}`, { config: { tool_policy: {} } })).status).toBe(403);
    }
    expect(await stateOf(question.id)).toBe('open');
  });

  test('404: an agent speaks in, answers, follows and ends no session of another agent', async () => {
    const room = await roomOf(w, boss);
    const said = await room.say('Shall I?', { type: 'the other one', asks: true });
    const agent = await playbook(boss.call, 'neighbour', [upper('x')]);
    const own = await key({ kind: 'agent_key', agent, scopes: ['*'] });
    const limited = await key({ agent_ids: [agent], scopes: ['*'] });
    for (const call of [own, limited]) {
      for (const [method, path, body] of doors(said.id)) expect((await call(method, path, body)).status).toBe(404);
      expect((await call('POST', '/api/v1/messages/agent', { agent_instance_id: said.id, content: 'I am it' })).status).toBe(404);
      expect((await call('GET', `/api/v1/messages/pending?agent_instance_id=${said.id}`)).status).toBe(404);
      expect((await call('PATCH', `/api/v1/messages/${said.messageId}/request-input`)).status).toBe(404);
      expect((await call('POST', '/api/v1/sessions/end', { agent_instance_id: said.id })).status).toBe(404);
      expect((await call('POST', `/api/v1/agents/instances/${said.id}/heartbeat`)).status).toBe(404);
      expect((await call('GET', `/v1/live?sessions=${said.id}`)).status).toBe(404);
      expect((await call('GET', `/v1/sessions/${said.id}/otlp`)).status).toBe(404);
      expect((await call('POST', '/api/v1/agent-instances', { agent_instance_id: said.id, agent_type: 'x' })).status).toBe(403);
    }
    expect((await boss.call('GET', `/v1/sessions/${said.id}`)).body).toMatchObject({ status: 'AWAITING_INPUT', messages_count: 1 });
  });

  test('403: a viewer reads, and changes nothing through any new door', async () => {
    const room = await roomOf(w, boss);
    const { id, messageId } = await room.say('Shall I?', { asks: true });
    const viewer = await member(w, boss.orgId, 'viewer');
    const open = (await viewer.call('GET', `/v1/sessions/${id}`)).body.open_interaction;
    const agent = (await viewer.call('GET', `/v1/sessions/${id}`)).body.agent.id;
    const mine = (await viewer.call('POST', '/api/v1/auth/api-keys', { name: 'mine' })).body.api_key;
    const personKey = bearer(w, mine);
    const requests = [
      ...doors(id),
      ['POST', '/api/v1/messages/agent', { agent_instance_id: id, content: 'x' }],
      ['PATCH', `/api/v1/messages/${messageId}/request-input`, {}],
      ['POST', '/api/v1/sessions/end', { agent_instance_id: id }],
      ['POST', `/v1/interactions/${open.id}/resolve`, { decision: 'respond', message: 'x' }],
      ['POST', `/v1/interactions/${open.id}/assign`, { user_id: null }],
      ['POST', `/v1/interactions/${open.id}/snooze`, { until: null }],
      ['POST', `/v1/sessions/${id}/end`, {}],
      ['PATCH', `/v1/sessions/${id}`, { name: 'x' }],
      ['DELETE', `/v1/sessions/${id}`, undefined],
      ['POST', `/v1/sessions/${id}/shares`, { email: 'a@example.com', access: 'READ' }],
      ['PUT', `/v1/agents/${agent}/interaction-rules`, { deadline_s: 60, on_timeout: 'reject' }],
      ['POST', `/v1/agents/${agent}/launch`, { fields: { prompt: 'x' } }],
      ['POST', '/otlp/v1/traces', { resourceSpans: [] }],
    ] as const;
    for (const call of [viewer.call, personKey])
      for (const [method, path, body] of requests) expect([path, (await call(method, path, body)).status]).toEqual([path, 403]);
    expect((await boss.call('GET', `/v1/sessions/${id}`)).body).toMatchObject({
      status: 'AWAITING_INPUT',
      messages_count: 1,
      git_diff: null,
    });
  });

  test('a WRITE share answers and begins nothing: no run, no other question, nothing that the organisation lists', async () => {
    const agent = await playbook(boss.call, 'shared-worker', [upper('x')]);
    const run = (await boss.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' })).body;
    const guest = await owned(w);
    await w.server.home.transact((tx) =>
      tx.query((db) => db.updateTable('users').set({ email_verified: 1 }).where('id', '=', guest.userId).returning('id')),
    );
    const shared = await boss.call('POST', `/v1/sessions/${run.session_id}/shares`, { email: guest.email, access: 'WRITE' });
    expect(shared.status).toBe(201);
    expect((await guest.call('GET', `/v1/sessions/${run.session_id}`)).status).toBe(200);
    expect((await guest.call('POST', `/v1/sessions/${run.session_id}/messages`, { content: 'again' })).status).toBe(403);
    expect((await guest.call('POST', `/v1/agents/${agent}/runs`, { input: 'x', session_id: run.session_id })).status).toBe(404);
    const theirs = await playbook(guest.call, 'guests-own', [upper('x')]);
    expect((await guest.call('POST', `/v1/agents/${theirs}/runs`, { input: 'x', session_id: run.session_id })).status).toBe(404);
    for (const path of [`/v1/runs/${run.id}`, `/v1/runs/${run.id}/events`, `/v1/agents/${agent}`, `/v1/sessions?agent=${agent}&scope=all`])
      expect([path, (await guest.call('GET', path)).status]).toEqual([path, 404]);
    for (const path of ['/v1/runs', '/v1/interactions', '/v1/agents', '/v1/sessions'])
      expect((await guest.call('GET', path)).text).not.toContain(run.session_id);
    expect((await guest.call('POST', `/v1/runs/${run.id}/cancel`)).status).toBe(404);
    expect((await boss.call('GET', '/v1/runs')).body.data.filter((one: any) => one.session_id === run.session_id)).toHaveLength(1);
  });
});
