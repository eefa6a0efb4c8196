import type { Page, Task, TaskUpdate } from '@forgeyard/sdk';
import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';

/** What of a task can be shown as changed before the server has said so. */
interface Change {
  readonly task: Task;
  readonly fields: Pick<TaskUpdate, 'status' | 'priority'>;
}

type Lists = InfiniteData<Page<Task>>;

/** Changes a task; state and priority show at once and return to what they were when the server refuses. */
export function useTaskChange() {
  const forge = useForge();
  const queries = useQueryClient();
  const listsKey = ['tasks', 'list'];
  return useMutation({
    mutationFn: ({ task, fields }: Change) =>
      fields.status === undefined ? forge.tasks.update(task.id, fields) : forge.tasks.setStatus(task.id, fields.status),
    onMutate: async ({ task, fields }) => {
      await queries.cancelQueries({ queryKey: listsKey });
      const before = queries.getQueriesData<Lists>({ queryKey: listsKey });
      const shown = { ...task, status: fields.status ?? task.status, priority: fields.priority ?? task.priority };
      queries.setQueriesData<Lists>({ queryKey: listsKey }, (lists) => (lists === undefined ? undefined : withTask(lists, shown)));
      return before;
    },
    onError: (_error, _change, before) => before?.forEach(([key, lists]) => queries.setQueryData(key, lists)),
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['tasks'] }), queries.invalidateQueries({ queryKey: ['assignees'] })]),
  });
}

function withTask(lists: Lists, task: Task): Lists {
  const pages = lists.pages.map((page) => ({ ...page, data: page.data.map((each) => (each.id === task.id ? task : each)) }));
  return { ...lists, pages };
}
