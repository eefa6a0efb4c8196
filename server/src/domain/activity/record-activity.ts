import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ActivityRow, Tx } from '../../store/index.ts';
import { announce } from '../changed.ts';
import type { Home } from '../home.ts';
import type { Activity, NewActivity } from './activity.ts';

const activities = insertion('activity', [
  'id',
  'org_id',
  'event',
  'task_id',
  'deliverable_id',
  'agent_id',
  'project_id',
  'actor',
  'actor_name',
  'at',
  'data_json',
]);
const nameOfUser = statement<{ id: string }, { name: string }>((db, arg) => db.selectFrom('users').select('name').where('id', '=', arg.id));

/**
 * Writes down what happened and tells whoever makes something of it (metrics, webhooks), all in the transaction of the change: what is
 * committed is counted and sent, and nothing else is.
 */
export async function recordActivity(
  tx: Tx,
  { caller, home }: { readonly caller: Caller; readonly home: Home },
  happened: NewActivity,
): Promise<Activity> {
  const at = home.clock.now();
  const activity: Activity = {
    id: newId(at),
    orgId: caller.orgId,
    event: happened.event,
    taskId: happened.taskId ?? null,
    deliverableId: happened.deliverableId ?? null,
    agentId: happened.agentId ?? null,
    projectId: happened.projectId ?? null,
    actor: callerIdentity(caller),
    actorName: await actorName(tx, caller),
    at,
    data: happened.data,
  };
  await tx.insert(activities, [toRow(activity)]);
  if (activity.taskId !== null) announce(tx, { orgId: activity.orgId, topic: 'tasks', id: activity.taskId });
  if (activity.deliverableId !== null) announce(tx, { orgId: activity.orgId, topic: 'deliverables', id: activity.deliverableId });
  for (const sink of home.activitySinks) await sink(tx, home, activity);
  return activity;
}

async function actorName(tx: Tx, caller: Caller): Promise<string | null> {
  if (caller.kind === 'person') return (await tx.first(nameOfUser, { id: caller.userId }))?.name ?? null;
  return caller.kind === 'apiKey' || caller.kind === 'agentToken' ? caller.credentialName : null;
}

function toRow(activity: Activity): ActivityRow {
  return {
    id: activity.id,
    org_id: activity.orgId,
    event: activity.event,
    task_id: activity.taskId,
    deliverable_id: activity.deliverableId,
    agent_id: activity.agentId,
    project_id: activity.projectId,
    actor: activity.actor,
    actor_name: activity.actorName,
    at: activity.at,
    data_json: JSON.stringify(activity.data),
  };
}
