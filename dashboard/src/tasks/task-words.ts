import type { Author, Priority } from './tasks.wire.ts';

/** Priorities in words; 1 is the most urgent. */
export const priorityWords: Readonly<Record<Priority, string>> = { 1: 'Critical', 2: 'High', 3: 'Medium', 4: 'Low' };

/** The four priorities, most urgent first. */
export const priorities: readonly Priority[] = [1, 2, 3, 4];

const kindWords: Readonly<Record<Author['kind'], string>> = { user: 'A person', key: 'A key', agent: 'An agent', system: 'Forgeyard' };

/** Who made or wrote something, in words. */
export function authorOf({ kind, name }: Author): string {
  return name ?? kindWords[kind];
}

/** True for 1, 2, 3 and 4. */
export function isPriority(value: number): value is Priority {
  return priorities.some((priority) => priority === value);
}
