/**
 * Terminology.
 * Overview: what an organisation's agents did in a period that ends now, beside the same length of time before it.
 * Sampled: a period holds more runs than are looked at, so that figures are those of the newest ones.
 */
export const overviewPeriods = ['1h', '24h', '7d', '30d'] as const;
export type OverviewPeriod = (typeof overviewPeriods)[number];

const hourMs = 3_600_000;
/** How long each period is, and into how many parts its chart is cut. */
export const shapeOf: { readonly [P in OverviewPeriod]: { readonly lengthMs: number; readonly parts: number } } = {
  '1h': { lengthMs: hourMs, parts: 60 },
  '24h': { lengthMs: 24 * hourMs, parts: 48 },
  '7d': { lengthMs: 7 * 24 * hourMs, parts: 56 },
  '30d': { lengthMs: 30 * 24 * hourMs, parts: 60 },
};

/** Half-open, epoch milliseconds. */
export interface Span {
  readonly since: number;
  readonly until: number;
  /** It ended long ago. */
  readonly isPast?: boolean;
}

export interface RunFigures {
  readonly total: number;
  readonly completed: number;
  /** Failed or out of time. */
  readonly failed: number;
  readonly cancelled: number;
  /** Queued, running or waiting now. */
  readonly unfinished: number;
  /** Completed among completed and failed, 0-1; null before any. */
  readonly successRate: number | null;
  /** Milliseconds; null before any run has ended. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly isSampled: boolean;
}

export interface RunsPart {
  readonly at: number;
  readonly completed: number;
  readonly failed: number;
  readonly other: number;
}

export interface AgentName {
  readonly id: string;
  readonly slug: string;
  readonly displayName: string;
}

export interface RunningNow {
  readonly runId: string;
  readonly sessionId: string;
  readonly agent: AgentName;
  readonly state: string;
  readonly startedAt: number | null;
  readonly createdAt: number;
}

/** Failures of one agent with one error code. */
export interface FailureGroup {
  readonly code: string;
  readonly agent: AgentName;
  readonly count: number;
  readonly lastRunId: string;
  readonly lastSessionId: string;
  readonly lastAt: number;
  readonly message: string;
}

export interface Overview {
  readonly period: OverviewPeriod;
  readonly span: Span;
  readonly waiting: {
    /** Open questions, approvals and reviews. */
    readonly open: number;
    readonly mine: number;
    readonly oldest: { readonly id: string; readonly kind: string; readonly question: string; readonly createdAt: number } | null;
  };
  readonly runs: RunFigures;
  readonly previous: RunFigures;
  readonly parts: readonly RunsPart[];
  readonly running: readonly RunningNow[];
  readonly failures: readonly FailureGroup[];
  readonly sessions: { readonly active: number; readonly awaitingInput: number };
  /** Null for those who may not read webhooks or keys. */
  readonly webhooks: { readonly active: number; readonly disabled: number; readonly dead: number } | null;
  readonly keys: { readonly active: number; readonly expiringSoon: number } | null;
}
