import type { Caller } from '../../kernel/caller.ts';
import { isUnfinishedRun } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import type { Overview, RunningNow } from './overview.ts';
import { reach } from './reach.ts';

const listedMax = 10;

/** What waits for people, and what of it for this one. */
export async function waitingFor(tx: ReadTx, caller: Caller, now: number): Promise<Overview['waiting']> {
  const only = reach(caller);
  const open = await tx.query((db) => {
    const list = db
      .selectFrom('interactions')
      .select(['id', 'kind', 'question', 'created_at', 'assignee_user_id'])
      .where('org_id', '=', caller.orgId)
      .where('state', '=', 'open')
      .where((eb) => eb.or([eb('snoozed_until', 'is', null), eb('snoozed_until', '<=', now)]))
      .orderBy('id')
      .limit(1_000);
    return only === null ? list : list.where('agent_id', 'in', only);
  });
  const [oldest] = open;
  const user = caller.kind === 'person' ? caller.userId : null;
  return {
    open: open.length,
    mine: user === null ? 0 : open.filter((one) => one.assignee_user_id === user).length,
    oldest:
      oldest === undefined
        ? null
        : { id: oldest.id, kind: oldest.kind, question: oldest.question.slice(0, 500), createdAt: oldest.created_at },
  };
}

/** The newest runs that have not ended. */
export async function runningNow(tx: ReadTx, caller: Caller): Promise<RunningNow[]> {
  const only = reach(caller);
  const rows = await tx.query((db) => {
    const list = db
      .selectFrom('runs')
      .leftJoin('agents', 'agents.id', 'runs.agent_id')
      .select(['runs.id', 'runs.session_id', 'runs.agent_id', 'runs.state', 'runs.started_at', 'runs.created_at'])
      .select(['agents.slug as agent_slug', 'agents.display_name as agent_name'])
      .where(isUnfinishedRun)
      .where('runs.org_id', '=', caller.orgId)
      .orderBy('runs.id', 'desc')
      .limit(listedMax);
    return only === null ? list : list.where('runs.agent_id', 'in', only);
  });
  return rows.map((row) => ({
    runId: row.id,
    sessionId: row.session_id,
    agent: { id: row.agent_id, slug: row.agent_slug ?? '', displayName: row.agent_name ?? '' },
    state: row.state,
    startedAt: row.started_at,
    createdAt: row.created_at,
  }));
}

/** Sessions at work, and those that wait for an answer. */
export async function sessionsNow(tx: ReadTx, caller: Caller): Promise<Overview['sessions']> {
  const only = reach(caller);
  const rows = await tx.query((db) => {
    const list = db
      .selectFrom('sessions')
      .where('org_id', '=', caller.orgId)
      .where('status', 'in', ['ACTIVE', 'AWAITING_INPUT'])
      .groupBy('status')
      .select((eb) => ['status', eb.fn.countAll<number>().as('sessions')]);
    return only === null ? list : list.where('agent_id', 'in', only);
  });
  const count = (status: string): number => Number(rows.find((row) => row.status === status)?.sessions ?? 0);
  return { active: count('ACTIVE'), awaitingInput: count('AWAITING_INPUT') };
}
