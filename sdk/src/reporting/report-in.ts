import { ConflictError, NotFoundError, PermissionError } from '../errors.ts';
import { retryDelayMs } from '../transport/backoff.ts';
import type { Environment } from '../transport/environment.ts';
import type { Transport } from '../transport/transport.ts';
import type { JsonObject } from '../types.ts';
import { beat } from './beat.ts';
import type { Pulse } from './beat.ts';
import { readNew } from './reader.ts';
import type { PersonMessage, Reader } from './reader.ts';
import { isTrouble, speak } from './speak.ts';
import type { Said } from './speak.ts';
import { wireOf } from './wire.ts';
import type { AgentMessageBody, Wire } from './wire.ts';

export interface ReportInOptions {
  /** What kind of agent speaks, such as `Claude Code`, compared without case. The key of one agent always speaks for that agent. */
  readonly agentType: string;
  /** A UUID: of a session to go on with, such as one that was launched, or of a new one; made up when left out. */
  readonly sessionId?: string | undefined;
  /** Of a new session. */
  readonly name?: string | undefined;
  readonly metadata?: JsonObject | undefined;
  /** Between signs of life, 1000..80000; default 30000. After 90 seconds of silence people see the session as stale. */
  readonly heartbeatMs?: number | undefined;
  /** Stops everything: waiting, heartbeats, calls under way. */
  readonly signal?: AbortSignal | undefined;
}

export interface SayOptions {
  readonly metadata?: JsonObject | undefined;
  /** What was changed in the working tree, as `git diff` prints it; null takes it away. */
  readonly gitDiff?: string | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WaitOptions {
  /** Default one day. */
  readonly timeoutMs?: number | undefined;
  /** At least between looks, which the server answers as soon as somebody writes; default 2000. */
  readonly pollMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface AskOptions extends SayOptions, WaitOptions {
  /** Answers to choose from, 10 at most. */
  readonly options?: readonly string[] | undefined;
}

export interface Answer {
  /** Null when nobody has answered in time; the question stays open, and `wait` goes on waiting. */
  readonly text: string | null;
  /** The answer and what was written after it. */
  readonly messages: readonly PersonMessage[];
  /** What people had written before the question. */
  readonly earlier: readonly PersonMessage[];
}

/** A session of an agent that runs elsewhere, from the agent's side. Makes one call at a time. */
export interface AgentSession {
  readonly id: string;
  /** Aborts when people have ended or deleted the session; noticed with the next heartbeat. */
  readonly ended: AbortSignal;
  /** Tells people what happens; returns what they wrote since. Withdraws a question that is still open. */
  readonly say: (content: string, options?: SayOptions) => Promise<readonly PersonMessage[]>;
  /**
   * Asks people and waits for what they answer, through lost connections and restarts of the server.
   * @throws ForgeyardError `SESSION_ENDED` when they end the session instead; the signal's reason when it aborts
   */
  readonly ask: (question: string, options?: AskOptions) => Promise<Answer>;
  /** What people write next; empty when they write nothing in time. @throws as `ask` */
  readonly wait: (options?: WaitOptions) => Promise<readonly PersonMessage[]>;
  /** What people wrote since, without waiting. */
  readonly messages: (signal?: AbortSignal) => Promise<readonly PersonMessage[]>;
  /** Ends the session, and the heartbeats. */
  readonly end: () => Promise<void>;
  /** Ends the heartbeats alone: others go on with the session. */
  readonly detach: () => void;
}

const dayMs = 86_400_000;
/** Seconds that one look may wait at the server. */
const waitMaxS = 25;

/**
 * Opens a session of an agent that runs elsewhere, or goes on with it, and gives signs of life until `end` or `detach`.
 * @throws PermissionError when the id is somebody else's, or the key may not; RangeError for a heartbeat out of bounds
 */
export async function reportIn(transport: Transport, options: ReportInOptions): Promise<AgentSession> {
  const { heartbeatMs = 30_000, signal, agentType, name, metadata } = options;
  if (!(heartbeatMs >= 1_000 && heartbeatMs <= 80_000)) throw new RangeError('heartbeatMs is 1000 to 80000');
  const { environment } = transport;
  const wire = wireOf(transport);
  const session = (options.sessionId ?? uuidOf(environment.newKey())).toLowerCase();
  let lastRead: string | undefined;
  try {
    await wire.register({ agent_instance_id: session, agent_type: agentType, name, metadata }, { signal });
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== 'INSTANCE_EXISTS') throw error;
    lastRead = await readSoFar(wire, session, signal);
  }
  const pulse = beat(wire, environment, session, heartbeatMs);
  signal?.addEventListener('abort', pulse.stop, { once: true });
  return agentSession({ reader: { wire, session, lastRead, isDoubtful: false }, environment, pulse, signal });
}

/** Where others have read up to; a key that may not read sessions goes on where the server knows it to be. */
async function readSoFar(wire: Wire, session: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    return (await wire.lastRead(session, { signal })) ?? undefined;
  } catch (error) {
    if (error instanceof PermissionError || error instanceof NotFoundError) return undefined;
    throw error;
  }
}

interface Place {
  readonly reader: Reader;
  readonly environment: Environment;
  readonly pulse: Pulse;
  readonly signal: AbortSignal | undefined;
}

function agentSession(place: Place): AgentSession {
  const { reader, environment, pulse } = place;
  const { wire, session } = reader;
  const post = (body: Omit<AgentMessageBody, 'agent_instance_id'>, signal: AbortSignal | undefined): Promise<Said> =>
    speak(reader, environment, { agent_instance_id: session, ...body }, joined(place.signal, signal));
  return {
    id: session,
    ended: pulse.ended,
    say: async (content, { metadata, gitDiff, signal } = {}) =>
      (await post({ content, requires_user_input: false, metadata, git_diff: gitDiff }, signal)).earlier,
    ask: async (content, asked = {}) => {
      const { metadata, gitDiff, options, signal } = asked;
      const { earlier } = await post({ content, requires_user_input: true, options, metadata, git_diff: gitDiff }, signal);
      const messages = await waitFor(place, asked);
      return { text: messages[0]?.content ?? null, messages, earlier };
    },
    wait: (options = {}) => waitFor(place, options),
    messages: (signal) => readNew(reader, joined(place.signal, signal)),
    end: async () => {
      pulse.stop();
      await wire.end(session);
    },
    detach: pulse.stop,
  };
}

async function waitFor(place: Place, { timeoutMs = dayMs, pollMs = 2_000, signal }: WaitOptions): Promise<readonly PersonMessage[]> {
  const { reader, environment, pulse } = place;
  const until = environment.nowMs() + timeoutMs;
  const stop = joined(place.signal, signal, pulse.ended);
  for (let failures = 0; ;) {
    stop?.throwIfAborted();
    let pauseMs = pollMs;
    const askedAt = environment.nowMs();
    const waitS = Math.max(0, Math.min(waitMaxS, Math.floor((until - askedAt) / 1_000)));
    try {
      const messages = await readNew(reader, stop, waitS);
      if (messages.length > 0) return messages;
      failures = 0;
      // What the server has waited need not be waited again.
      pauseMs = Math.max(0, pollMs - (environment.nowMs() - askedAt));
    } catch (error) {
      stop?.throwIfAborted();
      if (!isTrouble(error)) throw error;
      pauseMs = Math.max(pollMs, retryDelayMs(error, failures, environment) ?? 0);
      failures += 1;
    }
    const leftMs = until - environment.nowMs();
    if (leftMs <= 0) return [];
    await environment.sleep(Math.min(pauseMs, leftMs), stop);
  }
}

function joined(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length < 2 ? given[0] : AbortSignal.any(given);
}

/** 32 hex digits as a UUID of version 4 (RFC 9562 §5.4). */
function uuidOf(hex: string): string {
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
