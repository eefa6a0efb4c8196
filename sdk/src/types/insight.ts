import type { AgentRef } from './agent.ts';
import type { Timestamp } from './json.ts';

export type OverviewPeriod = '1h' | '24h' | '7d' | '30d';

export interface RunFigures {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly unfinished: number;
  /** Completed among completed and failed, 0-1; null before any. */
  readonly success_rate: number | null;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  /** The figures are those of the newest 50,000 runs. */
  readonly sampled: boolean;
}

/** What agents did in a period, what they do now, and what needs somebody. */
export interface Overview {
  readonly period: OverviewPeriod;
  readonly since: Timestamp;
  readonly until: Timestamp;
  readonly waiting: {
    readonly open: number;
    readonly mine: number;
    readonly oldest: { readonly id: string; readonly kind: string; readonly question: string; readonly created_at: Timestamp } | null;
  };
  readonly runs: RunFigures;
  /** The same length of time before. */
  readonly previous: RunFigures;
  readonly parts: readonly { readonly at: Timestamp; readonly completed: number; readonly failed: number; readonly other: number }[];
  readonly running: readonly {
    readonly run_id: string;
    readonly session_id: string;
    readonly agent: AgentRef;
    readonly status: string;
    readonly started_at: Timestamp | null;
    readonly created_at: Timestamp;
  }[];
  readonly failures: readonly {
    readonly code: string;
    readonly agent: AgentRef;
    readonly count: number;
    readonly last_run_id: string;
    readonly last_session_id: string;
    readonly last_at: Timestamp;
    readonly message: string;
  }[];
  readonly sessions: { readonly active: number; readonly awaiting_input: number };
  /** Null for those who may not read webhooks. */
  readonly webhooks: { readonly active: number; readonly disabled: number; readonly dead_24h: number } | null;
  /** Null for those who may not read keys. */
  readonly keys: { readonly active: number; readonly expiring_7d: number } | null;
}
