import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { alwaysAsk, ask, caller, endOf, resolve, upper, waiting } from '../../../test/questions.ts';
import { send, tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('what waits for people on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let reviewer: MemberBrowser;
  let viewer: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
    [reviewer, viewer] = [await member(w, boss.orgId, 'reviewer'), await member(w, boss.orgId, 'viewer')];
  });
  afterAll(() => w.close());

  const asks = (name: string, input: object = { question: 'Which quarter?' }) => caller(boss.call, name, [ask(input)]);
  const careful = (name: string, count = 1) =>
    caller(
      boss.call,
      name,
      Array.from({ length: count }, (_, index) => upper(`text ${index}`)),
      alwaysAsk,
    );
  const ended = (run: any) => endOf(boss.call, run.id);

  test('200: a run asks people, and the answer is the output of its call', async () => {
    const agent = await asks('curious', { question: 'Which quarter?', options: ['Q1', 'Q2'], timeout_s: 600 });
    const { run, question } = await waiting(boss.call, agent);
    expect(question).toMatchObject({ kind: 'question', tool: 'people', action: 'ask', question: 'Which quarter?', options: ['Q1', 'Q2'] });
    expect(question).toMatchObject({ allowed: ['respond', 'reject'], on_timeout: 'reject', run_id: run.id });
    expect(Date.parse(question.deadline_at) - Date.parse(question.created_at)).toBe(600_000);
    const detail = (await viewer.call('GET', `/v1/interactions/${question.id}`)).body;
    expect(detail.context).toEqual([
      { kind: 'message', who: 'user', text: 'Go', at: expect.any(String) },
      { kind: 'step', who: 'people.ask', text: expect.stringContaining('Which quarter?'), at: expect.any(String) },
    ]);
    const answer = await resolve(reviewer.call, question.id, { decision: 'respond', message: 'Q2' });
    expect(answer.body).toMatchObject({ state: 'resolved', resolved_by_name: 'The reviewer', answer: { input: null, message: 'Q2' } });
    expect(await ended(run)).toMatchObject({ status: 'completed', result: { answer: 'Q2' } });
  });

  test('a question that is refused, or that is none, is a failed call', async () => {
    const { run, question } = await waiting(boss.call, await asks('refused'));
    await resolve(boss.call, question.id, { decision: 'reject', message: 'ask the books' });
    expect((await ended(run)).steps[1]).toMatchObject({ status: 'failed', error: { code: 'REJECTED' } });
    for (const [name, input] of Object.entries({
      empty: { question: '' },
      odd: { question: 'x', timeout_s: 1 },
      more: { question: 'x', by: 'me' },
    })) {
      const wrong = (await boss.call('POST', `/v1/agents/${await asks(`wrong-${name}`, input)}/runs`, { input: 'x' })).body;
      expect(wrong.steps[1], name).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' } });
    }
    expect((await boss.call('POST', '/v1/tools/people/ask', { input: { question: 'x' } })).status).toBe(422);
  });

  test('422: what cannot be answered this way is refused with its place, and the run goes on waiting', async () => {
    const { run, question } = await waiting(boss.call, await careful('exacting'));
    const wrong = await resolve(boss.call, question.id, { decision: 'edit', input: { txt: 1 } });
    expectProblem(wrong, 422, 'INTERACTION_INPUT_INVALID');
    expect(wrong.body.errors.map((one: any) => one.pointer).toSorted()).toEqual(['/input/text', '/input/txt']);
    const asked = await waiting(boss.call, await asks('exact'));
    expectProblem(await resolve(boss.call, asked.question.id, { decision: 'approve' }), 422, 'INTERACTION_DECISION_NOT_ALLOWED');
    expectProblem(await resolve(boss.call, asked.question.id, { decision: 'respond', message: ' ' }), 422, 'INTERACTION_ANSWER_INCOMPLETE');
    const remembered = { decision: 'reject', remember: true };
    expectProblem(await resolve(boss.call, question.id, remembered), 422, 'INTERACTION_NOTHING_TO_REMEMBER');
    expect((await boss.call('GET', `/v1/runs/${run.id}`)).body.status).toBe('waiting');
  });

  test('of 20 answers at once one wins, and the others hear who was first', async () => {
    const { run, question } = await waiting(boss.call, await asks('crowded'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        resolve(index % 2 === 0 ? boss.call : reviewer.call, question.id, { decision: 'respond', message: `answer ${index}` }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    const won = answers.find(({ status }) => status === 200)?.body;
    const lost = answers.filter(({ status }) => status === 409);
    for (const reply of lost)
      expect(reply.body.detail).toBe(`${won.resolved_by_name} answered this already: respond, “${won.answer.message}”.`);
    expect((await ended(run)).result).toEqual({ answer: won.answer.message });
  });

  test('`remember` lets the agent use the tool without asking, from the next call on, also in other runs that wait for it already', async () => {
    const agent = await careful('trusted', 3);
    const other = await waiting(boss.call, agent);
    const { run, question } = await waiting(boss.call, agent);
    expectProblem(await resolve(reviewer.call, question.id, { decision: 'approve', remember: true }), 403, 'CALLER_LACKS_GRANT');
    expect((await boss.call('GET', `/v1/agents/${agent}`)).body.version).toBe(1);
    expect((await resolve(boss.call, question.id, { decision: 'approve', remember: true })).status).toBe(200);
    expect(await ended(run)).toMatchObject({ status: 'completed', output: expect.stringContaining('TEXT 2') });
    const after = (await boss.call('GET', `/v1/agents/${agent}`)).body;
    expect([after.version, after.config.tool_policy]).toEqual([2, { ...alwaysAsk, 'data-transform.upper': 'allow' }]);
    expect((await boss.call('GET', `/v1/agents/${agent}/versions`)).body.data[0].note).toBe('Always allow data-transform.upper');
    expect((await boss.call('GET', `/v1/audit?target=${agent}&limit=1`)).body.data[0].event).toBe('agent.updated');
    expect((await boss.call('GET', `/v1/interactions/${other.question.id}`)).body).toMatchObject({
      state: 'resolved',
      decision: 'approve',
    });
    expect(await ended(other.run)).toMatchObject({ status: 'completed', output: expect.stringContaining('TEXT 2') });
    expect((await boss.call('POST', `/v1/agents/${agent}/runs`, { input: 'x' })).body.status).toBe('completed');
  });

  test('a question is given to a member who may answer, put off, and found by each of these', async () => {
    const agent = await asks('sorted');
    const [first, second] = [await waiting(boss.call, agent), await waiting(boss.call, agent)];
    const ids = async (query: string, call = boss.call): Promise<string[]> =>
      (await call('GET', `/v1/interactions?agent=sorted&${query}`)).body.data.map((one: any) => one.id);
    const assign = (id: string, body: object, call = boss.call) => call('POST', `/v1/interactions/${id}/assign`, body);
    expectProblem(await assign(first.question.id, { user_id: viewer.userId }), 422, 'INTERACTION_ASSIGNEE_UNFIT');
    expectProblem(await assign(first.question.id, { user_id: unknownId }), 422, 'INTERACTION_ASSIGNEE_UNFIT');
    const given = await assign(first.question.id, { user_id: reviewer.userId, note: 'yours' });
    expect(given.body.assignee).toEqual({ id: reviewer.userId, name: 'The reviewer' });
    expect(await ids('assignee=me', reviewer.call)).toEqual([first.question.id]);
    expect(await ids('assignee=me')).toEqual([]);
    expect(await ids('assignee=none&state=open')).toEqual([second.question.id]);
    expect(await ids(`assignee=${reviewer.userId}&kind=question,review`)).toEqual([first.question.id]);
    expect(await ids('kind=approval')).toEqual([]);
    expect(await ids(`order=oldest&limit=1`)).toEqual([first.question.id]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const snooze = (to: string | null) => boss.call('POST', `/v1/interactions/${second.question.id}/snooze`, { until: to });
    expectProblem(await snooze('2020-01-01T00:00:00Z'), 422, 'INTERACTION_SNOOZE_UNFIT');
    expect((await snooze(until)).body.snoozed_until).toBe(until);
    expect(await ids('state=open')).toEqual([first.question.id]);
    expect(await ids('snoozed=true')).toEqual([second.question.id]);
    const counted = async () => (await boss.call('GET', '/v1/interactions?agent=sorted&limit=1')).body.open_count;
    expect(await counted()).toBe(1);
    expect((await snooze(null)).body.snoozed_until).toBeNull();
    expect(await counted()).toBe(2);
    await resolve(boss.call, first.question.id, { decision: 'reject' });
    expectProblem(await assign(first.question.id, { user_id: null }), 409, 'INTERACTION_NOT_OPEN');
    const log = (await boss.call('GET', `/v1/sessions/${first.run.session_id}/events?limit=100`)).body.data;
    expect(log.find((one: any) => one.type === 'interaction.assigned').payload).toMatchObject({ to: reviewer.userId, note: 'yours' });
    for (const query of ['kind=joke', 'state=closed', 'order=best', 'cursor=x'])
      expect((await boss.call('GET', `/v1/interactions?${query}`)).status, query).toBe(400);
  });

  test('403 for viewers and agents, 404 for others', async () => {
    const agent = await asks('guarded');
    const { question } = await waiting(boss.call, agent);
    const stranger = await tenant(w, 'elsewhere');
    const agentKey = (await boss.call('POST', '/v1/credentials', { name: 'own', kind: 'agent_key', agent, scopes: ['*'] })).body;
    const other = (await boss.call('POST', '/v1/credentials', { name: 'narrow', agent_ids: [await careful('unrelated')], scopes: ['*'] }))
      .body;
    const withKey =
      (key: string): World['call'] =>
      (method, path, body) =>
        send(w.url, method, path, {
          headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
    const address = `/v1/interactions/${question.id}`;
    const tries: readonly (readonly [string, object])[] = [
      ['resolve', { decision: 'respond', message: 'x' }],
      ['assign', { user_id: null }],
      ['snooze', { until: null }],
    ];
    for (const [word, body] of tries) {
      expectProblem(await viewer.call('POST', `${address}/${word}`, body), 403, 'CALLER_LACKS_GRANT');
      expectProblem(await withKey(agentKey.key)('POST', `${address}/${word}`, body), 403, 'INTERACTION_AGENT_ANSWER');
      expectProblem(await stranger.call('POST', `${address}/${word}`, body), 404, 'INTERACTION_UNKNOWN');
      expectProblem(await withKey(other.key)('POST', `${address}/${word}`, body), 404, 'INTERACTION_UNKNOWN');
      for (const id of [unknownId, 'x'])
        expectProblem(await boss.call('POST', `/v1/interactions/${id}/${word}`, body), 404, 'INTERACTION_UNKNOWN');
    }
    expectProblem(await stranger.call('GET', address), 404, 'INTERACTION_UNKNOWN');
    expect((await stranger.call('GET', '/v1/interactions')).body).toMatchObject({ data: [], open_count: 0 });
    expect((await withKey(other.key)('GET', '/v1/interactions')).body.data).toEqual([]);
    expectProblem(await stranger.call('GET', `/v1/agents/${agent}/interaction-rules`), 404, 'AGENT_NOT_FOUND');
    expectProblem(await viewer.call('PUT', `/v1/agents/${agent}/interaction-rules`, {}), 403, 'CALLER_LACKS_GRANT');
  });

  test('a question whose run is cancelled is canceled with it, and leaves the lists of open ones', async () => {
    const { run, question } = await waiting(boss.call, await asks('abandoned'));
    await boss.call('POST', `/v1/runs/${run.id}/cancel`);
    expect((await boss.call('GET', `/v1/interactions/${question.id}`)).body).toMatchObject({
      state: 'canceled',
      resolved_at: expect.any(String),
    });
    expect((await boss.call('GET', '/v1/interactions?agent=abandoned')).body.open_count).toBe(0);
    expectProblem(await resolve(boss.call, question.id, { decision: 'reject' }), 409, 'INTERACTION_RUN_ENDED');
    const log = (await boss.call('GET', `/v1/sessions/${run.session_id}/events?limit=100`)).body.data.map((one: any) => one.type);
    expect(log.slice(-2)).toEqual(['interaction.canceled', 'run.cancelled']);
  });

  test('other systems are told when something opens and when it is answered', async () => {
    const { question } = await waiting(boss.call, await careful('announced'));
    await resolve(boss.call, question.id, { decision: 'reject' });
    const told = (await boss.call('GET', '/v1/activity?event=interaction.*&agent=announced')).body.data;
    expect(told.map((one: any) => [one.event, one.data.interaction.uuid, one.data.interaction.state])).toEqual([
      ['interaction.resolved', question.id, 'resolved'],
      ['interaction.opened', question.id, 'open'],
    ]);
    const names = (await boss.call('GET', '/v1/webhook-events')).body.data.map((one: any) => one.name);
    expect(names).toEqual(expect.arrayContaining(['interaction.opened', 'interaction.resolved']));
  });
});
