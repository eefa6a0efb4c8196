import type { TaskQuery } from './tasks.wire.ts';

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

/** The filter in the server's words. */
export function taskQueryOf({ project, agent, priority, text, mine }: TaskSearch): TaskQuery {
  return {
    project: given(project),
    agent: given(agent),
    priority: /^[1-4]$/.test(priority ?? '') ? priority : undefined,
    text: given(text),
    mine: mine === 'true' ? 'true' : undefined,
  };
}

/** Whether the filter leaves anything out; the view is not part of it. */
export function isFiltered(search: TaskSearch): boolean {
  return Object.values(taskQueryOf(search)).some((value) => value !== undefined) || given(search.status) !== undefined;
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
