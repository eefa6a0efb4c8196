import type { Task, TaskPriority } from '@forgeyard/sdk';
import { useLetters } from '../shell/use-letters.ts';
import type { Desk } from './use-desk.tsx';

/**
 * `m` opens the menu of the task that has the focus, `1` to `4` set its priority. On the page of one task, `isOnly`, that task is meant
 * wherever the focus is.
 */
export function useTaskLetters(
  tasks: readonly Task[],
  desk: Pick<Desk, 'openMenu' | 'prioritise'>,
  { onAct, isOnly = false }: { readonly onAct?: () => void; readonly isOnly?: boolean } = {},
): void {
  const focused = () => {
    if (isOnly) return tasks[0];
    const id = document.activeElement?.closest<HTMLElement>('[data-task]')?.dataset['task'];
    return tasks.find((task) => task.id === id);
  };
  const prioritise = (priority: TaskPriority) => () => {
    const task = focused();
    if (task === undefined) return false;
    onAct?.();
    desk.prioritise(task, priority);
    return true;
  };
  useLetters({
    m: () => {
      const task = focused();
      const anchor = task === undefined ? null : document.querySelector<HTMLElement>(`[data-menu-of="${task.id}"]`);
      if (task === undefined || anchor === null) return false;
      desk.openMenu(task, anchor);
      return true;
    },
    1: prioritise(1),
    2: prioritise(2),
    3: prioritise(3),
    4: prioritise(4),
  });
}
