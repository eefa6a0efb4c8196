import type { Worker } from '../tasks/tasks.wire.ts';

export type ProjectStatus = 'active' | 'archived' | 'completed';

export interface Project {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly description: string;
  readonly status: ProjectStatus;
  readonly default_agent: Worker | null;
  readonly tasks: { readonly open: number; readonly total: number };
  readonly knowledge_count: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface ProjectFields {
  readonly name?: string;
  readonly description?: string;
  readonly status?: ProjectStatus;
  readonly default_agent?: string | null;
}

export type KnowledgeKind = 'documentation' | 'guideline' | 'template' | 'example' | 'reference';

export interface Knowledge {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly kind: KnowledgeKind;
  readonly content: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface KnowledgeFields {
  readonly title: string;
  readonly kind: KnowledgeKind;
  readonly content: string;
}

export type Strategy = 'least_busy' | 'round_robin' | 'first_available' | 'random';

export interface RuleConditions {
  readonly tags_any?: readonly string[];
  readonly tags_all?: readonly string[];
  readonly priority?: { readonly eq?: number; readonly gte?: number; readonly lte?: number };
  readonly type?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

interface RuleOf<Agent> {
  readonly name: string;
  /** Lower comes first. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly conditions: RuleConditions;
  readonly assign_to?: Agent | null;
  readonly assign_to_capability?: string | null;
  readonly strategy?: Strategy;
  readonly fallback_to?: Agent | null;
}

/** A rule as the server tells it. */
export type Rule = RuleOf<Worker> & { readonly id: string };
/** A rule as it is sent, with agents by their address. */
export type SentRule = RuleOf<string> & { readonly id?: string };

/** A task that is imagined, and the rules to try on it where they are not saved yet. */
export interface RoutingQuestion {
  readonly title?: string;
  readonly tags?: readonly string[];
  readonly priority?: number;
  readonly type?: string;
  readonly required_capabilities?: readonly string[];
  readonly rules?: readonly SentRule[];
}

export interface RoutingAnswer {
  readonly agent: Worker | null;
  readonly rule: { readonly id: string; readonly name: string } | null;
  readonly decision: string;
  readonly steps: readonly { readonly rule: string; readonly matched: boolean; readonly why: string }[];
}
