import type { Caller } from '../../kernel/caller.ts';
import type { InteractionKind } from '../../kernel/event.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { query } from '../operation.ts';
import { contextOf } from './context-of.ts';
import type { ContextStep } from './context-of.ts';
import type { Interaction, InteractionState } from './interaction.ts';
import { interactionsWithNames, toInteraction } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { visibleInteraction } from './visible-interaction.ts';
import { userOf } from './who-answers.ts';

export interface InteractionListRequest {
  readonly state?: InteractionState | undefined;
  /** Any of these. */
  readonly kinds?: readonly InteractionKind[] | undefined;
  /** `me`, `none` or a person's UUID. */
  readonly assignee?: string | undefined;
  /** Any address of an agent. */
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  /** Only what is put off, or what is not (when left out); with a state that is not open everything is listed. */
  readonly isSnoozed?: boolean | undefined;
  readonly order?: 'newest' | 'oldest' | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface InteractionList extends Page<Interaction> {
  /** Open ones that match the filter and are not put off, up to 1,000. */
  readonly openCount: number;
}

const countedMax = 1_000;
/** No row has it. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * What waits for people, newest first. @throws Refusal `not_found` agent.unknown · `invalid` page.cursor
 */
export const listInteractions = query<InteractionListRequest, InteractionList>({
  grant: 'sessions:read',
  work: async (tx, { caller, home }, request) => {
    const now = home.clock.now();
    const after = decodePageKey(request.cursor, isUuid);
    const agentId = request.agent === undefined ? undefined : (await visibleAgent(tx, caller, request.agent)).id;
    const isOldestFirst = request.order === 'oldest';
    const rows = await tx.query((db) => {
      let list = matching(db, caller, { ...request, agentId, now }).orderBy('interactions.id', isOldestFirst ? 'asc' : 'desc');
      if (after !== null) list = list.where('interactions.id', isOldestFirst ? '>' : '<', after);
      return list.limit(request.limit + 1);
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    return {
      items: page.items.map(shortened),
      nextCursor: page.nextCursor,
      openCount: await countOpen(tx, caller, { ...request, agentId, now }),
    };
  },
});

/** Characters of a question in lists; one by itself is whole. */
const listedMax = 4_000;

function shortened(row: InteractionJoin): Interaction {
  return { ...toInteraction(row), question: row.question.slice(0, listedMax) };
}

interface Filter extends InteractionListRequest {
  readonly agentId: string | undefined;
  readonly now: number;
}

function visibleTo(db: Builder, caller: Caller) {
  const list = interactionsWithNames(db).where('interactions.org_id', '=', caller.orgId);
  return caller.agentIds === null ? list : list.where('interactions.agent_id', 'in', [...caller.agentIds, caller.orgId]);
}

function matching(db: Builder, caller: Caller, { state, kinds, agentId, session, now, ...filter }: Filter) {
  let list = visibleTo(db, caller);
  if (state !== undefined) list = list.where('interactions.state', '=', state);
  if (kinds !== undefined) list = list.where('interactions.kind', 'in', [...kinds]);
  if (agentId !== undefined) list = list.where('interactions.agent_id', '=', agentId);
  if (session !== undefined) list = list.where('interactions.session_id', '=', isUuid(session) ? session.toLowerCase() : nobody);
  if (filter.assignee === 'none') list = list.where('interactions.assignee_user_id', 'is', null);
  else if (filter.assignee !== undefined) list = list.where('interactions.assignee_user_id', '=', assigneeOf(caller, filter.assignee));
  if (filter.isSnoozed === true) return list.where('interactions.snoozed_until', '>', now).where('interactions.state', '=', 'open');
  return list.where((eb) =>
    eb.or([
      eb('interactions.snoozed_until', 'is', null),
      eb('interactions.snoozed_until', '<=', now),
      eb('interactions.state', '<>', 'open'),
    ]),
  );
}

function assigneeOf(caller: Caller, word: string): string {
  const id = word === 'me' ? userOf(caller) : word.toLowerCase();
  return id !== null && isUuid(id) ? id : nobody;
}

async function countOpen(tx: ReadTx, caller: Caller, filter: Filter): Promise<number> {
  const rows = await tx.query((db) => {
    const open = matching(db, caller, { ...filter, state: 'open', isSnoozed: false })
      .clearSelect()
      .select('interactions.id')
      .limit(countedMax);
    return db.selectFrom(open.as('open')).select((eb) => eb.fn.countAll<number>().as('count'));
  });
  return Number(rows[0]?.count ?? 0);
}

export interface InteractionDetails extends Interaction {
  /** What led to it, oldest first. */
  readonly context: readonly ContextStep[];
}

/** One interaction with what led to it. @throws Refusal `not_found` interaction.unknown */
export const getInteraction = query<string, InteractionDetails>({
  grant: 'sessions:read',
  work: async (tx, { caller }, id) => {
    const row = await visibleInteraction(tx, caller, id);
    // What was handed in is shown to those who may read deliverables, by whichever door.
    const isHidden = row.deliverable_id !== null && !caller.grants.has('deliverables:read');
    return { ...toInteraction(row), context: isHidden ? [] : await contextOf(tx, row) };
  },
});
