import { isUuid } from '../../kernel/id.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import type { ActivityRow, ReadTx } from '../../store/index.ts';
import type { Activity, ActivityEvent } from './activity.ts';

export interface ActivityRequest {
  /** Exact name, or `noun.*`. */
  readonly event?: string | undefined;
  readonly taskId?: string | undefined;
  readonly deliverableId?: string | undefined;
  readonly agentId?: string | undefined;
  /** Any of these agents. */
  readonly agentIds?: readonly string[] | undefined;
  readonly projectId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Guaranteed by the only writer, which takes events of that type. */
function asEvent(word: string): ActivityEvent {
  return word as ActivityEvent;
}

export function toActivity(row: ActivityRow): Activity {
  return {
    id: row.id,
    orgId: row.org_id,
    event: asEvent(row.event),
    taskId: row.task_id,
    deliverableId: row.deliverable_id,
    agentId: row.agent_id,
    projectId: row.project_id,
    actor: row.actor,
    actorName: row.actor_name,
    at: row.at,
    data: fromOwnJson<JsonObject>(row.data_json),
  };
}

/** Entries of one organisation, newest first. Which of its work the caller may see is judged by whoever asks. */
export async function readActivity(tx: ReadTx, orgId: string, request: ActivityRequest): Promise<Page<Activity>> {
  const after = decodePageKey(request.cursor, isUuid);
  const rows = await tx.query<ActivityRow>((db) => {
    let list = db.selectFrom('activity').selectAll().where('org_id', '=', orgId);
    if (request.taskId !== undefined) list = list.where('task_id', '=', request.taskId);
    if (request.deliverableId !== undefined) list = list.where('deliverable_id', '=', request.deliverableId);
    if (request.agentId !== undefined) list = list.where('agent_id', '=', request.agentId);
    if (request.agentIds !== undefined) list = list.where('agent_id', 'in', [...request.agentIds, orgId]);
    if (request.projectId !== undefined) list = list.where('project_id', '=', request.projectId);
    if (request.event?.endsWith('.*') === true)
      list = list.where('event', 'like', `${request.event.slice(0, -1).replaceAll(/[%_\\]/g, '')}%`);
    else if (request.event !== undefined) list = list.where('event', '=', request.event);
    if (after !== null) list = list.where('id', '<', after);
    return list.orderBy('id', 'desc').limit(request.limit + 1);
  });
  const page = toPage(rows, request.limit, (row) => row.id);
  return { items: page.items.map(toActivity), nextCursor: page.nextCursor };
}
