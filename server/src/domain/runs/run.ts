import type { Json, JsonObject } from '../../kernel/json.ts';
import type { RunLimits } from '../agents/index.ts';

/**
 * Terminology.
 * Run: one accepted piece of work for an agent; it always reaches a terminal state.
 * Step: one model call or one tool call of a run, numbered together from 1. Attempt: one stretch of executing it; a crash begins the next.
 * Lease: the right of one process to execute a run, until a time; fence: counts leases, so that a process that lost its lease cannot write.
 */
export type RunState = 'queued' | 'running' | 'waiting' | 'cancelling' | 'completed' | 'failed' | 'timeout' | 'cancelled';

const terminalStates: ReadonlySet<string> = new Set<RunState>(['completed', 'failed', 'timeout', 'cancelled']);

export function isTerminal(state: string): boolean {
  return terminalStates.has(state);
}

export interface RunError {
  readonly code: string;
  readonly message: string;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface StepReport {
  readonly number: number;
  readonly kind: 'model' | 'tool';
  /** Counts tool calls only, from 1; null for model calls. Source: agent API specification, "Run Agent". */
  readonly toolNumber: number | null;
  readonly tool: string | null;
  readonly action: string | null;
  readonly input: Json;
  readonly output: Json;
  readonly error: RunError | null;
  readonly status: 'running' | 'completed' | 'failed' | 'waiting';
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly durationMs: number | null;
  readonly usage: Usage | null;
  readonly attempt: number;
}

/** What a run's log says happened, folded from its events. */
export interface RunReport {
  readonly state: RunState;
  readonly output: string | null;
  readonly result: Json;
  readonly error: RunError | null;
  readonly steps: readonly StepReport[];
  readonly usage: Usage;
  readonly durationMs: number | null;
}

export interface Run {
  readonly id: string;
  readonly orgId: string;
  readonly sessionId: string;
  readonly agent: { readonly id: string; readonly slug: string; readonly displayName: string };
  readonly agentVersion: number;
  readonly model: string;
  readonly state: RunState;
  readonly input: string;
  readonly usage: Usage;
  readonly stepsCount: number;
  readonly error: RunError | null;
  readonly attempt: number;
  readonly durationMs: number | null;
  readonly trigger: { readonly kind: string; readonly id: string | null; readonly name: string | null };
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly firstSeq: number;
  /** The trace that it is part of, 32 hex digits. */
  readonly traceId: string;
}

export interface RunDetails extends Run {
  readonly data: JsonObject | null;
  readonly report: RunReport;
}

/** Everything that the engine needs to execute a run; the rest it reads from the log. */
export interface RunWork {
  readonly runId: string;
  readonly orgId: string;
  readonly sessionId: string;
  readonly sessionName: string;
  readonly agent: { readonly id: string; readonly slug: string; readonly version: number };
  readonly input: string;
  readonly data: JsonObject | null;
  readonly limits: RunLimits;
  readonly fence: number;
  readonly attempt: number;
  readonly startedAt: number;
  /** When the run is stopped, epoch milliseconds. */
  readonly deadlineAt: number;
  readonly firstSeq: number;
  /** The W3C traceparent that it was started with; null when it begins a trace of its own. */
  readonly traceParent: string | null;
  /** Whether the session holds earlier turns, which then are part of the conversation. */
  readonly hasHistory: boolean;
}
