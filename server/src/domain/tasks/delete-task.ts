import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { atEachIndex } from './bulk.ts';
import { lockedTask, visibleTask } from './find-task.ts';
import type { Task } from './task.ts';
import { recordTask } from './task-fact.ts';
import { lockTasks } from './task-queries.ts';

/** What hangs on a task: its own rows and its comments go with it, what was handed in stays. */
const farewells = [
  statement<{ id: string }>((db, arg) => db.updateTable('deliverables').set({ task_id: null }).where('task_id', '=', arg.id)),
  statement<{ id: string }>((db, arg) => db.deleteFrom('comments').where('task_id', '=', arg.id)),
  statement<{ id: string }>((db, arg) => db.deleteFrom('task_tags').where('task_id', '=', arg.id)),
  statement<{ id: string }>((db, arg) => db.deleteFrom('task_capabilities').where('task_id', '=', arg.id)),
];
const remove = statement<{ id: string }>((db, arg) => db.deleteFrom('tasks').where('id', '=', arg.id));

/**
 * Deletes a task with its comments; deliverables that were handed in for it stay, and its history stays in the activity.
 * @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope
 */
export const deleteTask = mutation<string, Task>({
  grant: 'tasks:manage',
  work: (tx, at, address) => removeTask(tx, at, address),
  record: (task) => ({
    event: 'task.deleted',
    target: task.id,
    agentId: task.assignee?.id ?? null,
    details: { number: task.number, title: task.title, status: task.status },
  }),
});

/** Deletes up to 100 tasks, all or none. @throws Refusal as for one; the message names the place of the task in the list */
export const deleteTasks = mutation<readonly string[], readonly Task[]>({
  grant: 'tasks:manage',
  work: async (tx, at, addresses) => {
    const seen = await atEachIndex([...new Set(addresses)], 'ids', (address) => visibleTask(tx, at.caller, address));
    const ids = seen.map(({ id }) => id);
    await lockTasks(tx, at.home, ids);
    return atEachIndex(ids, 'ids', (id) => removeTask(tx, at, id));
  },
  record: (tasks) => ({ event: 'tasks.deleted', target: tasks[0]?.id ?? '', details: { tasks: tasks.map((task) => task.number) } }),
});

async function removeTask(tx: Tx, at: At, address: string): Promise<Task> {
  const task = await lockedTask(tx, at, address);
  for (const farewell of farewells) await tx.run(farewell, { id: task.id });
  await tx.run(remove, { id: task.id });
  await recordTask(tx, at, task, { event: 'task.deleted' });
  return task;
}
