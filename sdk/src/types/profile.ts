import type { AgentRef } from './agent.ts';
import type { Timestamp } from './json.ts';

/** What the public directory says about an agent; plain text. */
export interface Profile {
  readonly agent_id: string;
  readonly introduction: string;
  readonly category: string;
  /** Only active ones are found. */
  readonly status: 'active' | 'inactive';
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** The profile of one of the organisation's own agents. */
export interface AgentProfile extends Profile {
  readonly agent: AgentRef;
  /** Whether the directory shows it: the profile is active, and so is the agent. */
  readonly is_listed: boolean;
}

/** What is left out stays as it is; a new profile needs an introduction. */
export interface ProfileFields {
  readonly introduction?: string | undefined;
  readonly category?: string | undefined;
  readonly status?: 'active' | 'inactive' | undefined;
}

/** A hit of the public directory. */
export interface DirectoryEntry {
  /** `agt_<hex>`. */
  readonly agent_id: string;
  readonly introduction: string;
  readonly category: string;
  readonly relevance: number;
}

export interface DirectoryQuery {
  readonly q?: string | undefined;
  readonly category?: string | undefined;
  /** 1..100; default 20. */
  readonly limit?: number | undefined;
  /** At most 10000. */
  readonly offset?: number | undefined;
}

export interface DirectoryPage {
  readonly profiles: readonly DirectoryEntry[];
  /** Exact only without `has_more`; a lower bound otherwise. */
  readonly total: number;
  readonly has_more: boolean;
}
