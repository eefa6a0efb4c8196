import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { query } from '../operation.ts';
import { visibleProject } from '../projects/index.ts';
import { visibleTask } from '../tasks/index.ts';
import type { Deliverable, DeliverableStatus, DeliverableVersion } from './deliverable.ts';
import { lightDeliverables, toDeliverables } from './deliverable-queries.ts';
import type { DeliverableJoin } from './deliverable-queries.ts';
import { visibleDeliverable } from './find-deliverable.ts';
import { branchesOf, pageQuery } from './list-branches.ts';
import type { Conditions, Own } from './list-branches.ts';
import { userOf } from './submit-deliverable.ts';
import { versionsOf } from './versions.ts';

export interface DeliverableFilter {
  readonly statuses?: readonly DeliverableStatus[] | undefined;
  /** UUID or number. */
  readonly task?: string | undefined;
  readonly agent?: string | undefined;
  readonly project?: string | undefined;
  /** Only what the caller made, or agents that act for them. */
  readonly mine?: boolean | undefined;
}

export interface DeliverableListRequest extends DeliverableFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface DeliverableOffsetRequest extends DeliverableFilter {
  readonly limit: number;
  readonly offset: number;
}

/** Deliverables without their content, newest first. @throws Refusal `not_found` task.unknown, agent.unknown, project.unknown */
export const listDeliverables = query<DeliverableListRequest, Page<Deliverable>>({
  grant: 'deliverables:read',
  work: async (tx, { caller }, request) => {
    const before = decodePageKey(request.cursor, isUuid) ?? undefined;
    const ids = await idsOf(tx, caller, { ...request, before, offset: 0, count: request.limit + 1 });
    const rows = ids.length === 0 ? [] : await tx.query<DeliverableJoin>((db) => these(lightDeliverables(db), ids));
    const page = toPage(rows, request.limit, (row) => row.id);
    return { items: await toDeliverables(tx, page.items), nextCursor: page.nextCursor };
  },
});

/** The same with content, where a contract documents offsets. @throws Refusal as `listDeliverables` */
export const listDeliverablesByOffset = query<DeliverableOffsetRequest, readonly Deliverable[]>({
  grant: 'deliverables:read',
  work: async (tx, { caller }, request) => {
    const ids = await idsOf(tx, caller, { ...request, count: request.limit });
    if (ids.length === 0) return [];
    const rows = await tx.query<DeliverableJoin>((db) => these(lightDeliverables(db), ids).select('deliverables.content'));
    return toDeliverables(tx, rows);
  },
});

/** One deliverable and every version of it, newest first. @throws Refusal `not_found` deliverable.unknown · `forbidden` deliverable.out_of_scope */
export const getDeliverable = query<string, { readonly deliverable: Deliverable; readonly versions: readonly DeliverableVersion[] }>({
  grant: 'deliverables:read',
  work: async (tx, { caller }, address) => {
    const deliverable = await visibleDeliverable(tx, caller, address);
    return { deliverable, versions: await versionsOf(tx, deliverable) };
  },
});

type List = ReturnType<typeof lightDeliverables>;

function these(list: List, ids: readonly string[]): List {
  return list.where('deliverables.id', 'in', [...ids]).orderBy('deliverables.id', 'desc');
}

interface Wanted extends DeliverableFilter {
  readonly before?: string | undefined;
  readonly offset: number;
  readonly count: number;
}

async function idsOf(tx: ReadTx, caller: Caller, wanted: Wanted): Promise<readonly string[]> {
  const conditions: Conditions = {
    orgId: caller.orgId,
    statuses: wanted.statuses,
    taskId: wanted.task === undefined ? undefined : (await visibleTask(tx, caller, wanted.task)).id,
    agentId: wanted.agent === undefined ? undefined : (await visibleAgent(tx, caller, wanted.agent)).id,
    projectId: wanted.project === undefined ? undefined : (await visibleProject(tx, caller, wanted.project)).id,
    before: wanted.before,
  };
  const branches = branchesOf(caller, conditions, wanted.mine === true ? await ownOf(tx, caller) : undefined);
  if (branches.length === 0) return [];
  return (await tx.query((db) => pageQuery(db, conditions, branches, wanted))).map(({ id }) => id);
}

const agentsOwnedBy = statement<{ org: string; user: string }, { id: string }>((db, arg) =>
  db.selectFrom('agents').select('id').where('org_id', '=', arg.org).where('owner_user_id', '=', arg.user).orderBy('id').limit(1_000),
);

async function ownOf(tx: ReadTx, caller: Caller): Promise<Own> {
  const self = caller.kind === 'agentToken' || caller.kind === 'apiKey' ? caller.agentId : null;
  if (self !== null) return { agents: [self], user: null };
  const user = userOf(caller);
  if (user === null) return { agents: [...(caller.agentIds ?? [])], user: null };
  return { agents: (await tx.all(agentsOwnedBy, { org: caller.orgId, user })).map(({ id }) => id), user };
}
