import type { Caller } from '../../kernel/caller.ts';
import { reachesAgent } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { OffsetPage, Page } from '../../kernel/page.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { query } from '../operation.ts';
import { readEvents, orgSession } from '../sessions/index.ts';
import { dataOf, foldRun } from './fold-run.ts';
import type { Run, RunDetails } from './run.ts';
import { runById, runsWithNames, toRun } from './run-queries.ts';
import type { RunJoin } from './run-queries.ts';

/** Events of one run that a report is folded from; a run of 100 steps with its text stays far below. */
const runEventsMax = 20_000;

const unknownRun = (): Refusal => new Refusal('not_found', 'run.unknown', 'There is no such run.');

/** The row of a run that this caller may see. @throws Refusal `not_found` run.unknown */
export async function visibleRun(tx: ReadTx, caller: Caller, id: string): Promise<RunJoin> {
  const row = isUuid(id) ? await tx.first(runById, { org: caller.orgId, id: id.toLowerCase() }) : undefined;
  if (row === undefined || !reachesAgent(caller, row.agent_id)) throw unknownRun();
  return row;
}

export interface RunAddress {
  readonly id: string;
  /** Refuses when the run belongs to another agent. */
  readonly agent?: string | undefined;
}

/** A run with its steps. @throws Refusal `not_found` run.unknown, agent.unknown */
export const getRun = query<RunAddress, RunDetails>({
  grant: 'runs:read',
  work: async (tx, { caller }, address) => {
    const agentId = address.agent === undefined ? undefined : (await visibleAgent(tx, caller, address.agent)).id;
    const row = await visibleRun(tx, caller, address.id);
    if (agentId !== undefined && row.agent_id !== agentId) throw unknownRun();
    const events = await readEvents(tx, { sessionId: row.session_id, after: row.first_seq - 1, limit: runEventsMax });
    const own = events.filter((event) => event.runId === row.id);
    const run = toRun(row);
    return { ...run, data: dataOf(own), report: { ...foldRun(own), state: run.state } };
  },
});

export interface RunFilter {
  readonly agent?: string | undefined;
  readonly session?: string | undefined;
  readonly states?: readonly string[] | undefined;
}

/** Runs, newest first. @throws Refusal `not_found` agent.unknown, session.unknown */
export const listRuns = query<RunFilter & { readonly limit: number; readonly cursor?: string | undefined }, Page<Run>>({
  grant: 'runs:read',
  work: async (tx, { caller }, request) => {
    const after = decodePageKey(request.cursor, isUuid);
    const narrow = await filterOf(tx, caller, request);
    const rows = await tx.query<RunJoin>((db) => {
      const list = narrow(db)
        .orderBy('runs.id', 'desc')
        .limit(request.limit + 1);
      return after === null ? list : list.where('runs.id', '<', after);
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    return { items: page.items.map(toRun), nextCursor: page.nextCursor };
  },
});

/** Runs by offset, newest first; for contracts that document offsets. @throws Refusal `not_found` agent.unknown */
export const listRunsByOffset = query<RunFilter & { readonly limit: number; readonly offset: number }, OffsetPage<Run>>({
  grant: 'runs:read',
  work: async (tx, { caller }, request) => {
    const narrow = await filterOf(tx, caller, request);
    const rows = await tx.query<RunJoin>((db) => narrow(db).orderBy('runs.id', 'desc').limit(request.limit).offset(request.offset));
    const counted = await tx.query((db) =>
      narrow(db)
        .clearSelect()
        .select((eb) => eb.fn.countAll<number>().as('total')),
    );
    return { items: rows.map(toRun), total: Number(counted[0]?.total ?? 0) };
  },
});

async function filterOf(tx: ReadTx, caller: Caller, filter: RunFilter) {
  const agentId = filter.agent === undefined ? undefined : (await visibleAgent(tx, caller, filter.agent)).id;
  const sessionId = filter.session === undefined ? undefined : (await orgSession(tx, caller, filter.session)).id;
  return (db: Builder) => {
    let list = runsWithNames(db).where('runs.org_id', '=', caller.orgId);
    if (caller.agentIds !== null) list = list.where('runs.agent_id', 'in', [...caller.agentIds, caller.orgId]);
    if (agentId !== undefined) list = list.where('runs.agent_id', '=', agentId);
    if (sessionId !== undefined) list = list.where('runs.session_id', '=', sessionId);
    if (filter.states !== undefined) list = list.where('runs.state', 'in', [...filter.states]);
    return list;
  };
}
