import type { JsonObject } from '../../kernel/json.ts';

/** How one of several agents with a capability is picked. */
export const strategies = ['least_busy', 'round_robin', 'first_available', 'random'] as const;
export type Strategy = (typeof strategies)[number];

/** What a task must be like; every member that is given has to hold, and none of them means any task. */
export interface RuleConditions {
  /** At least one of these tags, compared without case. */
  readonly tagsAny?: readonly string[] | undefined;
  /** All of these tags, compared without case. */
  readonly tagsAll?: readonly string[] | undefined;
  /** Bounds of the priority, 1 (critical) to 4 (low). */
  readonly priority?:
    | { readonly eq?: number | undefined; readonly gte?: number | undefined; readonly lte?: number | undefined }
    | undefined;
  readonly type?: string | undefined;
  /** Members that the task's context must have with exactly these values. */
  readonly context?: JsonObject | undefined;
}

/** Who gets the tasks of a project that meet some conditions. */
export interface RoutingRule {
  /** Unique in its project. */
  readonly id: string;
  readonly name: string;
  /** Lower comes first; equal ones in the order in which they were written. */
  readonly priority: number;
  readonly isEnabled: boolean;
  readonly conditions: RuleConditions;
  /** UUID of an agent; exclusive with a capability. */
  readonly assignTo: string | null;
  readonly assignToCapability: string | null;
  readonly strategy: Strategy;
  /** UUID of the agent that is taken when nobody above is free. */
  readonly fallbackTo: string | null;
}

/** Rules that a project can hold. */
export const rulesMax = 50;

/** In the order in which they are tried. */
export function inOrder(rules: readonly RoutingRule[]): readonly RoutingRule[] {
  return rules.toSorted((one, other) => one.priority - other.priority);
}
