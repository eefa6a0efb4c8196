import type { Json, JsonObject } from '../../kernel/json.ts';

/**
 * Terminology.
 * Agent: something that takes work and is addressed by UUID, `agt_…`, number or slug.
 * Definition: what an agent runs with (model, prompt, tools, config); each change makes a new immutable version.
 * Slug: its name in URLs, unique per organisation among living agents, compared without case.
 * Tool policy: per tool or `tool.action`: run at once (`allow`), ask a person first (`ask`), or refuse (`deny`).
 */
export type AgentStatus = 'active' | 'paused' | 'inactive' | 'disabled' | 'suspended';
export const agentStatuses: readonly AgentStatus[] = ['active', 'paused', 'inactive', 'disabled', 'suspended'];

/** Words of one meaning: at work; takes no new work; switched off. */
const statusClasses: readonly (readonly AgentStatus[])[] = [['active'], ['paused', 'inactive'], ['disabled', 'suspended']];

/** Every status that means the same as this one. */
export function statusesLike(status: AgentStatus): readonly AgentStatus[] {
  return statusClasses.find((one) => one.includes(status)) ?? [status];
}

/** `ai`: registered by people. `identity`: opened its own account. `human`: stands for a member, so that people can be assignees; it never runs. `external`: runs somewhere else. */
export const agentKinds = ['ai', 'identity', 'human', 'external'] as const;
export type AgentKind = (typeof agentKinds)[number];

/** Whether this server can run it: people and agents elsewhere are told what to do. */
export function isRunHere({ kind }: { readonly kind: AgentKind }): boolean {
  return kind !== 'human' && kind !== 'external';
}

/** How far it may go without a person. Source: agents API, "Register Agent" (`type`). */
export const autonomies = ['autonomous', 'semi-autonomous', 'supervised'] as const;
export type Autonomy = (typeof autonomies)[number];

/** Who starts its tasks: a person (`manual`), the server (`auto`), the agent itself (`polling`); `human` for people. */
export const executionModes = ['manual', 'auto', 'polling', 'human'] as const;
export type ExecutionMode = (typeof executionModes)[number];

export const agentProviders = ['openai', 'anthropic'] as const;
export type AgentProvider = (typeof agentProviders)[number];

export type ToolPolicy = 'allow' | 'ask' | 'deny';

/** Bounds of one run. */
export interface RunLimits {
  /** Tool calls a run may make, 1-100. */
  readonly maxSteps: number;
  /** Wall-clock deadline of a run in milliseconds, 100-600,000. */
  readonly timeoutMs: number;
  /** Model temperature 0-2; null leaves it to the provider. */
  readonly temperature: number | null;
  /** Output tokens per model call, 1-200,000. */
  readonly maxTokens: number;
  /** Whether overloaded, rate-limited and broken model calls are tried again. */
  readonly retryOnError: boolean;
}

export interface AgentConfig extends RunLimits {
  /** Steps of an agent that runs without a language model; null otherwise. */
  readonly playbook: Json;
  readonly toolPolicy: Readonly<Record<string, ToolPolicy>>;
  /**
   * What is done with a call that sends something out after the run has read what somebody outside may have written; `ask` when left out.
   * The stricter of this and the tool's own policy counts.
   */
  readonly sendsAfterUntrustedRead?: ToolPolicy;
}

export interface AgentDefinition {
  readonly model: string;
  readonly systemPrompt: string | null;
  readonly tools: readonly string[];
  readonly config: AgentConfig;
}

export interface Agent extends AgentDefinition {
  readonly id: string;
  readonly orgId: string;
  readonly number: number;
  readonly slug: string;
  readonly displayName: string;
  readonly description: string;
  readonly kind: AgentKind;
  readonly autonomy: Autonomy;
  readonly status: AgentStatus;
  readonly executionMode: ExecutionMode;
  /** The provider that its tasks are executed with; null lets the model decide. */
  readonly provider: AgentProvider | null;
  /** The person whose tasks its tasks are. */
  readonly ownerUserId: string | null;
  readonly version: number;
  readonly maxConcurrent: number;
  readonly capabilities: readonly string[];
  readonly metadata: JsonObject;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An agent and how busy it has been. */
export interface AgentWithActivity extends Agent {
  readonly runCount: number;
  readonly running: number;
  readonly lastRunAt: number | null;
}

/** What is shown of an agent beside other things. */
export interface AgentRef {
  readonly id: string;
  readonly number: number;
  readonly slug: string;
  readonly displayName: string;
  readonly kind: AgentKind;
}

/** The `agent` member of what webhooks carry. */
export function agentFact(agent: Pick<Agent, 'id' | 'number' | 'displayName' | 'status'>): JsonObject {
  return { id: agent.number, uuid: agent.id, name: agent.displayName, status: agent.status };
}

/** Source: agent API specification, "Get Agent" (config members and their defaults). */
export const defaultConfig: AgentConfig = {
  maxSteps: 10,
  timeoutMs: 30_000,
  temperature: 0.7,
  maxTokens: 4096,
  retryOnError: true,
  playbook: null,
  toolPolicy: {},
};

/** Stands in for an omitted model. */
export const defaultModel = 'claude-sonnet-4-20250514';

/** The policy for one action: the most exact entry wins, and what is not named is allowed. */
export function policyFor(config: AgentConfig, tool: string, action: string): ToolPolicy {
  return config.toolPolicy[`${tool}.${action}`] ?? config.toolPolicy[tool] ?? 'allow';
}

/** A run's own limits: an override may tighten steps and time, never loosen them beyond the agent's. */
export function limitsWith(config: AgentConfig, override: Partial<RunLimits>): RunLimits {
  return {
    maxSteps: Math.min(override.maxSteps ?? config.maxSteps, config.maxSteps),
    timeoutMs: Math.min(override.timeoutMs ?? config.timeoutMs, config.timeoutMs),
    maxTokens: Math.min(override.maxTokens ?? config.maxTokens, config.maxTokens),
    temperature: override.temperature === undefined ? config.temperature : override.temperature,
    retryOnError: override.retryOnError ?? config.retryOnError,
  };
}
