import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, messagesOf, openStream, readingOf, readLog, startRun, streamRun, untilEnded } from '../../test/crash/run-log.ts';
import type { Server } from '../../test/crash/run-log.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';
import { engines, place, readSse, standInSettings, world } from '../../test/world.ts';
import type { SseFrame, World } from '../../test/world.ts';

const isText = (frame: SseFrame): boolean => frame.event === 'message.delta';
const runOf = (response: Response): string => response.headers.get('location')?.split('/').at(-1) ?? '';

/** What anybody who followed the whole run must have read: every text once, every event once and in order. */
async function wholeOf(at: Server, runId: string) {
  const { body: run } = await at.call('GET', `/v1/runs/${runId}`);
  const log = await readLog(at, run.session_id);
  expect(faultsOf(log)).toEqual([]);
  const own = log.filter((entry) => entry.run_id === runId && entry.type !== 'session.created');
  const seqs = own.flatMap(({ seq, type }) => (type.endsWith('.delta') ? [] : [seq]));
  return { messages: messagesOf(own), seqs };
}

async function expectWhole(at: Server, runId: string, frames: readonly SseFrame[]): Promise<void> {
  const { messages, seqs } = readingOf(frames);
  expect({ messages, seqs }).toEqual(await wholeOf(at, runId));
}

/** Follows a run over connections that break after `cutAfter` frames each, as a client with `Last-Event-ID` does. */
async function followWithCuts(at: Server, runId: string, cutAfter: number): Promise<SseFrame[]> {
  const frames: SseFrame[] = [];
  for (let tries = 0; tries < 1_000; tries += 1) {
    const cut = new AbortController();
    const response = await openStream(at, `/v1/runs/${runId}/events`, readingOf(frames).lastId, cut.signal);
    if (response.status === 204) return frames;
    frames.push(...(await readSse(response, { limit: cutAfter })));
    cut.abort();
  }
  throw new Error('the stream does not end');
}

describe.each(engines)('following a run on %s', (engine) => {
  let at: World;
  beforeAll(async () => {
    at = await world(engine);
  });
  afterAll(() => at.close());

  it.each(['long-paced-1', 'three', 'parallel', 'reasoning', 'json', 'fault-half-once'])(
    'from every cursor that a stream of `%s` gave, the rest comes without a gap and without a double',
    async (script) => {
      const agent = await at.agent(script, script);
      const response = await streamRun(at, agent, {});
      const runId = runOf(response);
      const frames = await readSse(response);
      await expectWhole(at, runId, frames);
      const whole = await wholeOf(at, runId);
      const last = frames.at(-1)?.id;
      const cursors = frames.map(({ id }, index) => ({ id: id ?? '', index })).filter(({ id }) => id !== last);
      expect(new Set(cursors.map(({ id }) => id)).size).toBe(cursors.length);
      for (let from = 0; from < cursors.length; from += 20) {
        const resumed = cursors.slice(from, from + 20).map(async ({ id, index }) => {
          const rest = await readSse(await openStream(at, `/v1/runs/${runId}/events`, id));
          const { messages, seqs } = readingOf([...frames.slice(0, index + 1), ...rest]);
          expect({ id, messages, seqs }).toEqual({ id, ...whole });
        });
        await Promise.all(resumed);
      }
    },
  );

  it('cursors inside a piece of recorded text give exactly its rest', async () => {
    const agent = await at.agent('long', 'long');
    const { body: run } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    const log = await readLog(at, run.session_id);
    const started = log.find(({ type }) => type === 'message.started');
    for (const offset of [1, 2, 1_999, 2_048, 2_049, run.output.length - 1]) {
      const rest = await readSse(await openStream(at, `/v1/runs/${run.id}/events`, `${started?.seq}.${offset}`));
      const text = rest.filter(isText).map(({ data }) => data.payload.text);
      expect(text.join('')).toBe(run.output.slice(offset));
    }
  });

  it.each([1, 3, 17])('a client whose connection breaks after every %i frames misses nothing and sees nothing twice', async (cutAfter) => {
    const agent = await at.agent(`cut-${cutAfter}`, 'long-paced-3');
    const { id } = await startRun(at, agent);
    await expectWhole(at, id, await followWithCuts(at, id, cutAfter));
  });

  it('whoever joins in the middle of a message gets it whole, and so does everybody who was there before', async () => {
    const agent = await at.agent('joined', 'long-paced-5');
    const response = await streamRun(at, agent, {});
    const runId = runOf(response);
    const late: Promise<SseFrame[]>[] = [];
    const join = async (): Promise<SseFrame[]> => readSse(await openStream(at, `/v1/runs/${runId}/events`));
    let texts = 0;
    const first = await readSse(response, {
      stop: (frame) => {
        if (isText(frame) && (texts += 1) % 25 === 0) late.push(join());
        return false;
      },
    });
    expect(late.length).toBeGreaterThan(2);
    await expectWhole(at, runId, first);
    for (const frames of await Promise.all(late)) await expectWhole(at, runId, frames);
  });

  it('tokens of the execute stream go on in the event stream from the cursor where it broke', async () => {
    await at.agent('crossing', 'long-paced-3');
    const cut = new AbortController();
    const response = await fetch(`${at.url}/api/agents/crossing/execute`, {
      method: 'POST',
      headers: { 'x-forge-api-key': at.key, 'content-type': 'application/json' },
      body: '{"input":"Go"}',
      signal: cut.signal,
    });
    const first = await readSse(response, { limit: 40 });
    cut.abort();
    const rest = await readSse(await openStream(at, response.headers.get('content-location') ?? '', first.at(-1)?.id));
    const tokens = first.filter(({ event }) => event === 'token').map(({ data }) => data.text);
    const text = [...tokens, ...rest.filter(isText).map(({ data }) => data.payload.text)].join('');
    expect(text).toBe(rest.at(-1)?.data.payload.output);
  });

  it('204: after the terminal event there is nothing more, so a reconnecting client stops', async () => {
    const agent = await at.agent('ended');
    const response = await streamRun(at, agent, {});
    const frames = await readSse(response);
    expect(frames.at(-1)?.event).toBe('run.completed');
    expect((await openStream(at, `/v1/runs/${runOf(response)}/events`, frames.at(-1)?.id)).status).toBe(204);
  });

  it('400: a cursor of somebody else’s making is refused', async () => {
    const agent = await at.agent('strange');
    const { body: run } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    for (const cursor of ['abc', '-1', '1.', '1.2.3', '9'.repeat(30)]) {
      expect((await openStream(at, `/v1/runs/${run.id}/events`, cursor)).status).toBe(400);
    }
  });

  it('a session’s stream goes on over its runs', async () => {
    const agent = await at.agent('sessions', 'echo');
    const { body: first } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'one' });
    let ends = 0;
    const seen = await readSse(await openStream(at, `/v1/sessions/${first.session_id}/events`), {
      stop: ({ event }) => {
        if (event !== 'run.completed') return false;
        ends += 1;
        if (ends === 1) void startRun(at, agent, { input: 'two', session_id: first.session_id });
        return ends === 2;
      },
    });
    const { messages, seqs } = readingOf(seen);
    expect(messages.map(({ text }) => text)).toEqual(['one [1 messages]', 'two [3 messages]']);
    const log = await readLog(at, first.session_id);
    expect(seqs).toEqual(log.slice(1).flatMap(({ seq, type }) => (type.endsWith('.delta') ? [] : [seq])));
  });

  it('events as pages are the same log as events as a stream', async () => {
    const agent = await at.agent('paged', 'three');
    const { body: run } = await at.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go' });
    const pages: unknown[] = [];
    let after: string | null = '0';
    for (let page = 0; page < 50 && after !== null; page += 1) {
      const { body }: { body: any } = await at.call('GET', `/v1/runs/${run.id}/events?limit=3&after=${after}`);
      pages.push(...body.data);
      after = body.next_cursor;
    }
    expect(pages).toEqual((await readLog(at, run.session_id)).slice(1));
  });
});

describe.each(engines)('a stream over a restart on %s', (engine) => {
  it('goes on from its cursor on the new server, without the text that was never recorded', async () => {
    const standIn = await startStandIn();
    const here = await place(engine, standInSettings(standIn.url));
    const quick = { runsMax: 100, queueMax: 100, sweepMs: 50, drainMs: 50 };
    const first = await world(engine, { place: { ...here, dispose: async () => undefined }, engineLimits: quick });
    const agent = await first.agent('restarted', 'long-paced-5');
    const response = await streamRun(first, agent, {});
    let closing: Promise<void> | undefined;
    let texts = 0;
    const before = await readSse(response, {
      stop: (frame) => {
        if (isText(frame) && (texts += 1) === 80) closing = first.close();
        return false;
      },
    });
    await closing;
    expect(readingOf(before).messages).toEqual([]);
    const second = await world(engine, { place: here, engineLimits: quick });
    try {
      const runId = runOf(response);
      const after = await readSse(await openStream(second, `/v1/runs/${runId}/events`, readingOf(before).lastId));
      await expectWhole(second, runId, [...before, ...after]);
      expect(await untilEnded(second, runId)).toMatchObject({ status: 'completed', steps_count: 1 });
      expect(after.some(({ event }) => event === 'attempt.started')).toBe(true);
      expect(standIn.requests.map(({ headers }) => headers['idempotency-key'])).toEqual([`${runId}:step#1`, `${runId}:step#1`]);
    } finally {
      await second.close();
      await standIn.close();
    }
  });
});
