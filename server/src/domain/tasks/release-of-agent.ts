import { statement } from '../../store/index.ts';
import type { AgentEnding } from '../ports.ts';
import { moveTask } from './move-task.ts';
import { isPending, lockTaskById } from './task-queries.ts';

const openWorkOf = statement<{ agent: string }, { id: string }>((db, arg) =>
  db.selectFrom('tasks').select('id').where('assignee_id', '=', arg.agent).where('status', 'in', ['assigned', 'in_progress']).orderBy('id'),
);
const forgetPreference = statement<{ agent: string }>((db, arg) =>
  db.updateTable('tasks').set({ preferred_agent_id: null }).where('preferred_agent_id', '=', arg.agent).where(isPending),
);

/** Part of every agent's end: what it was working on goes back to the pool, and nothing in the pool waits for it any more. */
export const releaseTasksOfAgent: AgentEnding = async (tx, { agentId }, at) => {
  for (const { id } of await tx.all(openWorkOf, { agent: agentId })) {
    const task = await lockTaskById(tx, at.home, id);
    if (task?.assignee?.id === agentId && (task.status === 'assigned' || task.status === 'in_progress'))
      await moveTask(tx, at, task, { to: 'pending', reason: 'agent_deleted' });
  }
  await tx.run(forgetPreference, { agent: agentId });
};
