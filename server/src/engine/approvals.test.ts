import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, ofType, openStream, readLog, startRun, typesOf, untilEnded, untilState } from '../../test/crash/run-log.ts';
import { engines, place, readSse, standInSettings, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';

const askFirst = { config: { tool_policy: { 'data-transform': 'ask' } } };
const ownCsv = 'name,amount\nEdit,1';

describe.each(engines)('a person who decides about tools, on %s', (engine) => {
  let at: World;
  beforeAll(async () => {
    at = await world(engine);
  });
  afterAll(() => at.close());

  const run = (agent: string) => at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
  const resolve = (id: string, body: object) => at.call('POST', `/v1/interactions/${id}/resolve`, body);
  const questionOf = async (runId: string) => {
    const { body } = await at.call('GET', '/v1/interactions?state=open&limit=200');
    return body.data.find((one: any) => one.run_id === runId);
  };
  /** A run that waits, with its question. */
  const asked = async (name: string, model?: string) => {
    const agent = await at.agent(name, 'three', { ...askFirst, ...(model === undefined ? {} : { model }) });
    const { body } = await run(agent);
    expect(body.status).toBe('waiting');
    return { agent, run: body, question: await questionOf(body.id) };
  };
  const toolTexts = (): string[] => {
    const { messages } = JSON.parse(JSON.stringify(at.standIn.requests.at(-1)?.body));
    return messages.filter((message: any) => message.role === 'tool').map((message: any) => message.content);
  };

  it('200: a run waits for a person before a tool with the policy `ask`, without its result and without a model call', async () => {
    const { run: waiting, question } = await asked('asks');
    expect(question).toMatchObject({ kind: 'approval', state: 'open', tool: 'data-transform', action: 'csv_to_json', decision: null });
    expect(waiting.steps.at(-1)).toMatchObject({ kind: 'tool', status: 'waiting', output: null, ended_at: null });
    expect((await at.call('GET', `/v1/sessions/${waiting.session_id}`)).body.status).toBe('AWAITING_INPUT');
    expect((await resolve(question.id, { decision: 'approve' })).body).toMatchObject({ state: 'resolved', decision: 'approve' });
    const ended = await untilEnded(at, waiting.id);
    expect(ended).toMatchObject({ status: 'completed', steps_count: 5, attempt: 1 });
    const log = await readLog(at, waiting.session_id);
    expect(faultsOf(log)).toEqual([]);
    expect(ofType(log, 'interaction.resolved')[0]?.payload).toMatchObject({ decision: 'approve', by: expect.stringContaining('key') });
  });

  it('200: edited arguments are what the tool gets, what the run shows, and what the model reads from then on', async () => {
    const { run: waiting, question } = await asked('edits');
    await resolve(question.id, { decision: 'edit', input: { csv: ownCsv } });
    const ended = await untilEnded(at, waiting.id);
    expect(ended.status).toBe('completed');
    expect(ended.steps[1]).toMatchObject({ status: 'completed', input: { csv: ownCsv } });
    expect(JSON.stringify(ended.steps[1].output)).toContain('Edit');
    const { messages } = JSON.parse(JSON.stringify(at.standIn.requests.at(-1)?.body));
    const call = messages.find((message: any) => message.tool_calls !== undefined).tool_calls[0];
    expect(JSON.parse(call.function.arguments)).toEqual({ csv: ownCsv });
  });

  it('200: a rejected call does not run, and the model reads why', async () => {
    const { run: waiting, question } = await asked('rejects');
    await resolve(question.id, { decision: 'reject', message: 'not on a Sunday' });
    const ended = await untilEnded(at, waiting.id);
    expect(ended.status).toBe('completed');
    expect(ended.steps[1]).toMatchObject({ status: 'failed', output: null, error: { code: 'REJECTED' } });
    expect(toolTexts()[0]).toContain('not on a Sunday');
  });

  it('200: a response stands in for the tool’s output', async () => {
    const { run: waiting, question } = await asked('responds');
    await resolve(question.id, { decision: 'respond', message: 'the rows are fine' });
    const ended = await untilEnded(at, waiting.id);
    expect(ended.steps[1]).toMatchObject({ status: 'completed', output: 'the rows are fine' });
    expect(toolTexts()[0]).toContain('the rows are fine');
  });

  it('422: an edit without input and a response without words are refused, and the run goes on waiting', async () => {
    const { run: waiting, question } = await asked('incomplete');
    expect((await resolve(question.id, { decision: 'edit' })).status).toBe(422);
    expect((await resolve(question.id, { decision: 'respond' })).status).toBe(422);
    expect((await at.call('GET', `/v1/runs/${waiting.id}`)).body.status).toBe('waiting');
  });

  it('200 for the same answer again, 409 for another one, and the tool runs once', async () => {
    const { run: waiting, question } = await asked('repeats');
    const answers = await Promise.all(Array.from({ length: 5 }, () => resolve(question.id, { decision: 'approve' })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const other = await resolve(question.id, { decision: 'reject', message: 'too late' });
    expect(other.status).toBe(409);
    expect(other.body.code).toBe('INTERACTION_ALREADY_RESOLVED');
    await untilEnded(at, waiting.id);
    const log = await readLog(at, waiting.session_id);
    expect(ofType(log, 'interaction.resolved')).toHaveLength(1);
    expect(faultsOf(log)).toEqual([]);
    expect((await resolve(question.id, { decision: 'approve' })).status).toBe(200);
  });

  it('of two different answers at once exactly one counts', async () => {
    const { run: waiting, question } = await asked('contested');
    const bodies = [{ decision: 'approve' }, { decision: 'reject', message: 'no' }];
    const answers = await Promise.all([...bodies, ...bodies].map((body) => resolve(question.id, body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 409, 409]);
    await untilEnded(at, waiting.id);
    const log = await readLog(at, waiting.session_id);
    expect(ofType(log, 'interaction.resolved')).toHaveLength(1);
    expect(faultsOf(log)).toEqual([]);
  });

  it('404: an unknown question', async () => {
    expect((await resolve('0198c0de-0000-7000-8000-000000000000', { decision: 'approve' })).status).toBe(404);
  });

  it('a denied tool never runs and the model reads that it is not allowed', async () => {
    const agent = await at.agent('denies', 'three', { config: { tool_policy: { 'data-transform': 'deny', 'formula-engine': 'allow' } } });
    const { body } = await run(agent);
    expect(body.status).toBe('completed');
    expect(body.steps[1]).toMatchObject({ status: 'failed', error: { code: 'DENIED' }, output: null });
    expect(body.steps[3]).toMatchObject({ status: 'completed', tool: 'formula-engine' });
    expect(await questionOf(body.id)).toBeUndefined();
  });

  it('the policy of one action counts more than the one of its tool', async () => {
    const policy = { 'data-transform': 'deny', 'data-transform.csv_to_json': 'allow' };
    const agent = await at.agent('exact', 'three', { config: { tool_policy: policy } });
    expect((await run(agent)).body.steps[1]).toMatchObject({ status: 'completed', tool: 'data-transform' });
  });

  it('of calls that a model makes at once each asks on its own', async () => {
    const policy = { 'data-transform': 'ask', 'formula-engine': 'ask' };
    const agent = await at.agent('both', 'parallel', { config: { tool_policy: policy } });
    const { body } = await run(agent);
    const first = await questionOf(body.id);
    await resolve(first.id, { decision: 'approve' });
    await expect.poll(async () => (await questionOf(body.id))?.tool, { timeout: 30_000, interval: 20 }).toBe('formula-engine');
    await resolve((await questionOf(body.id)).id, { decision: 'reject' });
    const ended = await untilEnded(at, body.id);
    expect(ended).toMatchObject({ status: 'completed', output: 'Both tools answered: 2 results.' });
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('a viewer of a waiting run sees the question, and later the rest on the same stream', async () => {
    const { run: waiting, question } = await asked('watched');
    const seen: string[] = [];
    const frames = await readSse(await openStream(at, `/v1/runs/${waiting.id}/events`), {
      stop: ({ event }) => {
        seen.push(event);
        if (event === 'interaction.opened') void resolve(question.id, { decision: 'approve' });
        return false;
      },
    });
    expect(seen).toContain('interaction.resolved');
    expect(frames.at(-1)?.event).toBe('run.completed');
    const log = (await readLog(at, waiting.session_id)).filter(({ type }) => type !== 'session.created');
    expect(frames.flatMap(({ data }) => (data.seq === null ? [] : [data.seq]))).toEqual(
      log.flatMap(({ seq, type }) => (type.endsWith('.delta') ? [] : [seq])),
    );
  });

  it.each(['gpt-standin-three', 'claude-standin-three'])('a session goes on after its waiting run was cancelled (%s)', async (model) => {
    const { agent, run: waiting } = await asked(`abandoned-${model.split('-')[0]}`, model);
    await at.call('POST', `/v1/runs/${waiting.id}/cancel`);
    const next = await startRun(at, agent, { session_id: waiting.session_id, input: 'Again' });
    await untilState(at, next.id, 'waiting');
    await resolve((await questionOf(next.id)).id, { decision: 'approve' });
    expect(await untilEnded(at, next.id)).toMatchObject({ status: 'completed', error: null });
    expect(faultsOf(await readLog(at, waiting.session_id))).toEqual([]);
  });

  it('409: a run whose agent was deleted while it waited has ended, and nobody answers its question any more', async () => {
    const { agent, run: waiting, question } = await asked('deleted');
    expect([200, 204]).toContain((await at.call('DELETE', `/v1/agents/${agent}`)).status);
    expect((await untilEnded(at, waiting.id)).status).toBe('cancelled');
    expect((await resolve(question.id, { decision: 'approve' })).status).toBe(409);
  });
});

describe.each(engines)('a waiting run on %s', (engine) => {
  it('survives restarts of the server and goes on when it is answered', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    let keep = { ...here, dispose: async () => undefined };
    const first = await world(engine, { place: keep });
    const agent = await first.agent('patient', 'three', askFirst);
    const { body: waiting } = await first.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    await first.close();
    const between = await world(engine, { place: keep });
    expect((await between.call('GET', `/v1/runs/${waiting.id}`)).body.status).toBe('waiting');
    await between.close();
    keep = here as typeof keep;
    const last = await world(engine, { place: keep });
    try {
      const { body } = await last.call('GET', '/v1/interactions?state=open');
      expect(body.data).toHaveLength(1);
      await last.call('POST', `/v1/interactions/${body.data[0].id}/resolve`, { decision: 'approve' });
      const ended = await untilEnded(last, waiting.id);
      expect(ended).toMatchObject({ status: 'completed', steps_count: 5 });
      const log = await readLog(last, waiting.session_id);
      expect(typesOf(log).filter((type) => type === 'attempt.started')).toHaveLength(1);
      expect(faultsOf(log)).toEqual([]);
      expect(standIn.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(
        [1, 3, 5].map((step) => `${waiting.id}:step#${step}`),
      );
    } finally {
      await last.close();
      await standIn.close();
    }
  });
});
