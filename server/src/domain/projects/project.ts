import { Refusal } from '../../kernel/refusal.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { RoutingRule } from './routing-rule.ts';

/**
 * Terminology.
 * Project: tasks that belong together, with what agents should know about them and rules for who gets them.
 * Knowledge: a text of a project that every agent working on its tasks is given.
 * Routing rule: conditions on a task, and the agent or capability that tasks which meet them go to.
 * Default agent: takes a project's tasks that no rule placed.
 */
export const projectStatuses = ['active', 'archived', 'completed'] as const;
export type ProjectStatus = (typeof projectStatuses)[number];

export interface Project {
  readonly id: string;
  readonly orgId: string;
  /** Unique in the deployment. */
  readonly number: number;
  readonly name: string;
  readonly description: string;
  readonly status: ProjectStatus;
  readonly defaultAgentId: string | null;
  readonly rules: readonly RoutingRule[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How other things name a project. */
export interface ProjectRef {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

export const unknownProject = (): Refusal => new Refusal('not_found', 'project.unknown', 'There is no such project.');

export function projectRefOf({ id, number, name }: ProjectRef): ProjectRef {
  return { id, number, name };
}

/** The `project` member of webhook payloads. */
export function projectFact({ id, number, name }: ProjectRef): JsonObject {
  return { id: number, uuid: id, name };
}

/** Whether tasks of this project are given to agents without a person choosing. */
export function routesAutomatically({ status, defaultAgentId, rules }: Project): boolean {
  return status === 'active' && (defaultAgentId !== null || rules.some((rule) => rule.isEnabled));
}
