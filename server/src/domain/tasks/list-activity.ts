import { isUuid } from '../../kernel/id.ts';
import type { Page } from '../../kernel/page.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { readActivity } from '../activity/index.ts';
import type { Activity } from '../activity/index.ts';
import { visibleAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { visibleProject } from '../projects/index.ts';
import { visibleTask } from './find-task.ts';

interface PageWish {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What happened to one task, newest first. @throws Refusal `not_found` task.unknown · `forbidden` task.out_of_scope */
export const listTaskActivity = query<PageWish & { readonly task: string }, Page<Activity>>({
  grant: 'tasks:read',
  work: async (tx, { caller }, { task, ...page }) =>
    readActivity(tx, caller.orgId, { ...page, taskId: (await visibleTask(tx, caller, task)).id }),
});

export interface ActivityFilter extends PageWish {
  readonly task?: string | undefined;
  /** UUID or number. */
  readonly deliverable?: string | undefined;
  readonly agent?: string | undefined;
  readonly project?: string | undefined;
  /** Exact name, or `noun.*`. */
  readonly event?: string | undefined;
}

/**
 * What happened to work, newest first. Callers who are limited to some agents are told what concerns these agents, or one task that they see.
 * @throws Refusal `not_found` task.unknown, agent.unknown, project.unknown, deliverable.unknown · `forbidden` task.out_of_scope
 */
export const listActivity = query<ActivityFilter, Page<Activity>>({
  grant: 'tasks:read',
  work: async (tx, at, filter) => {
    const { caller } = at;
    const agentId = filter.agent === undefined ? undefined : (await visibleAgent(tx, caller, filter.agent)).id;
    const taskId = filter.task === undefined ? undefined : (await visibleTask(tx, caller, filter.task)).id;
    const isLimited = caller.agentIds !== null && agentId === undefined && taskId === undefined;
    return readActivity(tx, caller.orgId, {
      limit: filter.limit,
      cursor: filter.cursor,
      event: filter.event,
      agentId,
      taskId,
      agentIds: isLimited ? [...(caller.agentIds ?? [])] : undefined,
      projectId: filter.project === undefined ? undefined : (await visibleProject(tx, caller, filter.project)).id,
      deliverableId: filter.deliverable === undefined ? undefined : await deliverableId(tx, at, filter.deliverable),
    });
  },
});

const byId = statement<{ org: string; id: string }, { id: string }>((db, arg) =>
  db.selectFrom('deliverables').select('id').where('org_id', '=', arg.org).where('id', '=', arg.id),
);
const byNumber = statement<{ org: string; number: number }, { id: string }>((db, arg) =>
  db.selectFrom('deliverables').select('id').where('org_id', '=', arg.org).where('number', '=', arg.number),
);

/** Deliverables are a later noun's; only the address is looked up here. */
async function deliverableId(tx: ReadTx, { caller: { orgId: org } }: At, address: string): Promise<string> {
  const isNumber = /^[0-9]{1,15}$/.test(address);
  const row = isUuid(address)
    ? await tx.first(byId, { org, id: address.toLowerCase() })
    : isNumber
      ? await tx.first(byNumber, { org, number: Number(address) })
      : undefined;
  if (row === undefined) throw new Refusal('not_found', 'deliverable.unknown', 'There is no such deliverable.');
  return row.id;
}
