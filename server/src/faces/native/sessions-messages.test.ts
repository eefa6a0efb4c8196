import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, caller as asker, waiting } from '../../../test/questions.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe.each(enginesOf(import.meta.url))('messages, ends and lists of sessions on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const say = async (content: string, more: object = {}): Promise<string> => {
    const id = randomUUID();
    const reply = await w.call('POST', '/api/v1/messages/agent', { agent_instance_id: id, agent_type: 'laptop', content, ...more });
    expect(reply.status, reply.text).toBe(200);
    return id;
  };
  const messages = async (id: string, query = ''): Promise<any> => (await w.call('GET', `/v1/sessions/${id}/messages${query}`)).body;
  const send = (id: string, content: string) => w.call('POST', `/v1/sessions/${id}/messages`, { content });

  test('201: a message reaches a foreign agent and answers what it asks', async () => {
    const id = await say('Which port?', { requires_user_input: true });
    const detail = await w.call('GET', `/v1/sessions/${id}`);
    expect(detail.body).toMatchObject({
      status: 'AWAITING_INPUT',
      liveness: 'alive',
      origin: 'external',
      agent: { kind: 'external', display_name: 'laptop' },
      open_interaction: { kind: 'question', question: 'Which port?', created_at: time, deadline_at: null },
    });
    const sent = await send(id, '8080');
    const message = {
      id: uuid,
      seq: expect.any(Number),
      session_id: id,
      sender: 'user',
      sender_user: null,
      kind: 'answer',
      content: '8080',
      requires_user_input: false,
      interaction_id: detail.body.open_interaction.id,
      run_id: null,
      created_at: time,
      metadata: {},
    };
    expect([sent.status, sent.body]).toEqual([201, { message, run_id: null, answered_interaction_id: detail.body.open_interaction.id }]);
    const page = await messages(id);
    expect([page.data.at(-1), page.has_more]).toEqual([message, false]);
    expect(page.data[0]).toMatchObject({ kind: 'question', interaction_id: detail.body.open_interaction.id });
  });

  test('201: a message to an agent that runs here answers its question, or begins a run of its own', async () => {
    const agent = await asker(w.call, 'asks-here', [ask({ question: 'Which colour?' })]);
    const { run, question } = await waiting(w.call, agent);
    const answered = await send(run.session_id, 'Blue');
    expect([answered.status, answered.body.answered_interaction_id]).toEqual([201, question.id]);
    expect(answered.body.message).toMatchObject({ sender: 'user', kind: 'answer', content: 'Blue', interaction_id: question.id });
    await w.agent('answers-here');
    const first = (await w.call('POST', '/v1/agents/answers-here/runs', { input: 'Hello' })).body;
    const begun = await send(first.session_id, 'And again');
    expect([begun.status, begun.body.answered_interaction_id, begun.body.message.run_id]).toEqual([201, null, begun.body.run_id]);
    await expect
      .poll(async () => (await w.call('GET', `/v1/runs/${begun.body.run_id}`)).body.status, { timeout: 30_000 })
      .toBe('completed');
    const { data } = await messages(first.session_id);
    expect(data.map((one: any) => [one.sender, one.kind])).toEqual([
      ['user', 'feedback'],
      ['agent', 'step'],
      ['user', 'feedback'],
      ['agent', 'step'],
    ]);
    const newest = await messages(first.session_id, '?limit=1');
    expect([newest.data[0].id, newest.has_more]).toEqual([data[3].id, true]);
    expect((await messages(first.session_id, `?before=${data[3].id}&limit=1`)).data[0].id).toBe(data[2].id);
    expect((await messages(first.session_id, `?after=${data[0].id}&limit=1`)).data[0].id).toBe(data[1].id);
    expect((await w.call('GET', `/v1/sessions/${first.session_id}/messages?before=${randomUUID()}`)).status).toBe(400);
  });

  test('409: a message decides about no tool call', async () => {
    await w.agent('asks-first', 'three', { config: { tool_policy: { 'formula-engine': 'ask' } } });
    const run = await w.call('POST', '/v1/agents/asks-first/runs', { input: 'x' });
    const reply = await send(run.body.session_id, 'yes');
    expect([reply.status, reply.body.code]).toEqual([409, 'INTERACTION_DECISION_NEEDED']);
    const ended = await w.call('POST', `/v1/sessions/${run.body.session_id}/end`);
    expect([ended.status, ended.body.status]).toEqual([200, 'KILLED']);
    expect((await w.call('GET', `/v1/runs/${run.body.id}`)).body.status).toBe('cancelled');
  });

  test('200, 204: a session is ended, opened again by a person, and deleted for good', async () => {
    const id = await say('secret words');
    const failed = await w.call('POST', `/v1/sessions/${id}/end`, { status: 'FAILED' });
    expect([failed.status, failed.body.status, failed.body.has_error]).toEqual([200, 'FAILED', true]);
    expect((await w.call('POST', `/v1/sessions/${id}/end`, { status: 'DELETED' })).status).toBe(400);
    await send(id, 'go on');
    expect((await w.call('GET', `/v1/sessions/${id}`)).body.status).toBe('ACTIVE');
    expect((await w.call('DELETE', `/v1/sessions/${id}`)).status).toBe(204);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/messages', undefined],
      ['GET', '/events', undefined],
      ['POST', '/messages', { content: 'x' }],
      ['POST', '/end', {}],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', '', undefined],
    ] as const) {
      const reply = await w.call(method, `/v1/sessions/${id}${path}`, body);
      expect([method, path, reply.status, reply.body.code]).toEqual([method, path, 404, 'SESSION_NOT_FOUND']);
    }
    expect((await w.call('GET', '/v1/sessions?limit=200')).text).not.toContain('secret words');
  });

  test('200: lists are narrowed by shown status, origin, key, words and time; 400 for what no filter knows', async () => {
    const id = await say('needle in the haystack', { name: 'Filtered', requires_user_input: true });
    const found = async (query: string) => (await w.call('GET', `/v1/sessions?${query}`)).body.data.map((one: any) => one.id);
    const { started_at: startedAt, credential } = (await w.call('GET', `/v1/sessions/${id}`)).body;
    expect(await found('q=NEEDLE')).toEqual([id]);
    expect(await found(`status=AWAITING_INPUT,STALE&q=filtered&origin=external,telemetry&credential=${credential.id}`)).toEqual([id]);
    expect(await found(`since=${startedAt}&q=filtered`)).toEqual([id]);
    expect(await found(`until=${startedAt}&q=filtered`)).toEqual([]);
    expect(await found('status=COMPLETED&q=filtered')).toEqual([]);
    expect(await found('has_error=true&q=filtered')).toEqual([]);
    for (const query of ['status=OPEN', 'origin=moon', 'credential=x', 'since=yesterday', 'has_error=maybe', 'scope=world', 'limit=0']) {
      expect([query, (await w.call('GET', `/v1/sessions?${query}`)).status]).toEqual([query, 400]);
    }
  });

  test('200: sessions are downloaded as CSV that no spreadsheet runs, and as JSON Lines', async () => {
    const id = await say('=HYPERLINK("http://evil.example","x")', { name: '+1, "quoted"' });
    const csv = await w.call('GET', '/v1/sessions/export?format=csv&q=quoted');
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="sessions-\d{4}-\d\d-\d\d\.csv"$/);
    const [head, row, end] = csv.text.split('\r\n');
    expect(head?.startsWith('id,name,agent,status,origin,')).toBe(true);
    expect(row?.startsWith(`${id},"'+1, ""quoted""",laptop,ACTIVE,external,`)).toBe(true);
    expect([row?.includes(`"'=HYPERLINK(""http://evil.example"",""x"")"`), end]).toEqual([true, '']);
    const lines = (await w.call('GET', '/v1/sessions/export?q=quoted')).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([id]);
    expect((await w.call('GET', '/v1/sessions/export?format=xml')).status).toBe(400);
  });
});
