import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesOf, readSse, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('sessions and questions of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const start = async (agent: string, body: object = {}): Promise<any> =>
    (await w.call('POST', `/v1/agents/${agent}/runs`, { input: 'x', ...body })).body;
  const asking = (name: string, script = 'three'): Promise<string> =>
    w.agent(name, script, { config: { tool_policy: { 'formula-engine': 'ask' } } });
  const openQuestion = async (run: string): Promise<any> => {
    const { body } = await w.call('GET', '/v1/interactions?state=open&limit=200');
    return body.data.find((one: any) => one.run_id === run);
  };

  test('200: a session shows who opened it, what it used and where its log stands', async () => {
    const agent = await w.agent('talker', 'one');
    const run = await start('talker');
    await start('talker', { session_id: run.session_id });
    const { status, body } = await w.call('GET', `/v1/sessions/${run.session_id}`);
    const events = (await w.call('GET', `/v1/sessions/${run.session_id}/events?limit=1000`)).body.data;
    expect([status, body]).toEqual([
      200,
      {
        id: run.session_id,
        name: `init-${run.session_id}`,
        agent: { id: agent, slug: 'talker', display_name: 'talker', kind: 'ai' },
        status: 'COMPLETED',
        liveness: null,
        heartbeat_at: null,
        origin: 'api_key',
        credential: { id: expect.any(String), name: 'init' },
        user: null,
        started_at: time,
        ended_at: time,
        runs_count: 2,
        messages_count: 4,
        spans_count: 0,
        tokens: { input: expect.any(Number), output: expect.any(Number) },
        latest_message: expect.any(String),
        latest_message_at: time,
        last_error: null,
        has_error: false,
        last_seq: events.at(-1).seq,
        metadata: {},
        is_shared: false,
        access_level: 'WRITE',
        is_owner: true,
        git_diff: null,
        open_interaction: null,
      },
    ]);
    expect(body.tokens.input).toBeGreaterThan(0);
    expect(events.map((one: any) => one.seq)).toEqual(events.map((_one: any, index: number) => index + 1));
  });

  test('200: a failed run leaves a FAILED session with its error', async () => {
    await w.agent('unlucky', 'fault-400');
    const run = await start('unlucky');
    const { body } = await w.call('GET', `/v1/sessions/${run.session_id}`);
    expect([body.status, body.last_error]).toEqual(['FAILED', run.error.message]);
  });

  test('200: sessions can be narrowed by agent, status, origin and text, and renamed', async () => {
    await w.agent('narrow', 'one');
    const [first, second] = [await start('narrow'), await start('narrow')];
    await w.call('POST', '/api/v1/agents/narrow/run', { input: 'x' });
    const ids = async (query: string): Promise<string[]> =>
      (await w.call('GET', `/v1/sessions?agent=narrow${query}`)).body.data.map((one: any) => one.id);
    expect((await ids('')).slice(1)).toEqual([second.session_id, first.session_id]);
    expect(await ids('&origin=api_key')).toEqual([second.session_id, first.session_id]);
    expect(await ids('&origin=runner')).toHaveLength(1);
    expect(await ids('&status=COMPLETED')).toHaveLength(3);
    expect(await ids('&status=FAILED')).toEqual([]);
    const reply = await w.call('PATCH', `/v1/sessions/${first.session_id}`, { name: '50%_Discount \\ "talk"' });
    expect([reply.status, reply.body.name]).toEqual([200, '50%_Discount \\ "talk"']);
    for (const text of ['50%25_disc', '%25_', '\\', '%22talk']) expect(await ids(`&q=${text}`), text).toEqual([first.session_id]);
    expect(await ids('&q=5_%25')).toEqual([]);
    for (const query of ['q=%00', 'status=%00', 'limit=0', 'limit=x', 'cursor=x'])
      expect((await w.call('GET', `/v1/sessions?${query}`)).status, query).toBe(400);
    for (const name of ['', 'x'.repeat(201), 'a\nb', 'a\u0000b', 7, null])
      expect((await w.call('PATCH', `/v1/sessions/${first.session_id}`, { name })).status).toBe(400);
    expect((await w.call('PATCH', `/v1/sessions/${first.session_id}`, { name: 'x', status: 'ACTIVE' })).status).toBe(400);
  });

  test('404 SESSION_NOT_FOUND on every route of a session', async () => {
    for (const id of [unknownId, 'x', 'a%00b']) {
      expectProblem(await w.call('GET', `/v1/sessions/${id}`), 404, 'SESSION_NOT_FOUND');
      expectProblem(await w.call('PATCH', `/v1/sessions/${id}`, { name: 'x' }), 404, 'SESSION_NOT_FOUND');
      expectProblem(await w.call('GET', `/v1/sessions/${id}/events`), 404, 'SESSION_NOT_FOUND');
    }
  });

  test('200: a follower of a session sees the runs that are started in it later', async () => {
    await w.agent('followed', 'one');
    const first = await start('followed');
    const response = await fetch(`${w.url}/v1/sessions/${first.session_id}/events`, {
      headers: { 'x-forge-api-key': w.key, accept: 'text/event-stream' },
    });
    const ends: string[] = [];
    const reading = readSse(response, { stop: (frame) => frame.event === 'run.completed' && ends.push(frame.data.run_id) === 2 });
    const second = await start('followed', { session_id: first.session_id });
    const frames = await reading;
    expect(ends).toEqual([first.id, second.id]);
    expect(frames.filter((frame) => frame.event === 'run.queued').map((frame) => frame.data.run_id)).toEqual([first.id, second.id]);
  });

  test('200: a tool that has to be asked for stops the run until a person approves it', async () => {
    const agent = await asking('careful');
    const run = await start('careful');
    expect(run.status).toBe('waiting');
    expect((await w.call('GET', `/v1/sessions/${run.session_id}`)).body.status).toBe('AWAITING_INPUT');
    const question = await openQuestion(run.id);
    expect(question).toEqual({
      id: expect.any(String),
      kind: 'approval',
      state: 'open',
      run_id: run.id,
      session_id: run.session_id,
      session: { id: run.session_id, name: `init-${run.session_id}` },
      agent: { id: agent, slug: 'careful', display_name: 'careful' },
      deliverable_id: null,
      message_id: null,
      tool: 'formula-engine',
      action: expect.any(String),
      reason: 'policy',
      input: expect.any(Object),
      input_schema: expect.objectContaining({ type: 'object', properties: expect.any(Object) }),
      question: expect.stringMatching(/\S/),
      options: [],
      allowed: ['approve', 'edit', 'reject', 'respond'],
      assignee: null,
      deadline_at: null,
      on_timeout: null,
      timeout_answer: null,
      escalate_at: null,
      escalated_at: null,
      snoozed_until: null,
      decision: null,
      answer: null,
      resolved_by: null,
      resolved_by_name: null,
      created_at: time,
      resolved_at: null,
    });
    const following = readSse(
      await fetch(`${w.url}/v1/runs/${run.id}/events`, { headers: { 'x-forge-api-key': w.key, accept: 'text/event-stream' } }),
    );
    const answer = await w.call('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'approve' });
    expect([answer.status, answer.body.state, answer.body.decision, answer.body.resolved_at]).toEqual([200, 'resolved', 'approve', time]);
    expect((await following).at(-1)?.event).toBe('run.completed');
    const again = await w.call('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'approve' });
    expect([again.status, again.body.state]).toEqual([200, 'resolved']);
    expectProblem(
      await w.call('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'reject' }),
      409,
      'INTERACTION_ALREADY_RESOLVED',
    );
    expect(await openQuestion(run.id)).toBeUndefined();
  });

  test('200: edit runs the tool with the person’s own input, reject and respond do not run it', async () => {
    await asking('answered');
    const answers: readonly (readonly [object, (step: any) => void])[] = [
      [
        { decision: 'edit', input: { formula: '=1+1' } },
        (step) => expect([step.status, step.input]).toEqual(['completed', { formula: '=1+1' }]),
      ],
      [
        { decision: 'reject', message: 'Too risky.' },
        (step) => expect([step.status, JSON.stringify(step)]).toEqual(['failed', expect.stringContaining('Too risky.')]),
      ],
      [{ decision: 'respond', message: 'It is 7.' }, (step) => expect(JSON.stringify(step.output)).toContain('It is 7.')],
    ];
    for (const [answer, check] of answers) {
      const run = await start('answered');
      const question = await openQuestion(run.id);
      const following = readSse(
        await fetch(`${w.url}/v1/runs/${run.id}/events`, { headers: { 'x-forge-api-key': w.key, accept: 'text/event-stream' } }),
      );
      expect((await w.call('POST', `/v1/interactions/${question.id}/resolve`, answer)).status).toBe(200);
      expect((await following).at(-1)?.event).toBe('run.completed');
      const { body } = await w.call('GET', `/v1/runs/${run.id}`);
      check(body.steps.find((step: any) => step.tool === 'formula-engine'));
    }
  });

  test('of many different answers at once exactly one wins', async () => {
    await asking('raced');
    const run = await start('raced');
    const { id } = await openQuestion(run.id);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        w.call('POST', `/v1/interactions/${id}/resolve`, { decision: 'respond', message: `answer ${index}` }),
      ),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
  });

  test('the problems of answering have their documented statuses and codes', async () => {
    await asking('problematic');
    const run = await start('problematic');
    const { id } = await openQuestion(run.id);
    const resolve = (body: object, question = id): Promise<Reply> => w.call('POST', `/v1/interactions/${question}/resolve`, body);
    expectProblem(await resolve({ decision: 'edit' }), 422, 'INTERACTION_ANSWER_INCOMPLETE');
    expectProblem(await resolve({ decision: 'respond' }), 422, 'INTERACTION_ANSWER_INCOMPLETE');
    for (const body of [{}, { decision: 'maybe' }, { decision: 'edit', input: 'x' }, { decision: 'approve', by: 'me' }])
      expectProblem(await resolve(body), 400, 'BODY_INVALID');
    for (const other of [unknownId, 'x']) expectProblem(await resolve({ decision: 'approve' }, other), 404, 'INTERACTION_UNKNOWN');
    expect((await w.call('GET', '/v1/interactions?state=closed')).status).toBe(400);
    expect((await w.call('POST', `/v1/runs/${run.id}/cancel`)).body.status).toBe('cancelled');
    expectProblem(await resolve({ decision: 'approve' }), 409, 'INTERACTION_RUN_ENDED');
    expect((await w.call('GET', '/v1/interactions?state=canceled&limit=200')).body.data.map((one: any) => one.id)).toContain(id);
  });
});
