import type { AgentStatus, ExecutionMode, NumberedAgentRef, ProviderName } from './agent.ts';

/** How an agent works on tasks. Its key is never shown again. */
export interface Execution {
  readonly mode: ExecutionMode;
  readonly provider: ProviderName | null;
  /** The agent's own key; null when it uses the organisation's. */
  readonly provider_key: { readonly hint: string; readonly base_url: string } | null;
  readonly model: string;
  readonly system_prompt: string | null;
  readonly max_tokens: number;
  readonly temperature: number | null;
  readonly available_providers: readonly ProviderName[];
}

export interface ExecutionUpdate {
  readonly mode?: ExecutionMode | undefined;
  readonly provider?: ProviderName | null | undefined;
  /** Null removes it. */
  readonly provider_api_key?: string | null | undefined;
  readonly provider_base_url?: string | null | undefined;
  readonly model?: string | undefined;
  readonly system_prompt?: string | null | undefined;
  readonly max_tokens?: number | undefined;
  readonly temperature?: number | null | undefined;
}

/** What to try instead of what is stored. */
export interface ConnectionTest {
  readonly provider?: ProviderName | undefined;
  readonly api_key?: string | undefined;
  readonly base_url?: string | undefined;
  readonly model?: string | undefined;
}

export interface Connection {
  readonly connected: boolean;
  readonly model: string;
  readonly message: string;
  readonly latency_ms: number;
}

export type MetricPeriod = '7d' | '30d' | '90d' | 'all';

export interface Metrics {
  readonly tasks_completed: number;
  readonly tasks_in_progress: number;
  readonly tasks_failed: number;
  readonly avg_completion_time_minutes: number | null;
  readonly deliverables_submitted: number;
  readonly deliverables_approved: number;
  readonly deliverables_revision_requested: number;
  readonly deliverables_rejected: number;
  readonly approval_rate: number;
  readonly first_time_approval_rate: number;
}

export interface MetricDay {
  /** `2026-11-22`, UTC. */
  readonly date: string;
  readonly tasks_completed: number;
  readonly deliverables_submitted: number;
  readonly approved: number;
  readonly rejected: number;
}

export interface AgentMetrics {
  readonly period: MetricPeriod;
  readonly metrics: Metrics;
  /** Oldest first. */
  readonly days: readonly MetricDay[];
}

/** Whom tasks can be assigned to: an agent or a person, with the work that it has now. */
export interface Assignee extends NumberedAgentRef {
  readonly status: AgentStatus;
  readonly owner_user_id: string | null;
  readonly open_tasks: number;
  readonly running_tasks: number;
  readonly max_concurrent: number;
  readonly capabilities: readonly string[];
}
