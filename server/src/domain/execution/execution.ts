import type { Secret } from '../../kernel/secret.ts';
import type { Agent, AgentProvider, ExecutionMode } from '../agents/index.ts';

/**
 * Terminology.
 * Execution: working on a task by a run of the agent it is assigned to. Mode: who begins it: a person (`manual`), the server (`auto`), the
 * agent itself (`polling`); `human` for people, who are never run.
 * Own account: a provider key of this agent alone, in place of its organisation's. It is tied to the address it was given for.
 * Cooldown: the time after a failure before which the server does not begin the task again.
 */
export interface ExecutionSettings {
  readonly agent: Agent;
  /** The agent's own provider key, as far as it is ever shown. */
  readonly key: { readonly hint: string; readonly baseUrl: string } | null;
  /** Providers that an account of the agent or of its organisation serves. */
  readonly availableProviders: readonly AgentProvider[];
}

/** What is given is changed; the rest stays. */
export interface ExecutionChanges {
  readonly mode?: ExecutionMode | undefined;
  /** The wire that the model is reached over; null lets the model's name decide again. */
  readonly provider?: AgentProvider | null | undefined;
  /** Stored sealed and never shown again; null removes it. */
  readonly providerApiKey?: Secret | null | undefined;
  /** Where the key is sent. Another address without a new key drops the stored one. */
  readonly providerBaseUrl?: string | null | undefined;
  /** How the account is called in lists of an operator. */
  readonly providerLabel?: string | undefined;
  readonly model?: string | undefined;
  readonly systemPrompt?: string | null | undefined;
  /** Output tokens per model call. */
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | null | undefined;
}
