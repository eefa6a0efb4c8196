import type { JsonObject, JsonValue, Timestamp } from './json.ts';

export type AgentStatus = 'active' | 'paused' | 'inactive' | 'disabled' | 'suspended';
export type ProviderName = 'openai' | 'anthropic';
/** `identity` has an account of its own; `human` stands for a member of the organisation; `external` runs elsewhere. */
export type AgentKind = 'ai' | 'identity' | 'human' | 'external';
/** How far it may go without a person. */
export type Autonomy = 'autonomous' | 'semi-autonomous' | 'supervised';
/** Who begins its tasks: a person, the server, the agent itself; `human` for people. */
export type ExecutionMode = 'manual' | 'auto' | 'polling' | 'human';
export type ToolPolicy = 'allow' | 'ask' | 'deny';

/** How a run of an agent behaves. Everything is optional on input; the server fills in the defaults printed here. */
export interface AgentConfig {
  /** Tool calls that one run may make, 1..100; default 10. */
  readonly max_steps: number;
  /** 0..2, null leaves it to the model; default 0.7. */
  readonly temperature: number | null;
  /** Deadline of one run in milliseconds, 100..600000; default 30000. */
  readonly timeout_ms: number;
  /** Whether a failed model call is tried again; default true. */
  readonly retry_on_error: boolean;
  /** Output tokens of one model call; default 4096. */
  readonly max_tokens: number;
  /** The fixed tool calls of an agent whose model is `playbook`. */
  readonly playbook?: readonly JsonValue[] | undefined;
  /** Keys are `<tool>` or `<tool>.<action>`. */
  readonly tool_policy?: Readonly<Record<string, ToolPolicy>> | undefined;
  /** Of calls that send something out after the run has read what outsiders may have written; `ask` when left out. */
  readonly sends_after_untrusted_read?: ToolPolicy | undefined;
}

/** The short form in which other resources name an agent. */
export interface AgentRef {
  readonly id: string;
  readonly slug: string;
  readonly display_name: string;
}

/** The short form in which work names an agent or the person that it stands for. */
export interface NumberedAgentRef extends AgentRef {
  readonly number: number;
  readonly kind: AgentKind;
}

export interface Agent extends NumberedAgentRef {
  readonly agt_id: string;
  readonly description: string;
  readonly autonomy: Autonomy;
  readonly status: AgentStatus;
  readonly execution_mode: ExecutionMode;
  /** The person whose tasks its tasks are. */
  readonly owner: { readonly id: string; readonly name: string } | null;
  /** Grows by one with every change; also the ETag (`"v3"`). */
  readonly version: number;
  readonly model: string;
  readonly provider: ProviderName | 'playbook' | null;
  readonly system_prompt: string | null;
  readonly tools: readonly string[];
  readonly config: AgentConfig;
  readonly max_concurrent_tasks: number;
  readonly capabilities: readonly string[];
  readonly metadata: JsonObject;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
  readonly run_count: number;
  readonly running: number;
  /** Tasks assigned to it or in progress. */
  readonly open_tasks: number;
  /** Tasks in progress. */
  readonly running_tasks: number;
  readonly last_run_at: Timestamp | null;
}

/** What can be said about an agent when it is created or changed. */
export interface AgentFields {
  readonly display_name?: string | undefined;
  readonly description?: string | undefined;
  readonly autonomy?: Autonomy | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly model?: string | undefined;
  readonly system_prompt?: string | null | undefined;
  readonly config?: { readonly [K in keyof AgentConfig]?: AgentConfig[K] | undefined } | undefined;
  readonly max_concurrent_tasks?: number | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly metadata?: JsonObject | undefined;
  /** Why the change was made; shown in the list of versions. */
  readonly note?: string | undefined;
}

export interface AgentCreate extends AgentFields {
  /** Letter first, then letters, digits and hyphens, at most 63 characters; unique in the organisation. */
  readonly slug: string;
  /** Default `ai`; `external` for one that runs elsewhere. */
  readonly kind?: 'ai' | 'external' | undefined;
  /** Id of a template that supplies what is not given. */
  readonly template?: string | undefined;
}

export interface AgentUpdate extends AgentFields {
  readonly slug?: string | undefined;
  readonly status?: AgentStatus | undefined;
}

export interface AgentVersion {
  readonly version: number;
  readonly model: string;
  readonly system_prompt: string | null;
  readonly tools: readonly string[];
  readonly config: AgentConfig;
  readonly note: string | null;
  readonly created_at: Timestamp;
  readonly created_by: string;
}

export interface AgentQuery {
  readonly status?: AgentStatus | undefined;
  /** Default: all but those that stand for people. */
  readonly kind?: AgentKind | undefined;
  /** Words to look for in slug, name and description. */
  readonly q?: string | undefined;
}

/** A ready-made agent to start from. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly tools: readonly string[];
  readonly system_prompt: string | null;
  readonly config: AgentFields['config'];
  readonly example: { readonly input: string; readonly data?: JsonObject | null };
}
