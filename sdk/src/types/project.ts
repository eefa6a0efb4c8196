import type { NumberedAgentRef } from './agent.ts';
import type { JsonObject, Timestamp } from './json.ts';
import type { ProjectRef, TaskPriority } from './task.ts';

export type ProjectStatus = 'active' | 'archived' | 'completed';
export type KnowledgeKind = 'documentation' | 'guideline' | 'template' | 'example' | 'reference';
/** How one of several fitting agents is chosen. */
export type RoutingStrategy = 'least_busy' | 'round_robin' | 'first_available' | 'random';

export interface Project extends ProjectRef {
  readonly description: string;
  readonly status: ProjectStatus;
  readonly default_agent: NumberedAgentRef | null;
  readonly tasks: { readonly open: number; readonly total: number };
  readonly knowledge_count: number;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

export interface ProjectCreate {
  readonly name: string;
  readonly description?: string | undefined;
  readonly default_agent?: string | number | null | undefined;
}

export interface ProjectUpdate extends Partial<ProjectCreate> {
  readonly status?: ProjectStatus | undefined;
}

export interface ProjectQuery {
  readonly status?: ProjectStatus | undefined;
  /** Words to look for. */
  readonly q?: string | undefined;
}

/** A text of a project that every agent working on its tasks is given. */
export interface Knowledge {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly kind: KnowledgeKind;
  readonly content: string;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

export interface KnowledgeCreate {
  readonly title: string;
  readonly content: string;
  readonly kind?: KnowledgeKind | undefined;
}

/** Every member that is given has to hold; none means any task. */
export interface RoutingConditions {
  readonly tags_any?: readonly string[] | undefined;
  readonly tags_all?: readonly string[] | undefined;
  readonly priority?:
    | { readonly eq?: TaskPriority | undefined; readonly gte?: TaskPriority | undefined; readonly lte?: TaskPriority | undefined }
    | undefined;
  readonly type?: string | undefined;
  readonly context?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

export interface RoutingRule {
  readonly id: string;
  readonly name: string;
  /** Lower comes first. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly conditions: RoutingConditions;
  readonly assign_to: NumberedAgentRef | null;
  readonly assign_to_capability: string | null;
  readonly strategy: RoutingStrategy;
  readonly fallback_to: NumberedAgentRef | null;
}

export interface RoutingRuleInput {
  /** Made when left out. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly priority: number;
  readonly enabled?: boolean | undefined;
  readonly conditions?: RoutingConditions | undefined;
  readonly assign_to?: string | number | null | undefined;
  readonly assign_to_capability?: string | null | undefined;
  readonly strategy?: RoutingStrategy | undefined;
  readonly fallback_to?: string | number | null | undefined;
}

/** A task that need not exist, and rules that need not be saved. */
export interface RoutingTest {
  readonly title?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly priority?: TaskPriority | undefined;
  readonly type?: string | null | undefined;
  readonly context?: JsonObject | undefined;
  readonly required_capabilities?: readonly string[] | undefined;
  readonly preferred_agent?: string | number | null | undefined;
  readonly rules?: readonly RoutingRuleInput[] | undefined;
}

export interface RoutingOutcome {
  readonly agent: NumberedAgentRef | null;
  readonly rule: { readonly id: string; readonly name: string } | null;
  readonly decision: string;
  readonly steps: readonly { readonly rule: string; readonly matched: boolean; readonly why: string }[];
}
