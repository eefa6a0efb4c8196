import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Activity } from '../activity/index.ts';
import type { ActivitySink } from '../ports.ts';
import { countsOf, dayMs, dayOf, failureEvents, isFailure } from './agent-day.ts';
import type { DayCounts } from './agent-day.ts';

interface DayAddition extends DayCounts {
  readonly agent_id: string;
  readonly org_id: string;
  readonly day: number;
}

/** Adds inside the database, so that two transactions that count at once both count. */
const addToDay = statement<DayAddition>((db, arg) =>
  db
    .insertInto('agent_days')
    .values({
      agent_id: arg.agent_id,
      org_id: arg.org_id,
      day: arg.day,
      tasks_completed: arg.tasks_completed,
      tasks_failed: arg.tasks_failed,
      completion_ms: arg.completion_ms,
      completions_timed: arg.completions_timed,
      submitted: arg.submitted,
      approved: arg.approved,
      approved_first: arg.approved_first,
      revision_requested: arg.revision_requested,
      rejected: arg.rejected,
    })
    .onConflict((conflict) =>
      conflict.columns(['agent_id', 'day']).doUpdateSet((eb) => ({
        tasks_completed: eb('agent_days.tasks_completed', '+', eb.ref('excluded.tasks_completed')),
        tasks_failed: eb('agent_days.tasks_failed', '+', eb.ref('excluded.tasks_failed')),
        completion_ms: eb('agent_days.completion_ms', '+', eb.ref('excluded.completion_ms')),
        completions_timed: eb('agent_days.completions_timed', '+', eb.ref('excluded.completions_timed')),
        submitted: eb('agent_days.submitted', '+', eb.ref('excluded.submitted')),
        approved: eb('agent_days.approved', '+', eb.ref('excluded.approved')),
        approved_first: eb('agent_days.approved_first', '+', eb.ref('excluded.approved_first')),
        revision_requested: eb('agent_days.revision_requested', '+', eb.ref('excluded.revision_requested')),
        rejected: eb('agent_days.rejected', '+', eb.ref('excluded.rejected')),
      })),
    ),
);

/** Counts what happened to work for the agent that it is about, on the day on which it happened. */
export const countActivity: ActivitySink = async (tx, _home, activity) => {
  if (activity.agentId === null) return;
  const counts = countsOf(activity);
  if (counts === null || (isFailure(activity.event) && (await failedBefore(tx, activity)))) return;
  await tx.run(addToDay, { ...counts, agent_id: activity.agentId, org_id: activity.orgId, day: dayOf(activity.at) });
};

const failuresOf = statement<{ task: string; agent: string; from: number; but: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('activity')
    .select('id')
    .where('task_id', '=', arg.task)
    .where('agent_id', '=', arg.agent)
    .where('event', 'in', [...failureEvents])
    .where('at', '>=', arg.from)
    .where('id', '<>', arg.but)
    .limit(1),
);

/** Whether this task has failed this agent on this day already; whoever changes a task holds its lock, so that no other failure is on its way. */
async function failedBefore(tx: Tx, { id, taskId, agentId, at }: Activity): Promise<boolean> {
  if (taskId === null || agentId === null) return false;
  const earlier = await tx.first(failuresOf, { task: taskId, agent: agentId, from: dayOf(at) * dayMs, but: id });
  return earlier !== undefined;
}
