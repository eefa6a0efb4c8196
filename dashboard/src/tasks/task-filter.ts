import type { TaskQuery, TaskStatus } from '@forgeyard/sdk';
import { priorityIn } from './task-words.ts';

/** What the address of the page says about the filter and the view. */
export interface TaskSearch {
  readonly project?: string;
  readonly agent?: string;
  readonly priority?: string;
  readonly text?: string;
  readonly mine?: string;
  readonly status?: string;
  readonly view?: string;
}

/** The states of work that is not over. */
export const openStates: readonly TaskStatus[] = ['pending', 'assigned', 'in_progress', 'review'];

const states: readonly TaskStatus[] = [...openStates, 'completed', 'cancelled'];

/** The states that a text with commas names; undefined for none. */
export function statesIn(text: string | undefined): readonly TaskStatus[] | undefined {
  const words = text?.split(',') ?? [];
  const named = states.filter((state) => words.includes(state));
  return named.length === 0 ? undefined : named;
}

/** The filter in the server's words. */
export function taskQueryOf({ project, agent, priority, text, mine }: TaskSearch): TaskQuery {
  return {
    project: given(project),
    agent: given(agent),
    priority: priorityIn(priority),
    text: given(text),
    mine: mine === 'true' ? true : undefined,
  };
}

/** Whether the filter leaves anything out; the view is not part of it. */
export function isFiltered(search: TaskSearch): boolean {
  return Object.values(taskQueryOf(search)).some((value) => value !== undefined) || given(search.status) !== undefined;
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
