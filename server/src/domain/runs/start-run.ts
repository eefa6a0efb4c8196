import { createHash } from 'node:crypto';
import { isProgram, callerIdentity } from '../../kernel/caller.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { RunRow, Tx } from '../../store/index.ts';
import { limitsWith, runnableAgent } from '../agents/index.ts';
import type { Agent, RunLimits } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import {
  appendEvents,
  createSession,
  holdSession,
  isForeign,
  orgSession,
  sessionName,
  unknownSession,
  writeEvents,
} from '../sessions/index.ts';
import type { SessionOrigin } from '../sessions/index.ts';
import { ConcurrentStart, rememberStart, replayOf } from './idempotency.ts';
import type { RunWork } from './run.ts';
import { openRunOfSession, runInsertion } from './run-queries.ts';

export interface StartRun {
  readonly agent: string;
  readonly input: string;
  readonly data: JsonObject | null;
  readonly override: Partial<RunLimits>;
  /** Continues this session; a new one is opened without it. */
  readonly sessionId?: string | undefined;
  readonly origin: SessionOrigin;
  /** The task that the run works on, at its fence of now. */
  readonly task?: { readonly id: string; readonly fence: number } | undefined;
  /** Lengthens a shorter time limit of the agent to this many milliseconds. */
  readonly timeoutMsMin?: number | undefined;
  /** Makes a repeated request the same run. `route` keeps keys of different calls apart. */
  readonly idempotency?: { readonly key: string; readonly route: string } | undefined;
}

export interface StartedRun {
  readonly runId: string;
  readonly sessionId: string;
  readonly sessionName: string;
  readonly agent: { readonly id: string; readonly slug: string };
  /** The last event before the run's first. */
  readonly afterSeq: number;
  /** The newest event when the run was accepted; for a replay, the same as `afterSeq`. */
  readonly lastSeq: number;
  /** An earlier request with the same idempotency key started this run. */
  readonly isReplay: boolean;
}

/** A run whose acceptance is committed with the caller's own transaction; `launchRun` has to follow it. */
export interface AcceptedRun extends StartedRun {
  /** Present when this process holds the lease. */
  readonly work: RunWork | null;
}

const accept = mutation<StartRun, AcceptedRun>({
  grant: 'runs:write',
  work: async (tx, at, input) => {
    const { caller, home } = at;
    const agent = await runnableAgent(tx, caller, input.agent);
    const fingerprint = input.idempotency === undefined ? '' : fingerprintOf(agent.id, input);
    if (input.idempotency !== undefined) {
      const replay = await replayOf(tx, { principal: callerIdentity(caller), ...input.idempotency, fingerprint });
      if (replay !== undefined) return { ...replay, lastSeq: replay.afterSeq, agent, isReplay: true, work: null };
    }
    const accepted = await acceptRun(tx, at, agent, input);
    if (input.idempotency !== undefined) {
      const key = { principal: callerIdentity(caller), ...input.idempotency, fingerprint };
      await rememberStart(tx, key, accepted.runId, home.clock.now());
    }
    return accepted;
  },
  record: 'log',
});

/**
 * Accepts a run: once this returns, the run is durable and will reach a terminal state.
 * @throws Refusal `not_found` agent.unknown, session.unknown · `forbidden` agent.out_of_scope · `conflict` agent.not_active, session.busy ·
 * `unprocessable` idempotency.reused · `limited` engine.overloaded · `unavailable` engine.draining
 */
export async function startRun(at: At, input: StartRun): Promise<StartedRun> {
  const accepted = await accept(at, input).catch((error: unknown) => {
    if (error instanceof ConcurrentStart) return accept(at, input);
    throw error;
  });
  return launchRun(at.home, accepted);
}

/** Executes an accepted run, here or wherever there is room. */
export function launchRun({ engine }: Pick<At['home'], 'engine'>, { work, ...started }: AcceptedRun): StartedRun {
  if (work !== null) engine.begin(work);
  else if (!started.isReplay) engine.wake();
  return started;
}

/**
 * Accepts a run of an agent inside a running transaction.
 * @throws Refusal `not_found` session.unknown · `conflict` session.busy, session.is_external · `limited` engine.overloaded · `unavailable` engine.draining
 */
export async function acceptRun(tx: Tx, at: At, agent: Agent, input: StartRun): Promise<AcceptedRun> {
  const { engine } = at.home;
  if (engine.isDraining()) throw new Refusal('unavailable', 'engine.draining', 'The server is going away.', { retryAfterS: 5 });
  if (engine.isOverloaded()) throw new Refusal('limited', 'engine.overloaded', 'Too many runs are waiting.', { retryAfterS: 2 });
  return insertRun(tx, at, agent, input);
}

function fingerprintOf(agentId: string, input: StartRun): string {
  const parts = [agentId, input.input, input.data, input.override, input.sessionId ?? null];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

async function insertRun(tx: Tx, at: At, agent: Agent, input: StartRun): Promise<AcceptedRun> {
  const { caller, home } = at;
  const now = home.clock.now();
  const runId = newId(now);
  const isLeased = home.engine.hasRoom();
  const tightened = limitsWith(agent.config, input.override);
  const limits = { ...tightened, timeoutMs: Math.max(tightened.timeoutMs, input.timeoutMsMin ?? 0) };
  const events = firstEvents(agent, input, isLeased);
  const session = await openSession(tx, at, agent, input, events, now);
  await tx.insert(runInsertion, [
    runRow(at, {
      agent,
      input,
      limits,
      runId,
      sessionId: session.id,
      afterSeq: session.afterSeq,
      isLeased,
      now,
      eventCount: events.length,
    }),
  ]);
  const target = { orgId: caller.orgId, sessionId: session.id, runId };
  const all = session.isNew ? [sessionCreated(session.name, input.origin), ...events] : events;
  if (session.isNew) await writeEvents(tx, target, all, 0, now);
  else await appendEvents(tx, target, all, { at: now, change: { status: 'ACTIVE', endedAt: null, lastError: null } });
  const work: RunWork = {
    runId,
    orgId: caller.orgId,
    sessionId: session.id,
    sessionName: session.name,
    agent: { id: agent.id, slug: agent.slug, version: agent.version },
    input: input.input,
    data: input.data,
    limits,
    fence: 1,
    attempt: 1,
    startedAt: now,
    deadlineAt: now + limits.timeoutMs,
    firstSeq: session.afterSeq + 1,
    traceParent: at.request.traceParent ?? null,
    hasHistory: !session.isNew,
  };
  const { id, slug } = agent;
  return {
    runId,
    sessionId: session.id,
    sessionName: session.name,
    agent: { id, slug },
    afterSeq: session.isNew ? 0 : session.afterSeq,
    lastSeq: session.afterSeq + events.length,
    isReplay: false,
    work: isLeased ? work : null,
  };
}

interface OpenedSession {
  readonly id: string;
  readonly name: string;
  readonly isNew: boolean;
  readonly afterSeq: number;
}

async function openSession(
  tx: Tx,
  { caller }: At,
  agent: Agent,
  input: StartRun,
  events: readonly NewEvent[],
  now: number,
): Promise<OpenedSession> {
  if (input.sessionId === undefined) {
    const id = newId(now);
    await createSession(tx, caller, { id, agent, origin: input.origin, events, at: now });
    return { id, name: sessionName(caller, { id, agent }), isNew: true, afterSeq: 1 };
  }
  const row = await orgSession(tx, caller, input.sessionId);
  if (row.agent_id !== agent.id) throw unknownSession();
  const held = await holdSession(tx, row.id);
  if (held === undefined || held.status === 'DELETED') throw unknownSession();
  if (isForeign(held.origin))
    throw new Refusal('conflict', 'session.is_external', 'The session is kept by an agent that runs somewhere else.');
  if ((await tx.first(openRunOfSession, { session: row.id })) !== undefined) {
    throw new Refusal('conflict', 'session.busy', 'The session has a run that has not ended yet.');
  }
  return { id: row.id, name: row.name, isNew: false, afterSeq: held.last_seq };
}

function sessionCreated(name: string, origin: SessionOrigin): NewEvent {
  return { type: 'session.created', payload: { name, origin } };
}

/** With a lease the first model call starts at once, so its start is recorded with the acceptance. */
function firstEvents(agent: Agent, input: StartRun, isLeased: boolean): NewEvent[] {
  const queued: NewEvent = {
    type: 'run.queued',
    payload: { input: input.input, data: input.data, agent_id: agent.id, agent_version: agent.version },
  };
  if (!isLeased) return [queued];
  return [
    queued,
    { type: 'run.started', payload: { attempt: 1 } },
    { type: 'step.started', payload: { step: 1, kind: 'model', model: agent.model } },
    { type: 'message.started', payload: { step: 1 } },
  ];
}

interface RunFacts {
  readonly agent: Agent;
  readonly input: StartRun;
  readonly limits: RunLimits;
  readonly runId: string;
  readonly sessionId: string;
  readonly afterSeq: number;
  readonly isLeased: boolean;
  readonly now: number;
  readonly eventCount: number;
}

function runRow({ caller, request, home }: At, facts: RunFacts): RunRow {
  const { agent, input, limits, isLeased, now } = facts;
  return {
    id: facts.runId,
    org_id: caller.orgId,
    session_id: facts.sessionId,
    agent_id: agent.id,
    agent_version: agent.version,
    state: isLeased ? 'running' : 'queued',
    input_json: JSON.stringify(input.input),
    config_json: JSON.stringify(limits),
    output_json: null,
    error_code: null,
    error_message: null,
    input_tokens: 0,
    output_tokens: 0,
    steps: 0,
    duration_ms: null,
    trigger_kind: isProgram(caller) ? 'api_key' : caller.kind,
    trigger_id: isProgram(caller) ? caller.credentialId : caller.kind === 'person' ? caller.userId : null,
    trigger_name: isProgram(caller) ? caller.credentialName : null,
    ip: request.ip,
    user_agent: request.userAgent.slice(0, 300),
    created_at: now,
    started_at: isLeased ? now : null,
    ended_at: null,
    deadline_at: isLeased ? now + limits.timeoutMs : null,
    first_seq: facts.afterSeq + 1,
    last_seq: facts.afterSeq + facts.eventCount,
    attempt: 1,
    fence: 1,
    lease_owner: isLeased ? home.processId : null,
    lease_until: isLeased ? now + home.leaseMs : null,
    cancel_requested_at: null,
    task_id: input.task?.id ?? null,
    task_fence: input.task?.fence ?? null,
    trace_parent: request.traceParent ?? null,
  };
}
