import { expect } from 'vitest';
import { readSse } from '../world.ts';
import type { SseFrame, World } from '../world.ts';

/** An entry of a session's log as the API shows it; live text comes with `seq: null`. */
export interface Entry {
  readonly seq: number | null;
  readonly type: string;
  readonly run_id: string | null;
  readonly payload: any;
  readonly at: string;
}

export type Server = Pick<World, 'url' | 'key' | 'call'>;

const pageMax = 1_000;
const pagesMax = 50;
const terminalTypes = ['run.completed', 'run.failed', 'run.timed_out', 'run.cancelled'];
const completionTypes = ['message.completed', 'tool.completed', 'tool.failed'];

export const isTerminalType = (type: string): boolean => terminalTypes.includes(type);

/** The whole log of a session, page by page. */
export async function readLog(server: Server, sessionId: string): Promise<Entry[]> {
  const log: Entry[] = [];
  for (let page = 0, after = ''; page < pagesMax; page += 1) {
    const reply = await server.call('GET', `/v1/sessions/${sessionId}/events?limit=${pageMax}${after}`);
    if (reply.status !== 200) throw new Error(`no log: ${reply.text}`);
    log.push(...reply.body.data);
    if (!reply.body.has_more) return log;
    after = `&after=${reply.body.next_cursor}`;
  }
  throw new Error('the log does not end');
}

export function typesOf(log: readonly Entry[]): string[] {
  return log.map((entry) => entry.type);
}

export function ofType(log: readonly Entry[], type: string): Entry[] {
  return log.filter((entry) => entry.type === type);
}

/** Opens the stream of a run's events, or of anything else that sends server-sent events. */
export async function openStream(server: Server, path: string, lastEventId?: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}${path}`, {
    headers: {
      'x-forge-api-key': server.key,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: signal ?? AbortSignal.timeout(90_000),
  });
}

/** Starts a run and streams it. */
export async function streamRun(server: Server, agent: string, body: object, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}/v1/agents/${agent}/runs`, {
    method: 'POST',
    headers: { 'x-forge-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ input: 'Go', stream: true, ...body }),
    signal: signal ?? AbortSignal.timeout(90_000),
  });
}

/** Starts a run in the background and returns the accepted run. */
export async function startRun(server: Server, agent: string, body: object = {}, headers: Record<string, string> = {}) {
  const reply = await server.call('POST', `/v1/agents/${agent}/runs`, { input: 'Go', wait: false, ...body }, headers);
  if (reply.status !== 202) throw new Error(`run was not accepted: ${reply.status} ${reply.text}`);
  return reply.body;
}

/** Follows a run to its terminal event, over as many connections as it takes, and returns the run. */
export async function untilEnded(server: Server, runId: string) {
  for (let tries = 0; tries < 20; tries += 1) {
    await readSse(await openStream(server, `/v1/runs/${runId}/events`));
    const { body } = await server.call('GET', `/v1/runs/${runId}`);
    if (['completed', 'failed', 'timeout', 'cancelled'].includes(body.status)) return body;
  }
  throw new Error(`the run ${runId} did not end`);
}

/** Waits until a run is in a state that no event of its own stream announces. */
export async function untilState(server: Server, runId: string, state: string): Promise<void> {
  const stateOf = async (): Promise<string> => (await server.call('GET', `/v1/runs/${runId}`)).body.status;
  await expect.poll(stateOf, { timeout: 30_000, interval: 20 }).toBe(state);
}

/** Text and events that a reader has after it followed the protocol: a new message or attempt drops the text of the open one. */
export interface Reading {
  readonly messages: readonly { readonly text: string; readonly reasoning: string }[];
  readonly seqs: readonly number[];
  readonly lastId: string | undefined;
}

/** What a client of our own stream has read of its runs, over all its connections; `session.created` belongs to none of them. */
export function readingOf(frames: readonly SseFrame[]): Reading {
  const messages: { text: string; reasoning: string }[] = [];
  const seqs: number[] = [];
  let open = { text: '', reasoning: '' };
  let lastId: string | undefined;
  for (const { id, event, data } of frames) {
    lastId = id ?? lastId;
    if (data.seq !== null && event !== 'session.created') seqs.push(data.seq);
    if (event === 'message.delta') open.text += data.payload.text;
    if (event === 'reasoning.delta') open.reasoning += data.payload.text;
    if (event === 'message.completed') messages.push(open);
    if (['message.started', 'attempt.started', 'message.completed'].includes(event)) open = { text: '', reasoning: '' };
  }
  return { messages, seqs, lastId };
}

/** The messages of a log, as a reader of its stream must have them. */
export function messagesOf(log: readonly Entry[]): Reading['messages'] {
  return ofType(log, 'message.completed').map(({ payload }) => ({ text: payload.text, reasoning: payload.reasoning }));
}

/** What is wrong with a session's log; empty when every promise about it holds. */
export function faultsOf(log: readonly Entry[]): string[] {
  const faults: string[] = [];
  log.forEach(({ seq }, index) => {
    if (seq !== index + 1) faults.push(`seq ${seq} stands at place ${index + 1}`);
  });
  for (const run of new Set(log.flatMap(({ run_id: id }) => (id === null ? [] : [id])))) {
    faults.push(...faultsOfRun(log.filter((entry) => entry.run_id === run)).map((fault) => `run ${run}: ${fault}`));
  }
  return faults;
}

function faultsOfRun(log: readonly Entry[]): string[] {
  const faults: string[] = [];
  const ends = log.filter(({ type }) => isTerminalType(type));
  if (ends.length !== 1) faults.push(`${ends.length} terminal events`);
  if (ends.length === 1 && ends[0] !== log.at(-1)) faults.push('something follows the terminal event');
  const completed = log.filter(({ type }) => completionTypes.includes(type)).map(({ payload }) => payload.step);
  if (new Set(completed).size !== completed.length) faults.push(`a step completed twice: ${completed.join(', ')}`);
  const started = ofType(log, 'step.started').map(({ payload }) => payload.step);
  if (started.some((step, index) => step !== index + 1)) faults.push(`steps are not numbered from 1: ${started.join(', ')}`);
  for (const step of completed) if (!started.includes(step)) faults.push(`step ${step} completed without a start`);
  faults.push(...textFaults(log));
  return faults;
}

/** The recorded pieces of a message add up to its text. */
function textFaults(log: readonly Entry[]): string[] {
  const faults: string[] = [];
  let length = 0;
  for (const { type, payload } of log) {
    if (type === 'message.delta' || type === 'reasoning.delta') {
      if (payload.offset !== length) faults.push(`a piece of text stands at ${payload.offset} instead of ${length}`);
      length += payload.text.length;
    }
    const whole = type === 'message.completed' ? payload.text.length + payload.reasoning.length : 0;
    if (type === 'message.completed' && length !== 0 && length !== whole) faults.push(`${length} of ${whole} characters were recorded`);
    if (['message.started', 'attempt.started', 'message.completed'].includes(type)) length = 0;
  }
  return faults;
}
