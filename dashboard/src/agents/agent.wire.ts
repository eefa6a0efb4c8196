import type { Agent, AgentUpdate, ProviderName, Timestamp } from '@forgeyard/sdk';

export type Autonomy = 'autonomous' | 'semi-autonomous' | 'supervised';
export type ExecutionMode = 'manual' | 'auto' | 'polling' | 'human';

/** What an agent has to do with tasks. */
export interface AgentWork {
  readonly autonomy: Autonomy;
  readonly execution_mode: ExecutionMode;
  readonly owner: { readonly id: string; readonly name: string } | null;
  /** Tasks assigned or in progress. */
  readonly open_tasks: number;
  readonly running_tasks: number;
}

const noWork: AgentWork = { autonomy: 'supervised', execution_mode: 'manual', owner: null, open_tasks: 0, running_tasks: 0 };

/** The members of an agent that the client library does not type yet; the server always sends them. */
export function workOf(agent: Agent & Partial<AgentWork>): AgentWork {
  return {
    autonomy: agent.autonomy ?? noWork.autonomy,
    execution_mode: agent.execution_mode ?? noWork.execution_mode,
    owner: agent.owner ?? noWork.owner,
    open_tasks: agent.open_tasks ?? noWork.open_tasks,
    running_tasks: agent.running_tasks ?? noWork.running_tasks,
  };
}

export type AgentChange = AgentUpdate & { readonly autonomy?: Autonomy };

/** How tasks of an agent are worked on. */
export interface Execution {
  readonly mode: ExecutionMode;
  readonly provider: ProviderName | null;
  readonly provider_key: { readonly hint: string; readonly base_url: string } | null;
  readonly model: string;
  readonly system_prompt: string | null;
  readonly max_tokens: number;
  readonly temperature: number | null;
  readonly available_providers: readonly ProviderName[];
}

export interface ExecutionChange {
  readonly mode?: ExecutionMode;
  readonly provider?: ProviderName | null;
  /** Write only; null removes it. */
  readonly provider_api_key?: string | null;
  readonly provider_base_url?: string | null;
  readonly model?: string;
  readonly system_prompt?: string | null;
  readonly max_tokens?: number;
  readonly temperature?: number | null;
}

/** What is not given is taken from the saved settings. */
export interface ConnectionProbe {
  readonly provider?: ProviderName;
  readonly api_key?: string;
  readonly base_url?: string;
  readonly model?: string;
}

export interface ConnectionResult {
  readonly connected: boolean;
  readonly model: string;
  readonly message: string;
  readonly latency_ms: number;
}

export interface AgentMetrics {
  readonly period: string;
  readonly metrics: {
    readonly tasks_completed: number;
    readonly tasks_in_progress: number;
    readonly tasks_failed: number;
    readonly avg_completion_time_minutes: number | null;
    readonly deliverables_submitted: number;
    readonly deliverables_approved: number;
    readonly deliverables_revision_requested: number;
    readonly deliverables_rejected: number;
    /** 0 to 1. */
    readonly approval_rate: number;
    readonly first_time_approval_rate: number;
  };
  /** Oldest first. */
  readonly days: readonly AgentDay[];
}

export interface AgentDay {
  /** `2026-11-22`, UTC. */
  readonly date: string;
  readonly tasks_completed: number;
  readonly deliverables_submitted: number;
  readonly approved: number;
  readonly rejected: number;
}

/** A task that can be run now, as far as a choice needs it. */
export interface RunnableTask {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly status: string;
  readonly created_at: Timestamp;
}

export interface StartedTask {
  readonly run_id: string;
  readonly session_id: string;
  readonly task_id: string;
}
