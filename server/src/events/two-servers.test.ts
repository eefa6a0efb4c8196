import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, messagesOf, ofType, openStream, readingOf, readLog, startRun, streamRun, untilEnded } from '../../test/crash/run-log.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';
import type { StandIn } from '../../test/stand-in/stand-in.ts';
import { caller, engines, place, readSse, standInSettings, world } from '../../test/world.ts';
import type { Place, World } from '../../test/world.ts';

const kept = (here: Place): Place => ({ ...here, dispose: async () => undefined });

describe.each(engines.filter((engine) => engine === 'postgres'))('two servers on one %s', (engine) => {
  let standIn: StandIn;
  let here: Place;
  let first: World;
  let second: World;
  beforeAll(async () => {
    standIn = await startStandIn();
    here = await place(engine, standInSettings(standIn.url));
    first = await world(engine, { place: kept(here) });
    second = await world(engine, { place: kept(here) });
  });
  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await standIn.close();
    await here.dispose();
  });

  it('a viewer on the second sees text of a run of the first while it is written, without gap or double', async () => {
    const agent = await first.agent('viewed', 'long-paced-5');
    const run = await startRun(first, agent);
    const frames = await readSse(await openStream(second, `/v1/runs/${run.id}/events`));
    const log = await readLog(second, run.session_id);
    expect(faultsOf(log)).toEqual([]);
    const { messages, seqs } = readingOf(frames);
    expect(messages).toEqual(messagesOf(log));
    expect(seqs).toEqual(log.slice(1).flatMap(({ seq, type }) => (type.endsWith('.delta') ? [] : [seq])));
    const before = frames.slice(
      0,
      frames.findIndex(({ event }) => event === 'message.completed'),
    );
    expect(before.filter(({ event }) => event === 'message.delta').length).toBeGreaterThan(3);
  });

  it('a client that changes servers in the middle of a message goes on where it was', async () => {
    const agent = await first.agent('changed', 'long-paced-5');
    const cut = new AbortController();
    const response = await streamRun(first, agent, {}, cut.signal);
    const runId = response.headers.get('location')?.split('/').at(-1) ?? '';
    const frames = await readSse(response, { limit: 70 });
    cut.abort();
    frames.push(...(await readSse(await openStream(second, `/v1/runs/${runId}/events`, frames.at(-1)?.id), { limit: 4 })));
    frames.push(...(await readSse(await openStream(first, `/v1/runs/${runId}/events`, frames.at(-1)?.id))));
    const run = await untilEnded(second, runId);
    expect(readingOf(frames).messages).toEqual([{ text: run.output, reasoning: '' }]);
  });

  it('202: a run of the first is cancelled through the second, for real', async () => {
    const agent = await first.agent('stopped', 'fault-hang');
    const run = await startRun(first, agent);
    const requestOf = () => standIn.requests.findLast(({ headers }) => headers['idempotency-key'] === `${run.id}:step#1`);
    await expect.poll(requestOf, { timeout: 30_000, interval: 10 }).toBeDefined();
    const { status, body } = await second.call('POST', `/v1/runs/${run.id}/cancel`);
    expect([status, body.status]).toEqual([202, 'cancelling']);
    expect((await untilEnded(second, run.id)).status).toBe('cancelled');
    await expect.poll(() => requestOf()?.isCut, { timeout: 30_000, interval: 10 }).toBe(true);
  });

  it('a question asked by a run of the first is answered through the second, and the run goes on', async () => {
    const agent = await first.agent('asking', 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const { body: run } = await first.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    const { body } = await second.call('GET', '/v1/interactions?state=open');
    await second.call('POST', `/v1/interactions/${body.data[0].id}/resolve`, { decision: 'approve' });
    expect((await untilEnded(first, run.id)).status).toBe('completed');
    expect(faultsOf(await readLog(first, run.session_id))).toEqual([]);
  });

  it('401: a key that the first revoked is refused by the second one second later', async () => {
    const { body: made } = await first.call('POST', '/v1/credentials', { name: 'short', org_wide: true, scopes: ['read'] });
    const withKey = caller(second.url, made.key);
    expect((await withKey('GET', '/v1/me')).status).toBe(200);
    expect((await first.call('DELETE', `/v1/credentials/${made.id}`)).status).toBe(204);
    await delay(1_000);
    expect((await withKey('GET', '/v1/me')).status).toBe(401);
  });

  it('equal requests with one Idempotency-Key on both servers start one run, and both answer with its result', async () => {
    const agent = await first.agent('shared', 'long-paced-2');
    const send = (at: World) => at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' }, { 'idempotency-key': 'both' });
    const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => send(index % 2 === 0 ? first : second)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.status))).toEqual(new Set(['completed']));
  });

  it('requests for one session on both servers run one at a time', async () => {
    const agent = await first.agent('turns', 'long-paced-2');
    const { body: run } = await first.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    const next = { input: 'Next', wait: false, session_id: run.session_id };
    const send = (at: World) => at.call('POST', `/v1/agents/${agent}/runs`, next);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => send(index % 2 === 0 ? first : second)));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(1);
    await untilEnded(first, accepted[0]?.body.id);
    expect(faultsOf(await readLog(second, run.session_id))).toEqual([]);
  });
});

describe.each(engines)('servers one after the other on %s', (engine) => {
  it('a server that ends gives its runs to the next at once, and no step that was recorded is done again', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    const engineLimits = { runsMax: 100, queueMax: 100, sweepMs: 50, drainMs: 50 };
    const first = await world(engine, { place: kept(here), engineLimits });
    const agents = await Promise.all(['three', 'long-paced-10', 'parallel'].map((script) => first.agent(script, script)));
    const runs = await Promise.all(agents.flatMap((agent) => [startRun(first, agent), startRun(first, agent)]));
    await first.close();
    const second = await world(engine, { place: here, engineLimits });
    try {
      for (const run of runs) {
        expect((await untilEnded(second, run.id)).status).toBe('completed');
        const log = await readLog(second, run.session_id);
        expect(faultsOf(log)).toEqual([]);
        expect(ofType(log, 'attempt.started').every(({ payload }) => payload.reason === 'resumed')).toBe(true);
      }
    } finally {
      await second.close();
      await standIn.close();
    }
  });
});
