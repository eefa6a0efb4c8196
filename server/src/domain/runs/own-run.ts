import type { LoggedEvent, NewEvent } from '../../kernel/event.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { appendEvents } from '../sessions/index.ts';
import type { SessionChange } from '../sessions/index.ts';
import type { RunState, Usage } from './run.ts';
import { endTaskRun } from './task-run.ts';
import type { FinishedRun } from './task-run.ts';

/**
 * What only the holder of a run's lease may write. Every statement names the fence: a process whose lease was taken over changes nothing and
 * learns it by `LeaseLost`.
 */
export interface OwnedRun {
  readonly runId: string;
  readonly orgId: string;
  readonly sessionId: string;
  readonly fence: number;
}

/** Another process owns the run now; whoever sees this stops without a word. */
export class LeaseLost extends Error {}

const openStates = ['running', 'cancelling', 'queued', 'waiting'];

const progress = statement<{ id: string; fence: number; steps: number; input_tokens: number; output_tokens: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ steps: arg.steps, input_tokens: arg.input_tokens, output_tokens: arg.output_tokens })
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence)
    .where('state', 'in', ['running', 'cancelling']),
);

const finish = statement<
  {
    id: string;
    fence: number;
    state: string;
    ended_at: number;
    duration_ms: number;
    input_tokens: number;
    output_tokens: number;
    steps: number;
    error_code: string | null;
    error_message: string | null;
  },
  FinishedRun
>((db, arg) =>
  db
    .updateTable('runs')
    .set({
      state: arg.state,
      ended_at: arg.ended_at,
      duration_ms: arg.duration_ms,
      input_tokens: arg.input_tokens,
      output_tokens: arg.output_tokens,
      steps: arg.steps,
      error_code: arg.error_code,
      error_message: arg.error_message,
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence)
    .where('state', 'in', openStates)
    .returning(['agent_id', 'agent_version', 'task_id', 'task_fence']),
);

const keepSteps = statement<{ id: string }, { steps: number }>((db, arg) => db.selectFrom('runs').select('steps').where('id', '=', arg.id));

const fenceOf = statement<{ id: string; fence: number }, { id: string }>((db, arg) =>
  db
    .selectFrom('runs')
    .select('id')
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence)
    .where('state', 'in', ['running', 'cancelling']),
);

export interface RunProgress {
  readonly steps: number;
  readonly usage: Usage;
}

/** Appends what a step brought. @throws LeaseLost */
export async function recordProgress(
  tx: Tx,
  run: OwnedRun,
  done: RunProgress,
  events: readonly NewEvent[],
  at: number,
): Promise<readonly LoggedEvent[]> {
  const advanced = tx.run(progress, {
    id: run.runId,
    fence: run.fence,
    steps: done.steps,
    input_tokens: done.usage.inputTokens,
    output_tokens: done.usage.outputTokens,
  });
  // Asked for together, for the sake of a database that is far away; what a lost lease appended is rolled back.
  const [changed, logged] = await Promise.all([advanced, appendEvents(tx, run, events, { at })]);
  if (changed === 0) throw new LeaseLost();
  return logged;
}

/** Appends text that arrived so far; cheap, and lost without harm. @throws LeaseLost */
export async function recordDeltas(tx: Tx, run: OwnedRun, events: readonly NewEvent[], at: number): Promise<readonly LoggedEvent[]> {
  if ((await tx.first(fenceOf, { id: run.runId, fence: run.fence })) === undefined) throw new LeaseLost();
  return appendEvents(tx, run, events, { at });
}

export type Outcome =
  | { readonly state: 'completed'; readonly output: string }
  | { readonly state: 'failed' | 'timeout' | 'cancelled'; readonly code: string; readonly message: string };

export interface OutcomeFacts {
  readonly now: number;
  readonly startedAt: number;
  readonly usage: Usage;
  readonly steps?: number;
  /** Events that belong into the same commit, before the terminal one. */
  readonly lead?: readonly NewEvent[];
  /** The run waits for a person, who need not answer any more. */
  readonly isWaiting?: boolean;
}

/** Ends a run, its turn of the session, and what it meant for a task, in one commit. @throws LeaseLost */
export async function settleRun(tx: Tx, home: Home, run: OwnedRun, facts: OutcomeFacts, outcome: Outcome): Promise<readonly LoggedEvent[]> {
  const durationMs = Math.max(0, facts.now - facts.startedAt);
  const steps = facts.steps ?? (await tx.first(keepSteps, { id: run.runId }))?.steps ?? 0;
  const finishing = tx.first(finish, {
    id: run.runId,
    fence: run.fence,
    state: outcome.state,
    ended_at: facts.now,
    duration_ms: durationMs,
    input_tokens: facts.usage.inputTokens,
    output_tokens: facts.usage.outputTokens,
    steps,
    error_code: outcome.state === 'completed' ? null : outcome.code,
    error_message: outcome.state === 'completed' ? null : outcome.message,
  });
  if (facts.isWaiting === true && (await finishing) !== undefined)
    for (const end of home.waitEndings) await end(tx, home, { ...run, now: facts.now });
  const events = [...(facts.lead ?? []), terminalEvent(outcome, durationMs, facts.usage)];
  const appending = appendEvents(tx, run, events, { at: facts.now, change: sessionAfter(outcome, facts.now) });
  const [finished, logged] = await Promise.all([finishing, appending]);
  if (finished === undefined) throw new LeaseLost();
  await endTaskRun(tx, home, { run, finished, outcome, usage: facts.usage, now: facts.now });
  return logged;
}

function terminalEvent(outcome: Outcome, durationMs: number, usage: Usage): NewEvent {
  const totals = { duration_ms: durationMs, usage: { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens } };
  if (outcome.state === 'completed') return { type: 'run.completed', payload: { output: outcome.output, ...totals } };
  const payload = { code: outcome.code, message: outcome.message, ...totals };
  const types: {
    readonly [S in Exclude<RunState, 'queued' | 'running' | 'waiting' | 'cancelling' | 'completed'>]:
      | 'run.failed'
      | 'run.timed_out'
      | 'run.cancelled';
  } = {
    failed: 'run.failed',
    timeout: 'run.timed_out',
    cancelled: 'run.cancelled',
  };
  return { type: types[outcome.state], payload };
}

function sessionAfter(outcome: Outcome, now: number): SessionChange {
  if (outcome.state === 'completed') return { status: 'COMPLETED', endedAt: now, lastError: null };
  if (outcome.state === 'cancelled') return { status: 'KILLED', endedAt: now, lastError: null };
  return { status: 'FAILED', endedAt: now, lastError: outcome.message };
}
