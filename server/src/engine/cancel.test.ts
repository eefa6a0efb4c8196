import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, ofType, readLog, startRun, streamRun, typesOf, untilEnded } from '../../test/crash/run-log.ts';
import { engines, readSse, world } from '../../test/world.ts';
import type { SseFrame, World } from '../../test/world.ts';

const isText = (frame: SseFrame): boolean => frame.event === 'message.delta';

describe.each(engines)('stopping a run on %s', (engine) => {
  let at: World;
  beforeAll(async () => {
    at = await world(engine);
  });
  afterAll(() => at.close());

  const cancel = (runId: string) => at.call('POST', `/v1/runs/${runId}/cancel`);
  const requestOf = (runId: string) => at.standIn.requests.findLast(({ headers }) => headers['idempotency-key'] === `${runId}:step#1`);
  const untilCut = (runId: string) => expect.poll(() => requestOf(runId)?.isCut, { timeout: 30_000, interval: 10 }).toBe(true);

  it('202: a running run is `cancelling`, its provider socket is really closed, then it is `cancelled`', async () => {
    const agent = await at.agent('hanging', 'fault-hang');
    const run = await startRun(at, agent);
    await expect.poll(() => requestOf(run.id), { timeout: 30_000, interval: 10 }).toBeDefined();
    const { status, body } = await cancel(run.id);
    expect(status).toBe(202);
    expect(body.status).toBe('cancelling');
    expect(await untilEnded(at, run.id)).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' }, output: null });
    await untilCut(run.id);
    const log = await readLog(at, run.session_id);
    expect(typesOf(log).slice(-2)).toEqual(['run.cancelling', 'run.cancelled']);
    expect(faultsOf(log)).toEqual([]);
    expect((await at.call('GET', `/v1/sessions/${run.session_id}`)).body.status).toBe('KILLED');
  });

  it('a run that is cancelled in the middle of its answer keeps the text it has shown and says nothing more', async () => {
    const agent = await at.agent('talking', 'long-paced-20');
    const response = await streamRun(at, agent, {});
    const runId = response.headers.get('location')?.split('/').at(-1) ?? '';
    let asked: Promise<unknown> | undefined;
    const frames = await readSse(response, {
      stop: (frame) => {
        if (isText(frame)) asked ??= cancel(runId);
        return false;
      },
    });
    await asked;
    expect(frames.at(-1)?.event).toBe('run.cancelled');
    await untilCut(runId);
    const { body } = await at.call('GET', `/v1/runs/${runId}`);
    const log = await readLog(at, body.session_id);
    expect(ofType(log, 'message.completed')).toEqual([]);
    expect(faultsOf(log)).toEqual([]);
  });

  it('409: a run that has ended cannot be cancelled, and nothing about it changes', async () => {
    const agent = await at.agent('done');
    const { body: run } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    const { status, body } = await cancel(run.id);
    expect(status).toBe(409);
    expect(body.code).toBe('RUN_ALREADY_ENDED');
    expect((await at.call('GET', `/v1/runs/${run.id}`)).body).toEqual(run);
  });

  it('202: asking twice is harmless, and the run ends once', async () => {
    const agent = await at.agent('twice', 'fault-hang');
    const run = await startRun(at, agent);
    const answers = await Promise.all([cancel(run.id), cancel(run.id), cancel(run.id)]);
    expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
    expect((await untilEnded(at, run.id)).status).toBe('cancelled');
    expect(faultsOf(await readLog(at, run.session_id))).toEqual([]);
  });

  it('404: an unknown run cannot be cancelled', async () => {
    expect((await cancel('0198c0de-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await cancel('nonsense')).status).toBe(404);
  });

  it('a run that waits for a person is cancelled at once, and its question is over', async () => {
    const agent = await at.agent('asking', 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const { body: run } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    expect(run.status).toBe('waiting');
    expect((await cancel(run.id)).body.status).toBe('cancelled');
    const { body } = await at.call('GET', '/v1/interactions?state=canceled');
    const question = body.data.find((one: any) => one.run_id === run.id);
    expect(question).toMatchObject({ state: 'canceled', decision: null });
    const late = await at.call('POST', `/v1/interactions/${question.id}/resolve`, { decision: 'approve' });
    expect(late.status).toBe(409);
    expect(faultsOf(await readLog(at, run.session_id))).toEqual([]);
  });

  it('a cancel that meets the very moment a run asks a person never leaves it hanging', async () => {
    const agent = await at.agent('racing', 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const race = async (pauseMs: number): Promise<void> => {
      const run = await startRun(at, agent);
      await delay(pauseMs);
      expect((await cancel(run.id)).status).toBe(202);
      expect((await untilEnded(at, run.id)).status).toBe('cancelled');
      expect(faultsOf(await readLog(at, run.session_id))).toEqual([]);
    };
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8, 10].map((pauseMs) => race(pauseMs + round / 4)));
    }
  });

  it('a client that leaves a run started with `on_disconnect: cancel` takes the run with it', async () => {
    const agent = await at.agent('leaving', 'fault-stall');
    const gone = new AbortController();
    const response = await streamRun(at, agent, { on_disconnect: 'cancel' }, gone.signal);
    const runId = response.headers.get('location')?.split('/').at(-1) ?? '';
    await readSse(response, { stop: isText });
    gone.abort();
    expect((await untilEnded(at, runId)).status).toBe('cancelled');
    await untilCut(runId);
  });

  it('a client that leaves while it waits for the answer takes the run with it, when it asked for that', async () => {
    const agent = await at.agent('impatient', 'fault-hang');
    const gone = new AbortController();
    const waiting = fetch(`${at.url}/v1/agents/${agent}/runs`, {
      method: 'POST',
      headers: { 'x-forge-api-key': at.key, 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'Go', on_disconnect: 'cancel' }),
      signal: gone.signal,
    }).catch(() => undefined);
    const running = async (): Promise<any> => (await at.call('GET', `/v1/runs?agent=${agent}`)).body.data[0];
    await expect.poll(running, { timeout: 30_000, interval: 10 }).toBeDefined();
    const { id } = await running();
    await expect.poll(() => requestOf(id), { timeout: 30_000, interval: 10 }).toBeDefined();
    gone.abort();
    await waiting;
    expect((await untilEnded(at, id)).status).toBe('cancelled');
  });

  it('a client that leaves any other run leaves it running to its end', async () => {
    const agent = await at.agent('patient', 'long-paced-2');
    const gone = new AbortController();
    const response = await streamRun(at, agent, {}, gone.signal);
    const runId = response.headers.get('location')?.split('/').at(-1) ?? '';
    await readSse(response, { stop: isText });
    gone.abort();
    expect((await untilEnded(at, runId)).status).toBe('completed');
  });
});

describe.each(engines)('a queue on %s', (engine) => {
  it('202: a queued run is cancelled at once and never starts', async () => {
    const engineLimits = { runsMax: 1, queueMax: 10, sweepMs: 100, drainMs: 100 };
    const at = await world(engine, { engineLimits });
    try {
      const hanging = await at.agent('first', 'fault-hang');
      const quick = await at.agent('second');
      const first = await startRun(at, hanging);
      const second = await startRun(at, quick);
      const third = await startRun(at, quick);
      expect(second.status).toBe('queued');
      const { status, body } = await at.call('POST', `/v1/runs/${second.id}/cancel`);
      expect(status).toBe(202);
      expect(body.status).toBe('cancelled');
      expect(typesOf(await readLog(at, second.session_id))).toEqual(['session.created', 'run.queued', 'run.cancelled']);
      await at.call('POST', `/v1/runs/${first.id}/cancel`);
      expect((await untilEnded(at, third.id)).status).toBe('completed');
      expect(at.standIn.requests.some(({ headers }) => String(headers['idempotency-key']).startsWith(second.id))).toBe(false);
    } finally {
      await at.close();
    }
  });
});
