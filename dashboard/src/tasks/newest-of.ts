import type { Task } from '@forgeyard/sdk';

/** Joins lists that were read at different moments: of a task that is in several, the one that changed last counts. */
export function newestOf(pages: readonly { readonly data: readonly Task[] }[]): readonly Task[] {
  const taskById = new Map<string, Task>();
  for (const page of pages) {
    for (const task of page.data) {
      const known = taskById.get(task.id);
      if (known === undefined || known.updated_at < task.updated_at) taskById.set(task.id, task);
    }
  }
  return [...taskById.values()];
}
