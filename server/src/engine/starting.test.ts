import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, ofType, readLog, startRun, untilEnded } from '../../test/crash/run-log.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';
import { engines, place, standInSettings, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

describe.each(engines)('starting a run on %s', (engine) => {
  let at: World;
  beforeAll(async () => {
    at = await world(engine);
  });
  afterAll(() => at.close());

  const start = (agent: string, key: string, body: object = {}) =>
    at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go', wait: false, ...body }, { 'idempotency-key': key });

  it('202: thirty equal requests at once with one Idempotency-Key start one run and call the model once', async () => {
    const agent = await at.agent('thirty');
    const answers = await Promise.all(Array.from({ length: 30 }, () => start(agent, 'same')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = new Set(answers.map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(29);
    const [id] = ids;
    const ended = await untilEnded(at, id);
    expect(ended.status).toBe('completed');
    expect((await at.call('GET', `/v1/runs?agent=${agent}`)).body.data).toHaveLength(1);
    expect(at.standIn.requests.filter(({ headers }) => headers['idempotency-key'] === `${id}:step#1`)).toHaveLength(1);
  });

  it('200: a repeated request gets the answer of the run that it started first', async () => {
    const agent = await at.agent('repeated', 'three');
    const send = () => at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' }, { 'idempotency-key': 'again' });
    const first = await send();
    const second = await send();
    expect(first.body.status).toBe('completed');
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  it('422: the same key with another body is refused and starts nothing', async () => {
    const agent = await at.agent('reused');
    await start(agent, 'once');
    for (const body of [{ input: 'Other' }, { data: { a: 1 } }, { config_override: { max_steps: 1 } }]) {
      const { status, body: problem } = await start(agent, 'once', body);
      expect(status).toBe(422);
      expect(problem.code).toBe('IDEMPOTENCY_REUSED');
    }
    expect((await at.call('GET', `/v1/runs?agent=${agent}`)).body.data).toHaveLength(1);
  });

  it('keys of different callers do not meet', async () => {
    const agent = await at.agent('shared');
    const { body: other } = await at.call('POST', '/v1/credentials', { name: 'other', org_wide: true, scopes: ['read', 'write'] });
    const mine = await start(agent, 'k1');
    const theirs = await at.call(
      'POST',
      `/v1/agents/${agent}/runs`,
      { input: 'Else', wait: false },
      { 'idempotency-key': 'k1', 'x-forge-api-key': other.key },
    );
    expect(theirs.status).toBe(202);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('a refused start does not use up its key', async () => {
    const agent = await at.agent('paused');
    await at.call('PATCH', `/v1/agents/${agent}`, { status: 'paused' });
    expect((await start(agent, 'later')).status).toBe(409);
    await at.call('PATCH', `/v1/agents/${agent}`, { status: 'active' });
    const { status, headers } = await start(agent, 'later');
    expect([status, headers.get('idempotency-replayed')]).toEqual([202, null]);
  });

  it('a session that goes on gives the model its whole history', async () => {
    const agent = await at.agent('remembers', 'echo');
    const say = (input: string, session?: string) =>
      at.call('POST', `/v1/agents/${agent}/runs`, { input, ...(session === undefined ? {} : { session_id: session }) });
    const first = await say('one');
    expect(first.body.output).toBe('one [1 messages]');
    const session = first.body.session_id;
    expect((await say('two', session)).body).toMatchObject({ output: 'two [3 messages]', session_id: session });
    expect((await say('three', session)).body.output).toBe('three [5 messages]');
    const log = await readLog(at, session);
    expect(ofType(log, 'run.completed')).toHaveLength(3);
    expect(faultsOf(log)).toEqual([]);
    expect((await at.call('GET', `/v1/sessions/${session}`)).body).toMatchObject({ runs_count: 3, status: 'COMPLETED' });
  });

  it('a session that goes on after a failed run leaves out what was never answered', async () => {
    const agent = await at.agent('stumbles', 'loop', { config: { max_steps: 1 } });
    const { body: failed } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    expect(failed.error.code).toBe('MAX_STEPS');
    for (const model of ['gpt-standin-echo', 'claude-standin-echo']) {
      await at.call('PATCH', `/v1/agents/${agent}`, { model });
      const { body } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'And now?', session_id: failed.session_id });
      expect(body).toMatchObject({ status: 'completed', error: null, output: expect.stringMatching(/^And now\? \[/) });
    }
  });

  it('409: a session takes one run at a time', async () => {
    const agent = await at.agent('busy', 'fault-hang');
    const run = await startRun(at, agent);
    const { status, body } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Me too', session_id: run.session_id });
    expect(status).toBe(409);
    expect(body.code).toBe('SESSION_BUSY');
    await at.call('POST', `/v1/runs/${run.id}/cancel`);
    await untilEnded(at, run.id);
  });

  it('of ten requests at once for one session exactly one runs, and the others are told 409', async () => {
    const agent = await at.agent('contested', 'long-paced-2');
    const { body: first } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    const next = { input: 'Next', wait: false, session_id: first.session_id };
    const answers = await Promise.all(Array.from({ length: 10 }, () => at.call('POST', `/v1/agents/${agent}/runs`, next)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, ...Array.from({ length: 9 }, () => 409)]);
    await untilEnded(at, answers.find(({ status }) => status === 202)?.body.id);
    expect(faultsOf(await readLog(at, first.session_id))).toEqual([]);
  });

  it('404: a session of another agent, and one that does not exist', async () => {
    const agent = await at.agent('first-comer');
    const stranger = await at.agent('stranger');
    const { body: run } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    for (const session of [run.session_id, '0198c0de-0000-7000-8000-000000000000', 'nonsense']) {
      const { status, body } = await at.call('POST', `/v1/agents/${stranger}/runs`, { input: 'Go', session_id: session });
      expect(status).toBe(404);
      expect(body.code).toBe('SESSION_NOT_FOUND');
    }
  });

  it('a run keeps the agent’s version that it started with', async () => {
    const agent = await at.agent('versioned', 'long-paced-2');
    const run = await startRun(at, agent);
    await at.call('PATCH', `/v1/agents/${agent}`, { model: 'gpt-standin-one' });
    const ended = await untilEnded(at, run.id);
    expect(ended).toMatchObject({ status: 'completed', agent_version: 1, model: 'gpt-standin-long-paced-2' });
    const next = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    expect(next.body).toMatchObject({ agent_version: 2, model: 'gpt-standin-one' });
  });
});

describe.each(engines)('an Idempotency-Key on %s', (engine) => {
  it('still means the same run after a restart of the server', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    const first = await world(engine, { place: { ...here, dispose: async () => undefined } });
    const agent = await first.agent('lasting');
    const send = (at: World, body: object = {}) =>
      at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go', ...body }, { 'idempotency-key': 'lasting' });
    const before = await send(first);
    await first.close();
    const second = await world(engine, { place: here });
    try {
      const after = await send(second);
      expect(after.headers.get('idempotency-replayed')).toBe('true');
      expect(after.body).toEqual(before.body);
      expect((await send(second, { input: 'Other' })).status).toBe(422);
      expect(standIn.requests).toHaveLength(1);
    } finally {
      await second.close();
      await standIn.close();
    }
  });
});
