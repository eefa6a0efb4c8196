import type { Actor, TaskPriority } from '@forgeyard/sdk';

/** Priorities in words; 1 is the most urgent. */
export const priorityWords: Readonly<Record<TaskPriority, string>> = { 1: 'Critical', 2: 'High', 3: 'Medium', 4: 'Low' };

/** The four priorities, most urgent first. */
export const priorities: readonly TaskPriority[] = [1, 2, 3, 4];

const kindWords: Readonly<Record<Actor['kind'], string>> = { user: 'A person', key: 'A key', agent: 'An agent', system: 'Forgeyard' };

/** Who made or wrote something, in words. */
export function authorOf({ kind, name }: Actor): string {
  return name ?? kindWords[kind];
}

/** The priority that a text such as `2` names, if it names one. */
export function priorityIn(text: string | undefined): TaskPriority | undefined {
  return priorities.find((priority) => String(priority) === text);
}
