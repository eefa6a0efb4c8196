import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, messagesOf, ofType, readingOf, readLog, streamRun } from '../../test/crash/run-log.ts';
import { engines, place, readSse, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const answer = 'Hello from the stand-in model.';
const providerKey = 'sk-stand-in';

describe.each(engines)('a provider that fails, on %s', (engine) => {
  let at: World;
  beforeAll(async () => {
    at = await world(engine);
  });
  afterAll(() => at.close());

  const run = (agent: string, body: object = {}) => at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go', ...body });
  const keysOf = (script: string): unknown[] =>
    at.standIn.requests
      .filter(({ body }) => JSON.stringify(body).includes(`gpt-standin-${script}"`))
      .map(({ headers }) => headers['idempotency-key']);

  it.each([
    ['fault-429-once', 'rate_limited'],
    ['fault-500-once', 'unavailable'],
    ['fault-half-once', 'unavailable'],
  ])('200: %s is tried again under the same idempotency key, and the log names the retry', async (script, errorClass) => {
    const agent = await at.agent(script, script);
    const { body } = await run(agent);
    expect(body).toMatchObject({ status: 'completed', output: answer, steps_count: 1 });
    const keys = keysOf(script);
    expect(keys).toEqual([`${body.id}:step#1`, `${body.id}:step#1`]);
    const log = await readLog(at, body.session_id);
    expect(ofType(log, 'model.retried').map(({ payload }) => [payload.step, payload.try, payload.error_class])).toEqual([
      [1, 1, errorClass],
    ]);
    expect(ofType(log, 'usage.recorded')).toHaveLength(1);
    expect(faultsOf(log)).toEqual([]);
  });

  it('text of an answer that broke off is superseded: a stream never shows it twice and its last message is the answer', async () => {
    const agent = await at.agent('half-stream', 'fault-half-once');
    const frames = await readSse(await streamRun(at, agent, {}));
    const { messages, seqs } = readingOf(frames);
    expect(messages).toEqual([{ text: answer, reasoning: '' }]);
    expect(seqs).toEqual([...new Set(seqs)]);
    const shown = frames.filter(({ event }) => event === 'message.delta').map(({ data }) => data.payload.text);
    // None of it may have arrived: a broken connection can lose what was sent before.
    expect(shown.join('').split('w0 w1').length).toBeLessThanOrEqual(2);
    const ended = await at.call('GET', `/v1/runs/${frames.at(-1)?.data.run_id}`);
    const log = await readLog(at, ended.body.session_id);
    expect(messagesOf(log)).toEqual(messages);
    expect(faultsOf(log)).toEqual([]);
  });

  it('each step has a key of its own, `run:step#n`', async () => {
    const agent = await at.agent('step-keys', 'three');
    const { body } = await run(agent);
    expect(keysOf('three').filter((key) => String(key).startsWith(body.id))).toEqual([1, 3, 5].map((step) => `${body.id}:step#${step}`));
  });

  it('with `retry_on_error: false` the first failure is final', async () => {
    const agent = await at.agent('no-retry', 'fault-500', { config: { retry_on_error: false } });
    const { body } = await run(agent);
    expect(body).toMatchObject({ status: 'failed', error: { code: 'MODEL_UNAVAILABLE' } });
    expect(keysOf('fault-500')).toHaveLength(1);
    const log = await readLog(at, body.session_id);
    expect(ofType(log, 'model.retried')).toEqual([]);
    expect(faultsOf(log)).toEqual([]);
  });

  it('a failure that stays is tried three times and then ends the run', async () => {
    const agent = await at.agent('stubborn', 'fault-529');
    const { body } = await run(agent);
    expect(body).toMatchObject({ status: 'failed', error: { code: 'MODEL_OVERLOADED' } });
    expect(keysOf('fault-529')).toHaveLength(3);
    expect(ofType(await readLog(at, body.session_id), 'model.retried')).toHaveLength(2);
  });

  it('a refused provider key fails the run at once and appears in no answer and no event', async () => {
    const agent = await at.agent('refused', 'fault-401');
    const streamed = await (await streamRun(at, agent, {})).text();
    const answered = await run(agent);
    const contract = await at.call('POST', `/api/v1/agents/${agent}/run`, { input: 'Go' });
    const executed = await at.call('POST', '/api/agents/refused/execute', { input: 'Go' });
    expect(answered.body).toMatchObject({ status: 'failed', error: { code: 'MODEL_AUTH' } });
    expect(keysOf('fault-401')).toHaveLength(4);
    const log = await readLog(at, answered.body.session_id);
    expect(faultsOf(log)).toEqual([]);
    for (const text of [streamed, answered.text, contract.text, executed.text, JSON.stringify(log)]) {
      expect(text).toContain('fail');
      expect(text).not.toContain(providerKey);
    }
  });

  it.each(['fault-400', 'fault-404', 'fault-garbage', 'fault-html', 'fault-redirect'])('%s ends the run as failed', async (script) => {
    const agent = await at.agent(script, script, { config: { retry_on_error: false } });
    const { status, body } = await run(agent);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^MODEL_[A-Z_]+$/) } });
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('an answer without an end is cut off at a bound and the run fails', async () => {
    const agent = await at.agent('huge', 'fault-huge', { config: { retry_on_error: false } });
    const { body } = await run(agent);
    expect(body).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^MODEL_/) } });
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('a provider that falls silent in the middle ends the run at its deadline', async () => {
    const agent = await at.agent('silent', 'fault-stall', { config: { timeout_ms: 400 } });
    const { body } = await run(agent);
    expect(body).toMatchObject({ status: 'timeout', error: { code: 'TIMEOUT' } });
    await expect.poll(() => at.standIn.requests.at(-1)?.isCut, { timeout: 30_000, interval: 10 }).toBe(true);
    expect(faultsOf(await readLog(at, body.session_id))).toEqual([]);
  });

  it('an error in the middle of an answer is retried like one before it', async () => {
    const agent = await at.agent('error-frame', 'fault-error-frame', { config: { retry_on_error: false } });
    const { body } = await run(agent);
    expect(body).toMatchObject({ status: 'failed', error: { code: 'MODEL_OVERLOADED' } });
  });

  it('a model that no provider account serves fails the run with the reason', async () => {
    const bare = await world(engine, { place: await place(engine) });
    try {
      const agent = await bare.agent('orphan', 'one');
      const { body } = await bare.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
      expect(body).toMatchObject({
        status: 'failed',
        error: { code: 'MODEL_AUTH', message: expect.stringContaining('No provider account') },
      });
    } finally {
      await bare.close();
    }
  });
});
