import { lowestIdAt } from '../../kernel/id.ts';
import { isUnfinishedRun, statement } from '../../store/index.ts';
import type { AgentRunCountRow, Builder, ReadTx, Tx } from '../../store/index.ts';
import type { Agent, AgentWithActivity } from './agent.ts';
import { capabilitiesOfAgent } from './agent-queries.ts';

/**
 * How busy agents are. Counting is exact and cheap however many runs there are: runs older than a minute are summed up once in
 * `agent_run_counts`, and only the newer ones are counted at each read.
 */
const beforeAll = '00000000-0000-0000-0000-000000000000';
/** A run's id tells when it was made; after this time no transaction that inserts an older id can still be open. */
const settledMs = 60_000;

/** Above every id that can be given. */
const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface RunRange {
  readonly org: string;
  readonly agent: string;
  /** Exclusive. */
  readonly after: string;
  /** Exclusive. */
  readonly before: string;
}

const summed = statement<{ agent: string }, AgentRunCountRow>((db, arg) =>
  db.selectFrom('agent_run_counts').selectAll().where('agent_id', '=', arg.agent),
);
const runsIn = (db: Builder, arg: RunRange) =>
  db
    .selectFrom('runs')
    .where('org_id', '=', arg.org)
    .where('agent_id', '=', arg.agent)
    .where('id', '>', arg.after)
    .where('id', '<', arg.before);
const countIn = statement<RunRange, { runs: number }>((db, arg) => runsIn(db, arg).select((eb) => eb.fn.countAll<number>().as('runs')));
const lastIn = statement<RunRange, { id: string }>((db, arg) => runsIn(db, arg).select('id').orderBy('id', 'desc').limit(1));
const openRuns = statement<{ agent: string }, { runs: number }>((db, arg) =>
  db
    .selectFrom('runs')
    .select((eb) => eb.fn.countAll<number>().as('runs'))
    .where(isUnfinishedRun)
    .where('state', '!=', 'waiting')
    .where('agent_id', '=', arg.agent),
);

/** Milliseconds since the epoch in a UUID version 7. */
function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Adds activity and capabilities to an agent. */
export async function withActivity(tx: ReadTx, agent: Agent): Promise<AgentWithActivity> {
  const base = await tx.first(summed, { agent: agent.id });
  const range = { org: agent.orgId, agent: agent.id, after: base?.upto_id ?? beforeAll, before: afterAll };
  const last = await tx.first(lastIn, range);
  return {
    ...agent,
    capabilities: await capabilitiesOfAgent(tx, agent.id),
    runCount: (base?.runs ?? 0) + (last === undefined ? 0 : ((await tx.first(countIn, range))?.runs ?? 0)),
    running: (await tx.first(openRuns, { agent: agent.id }))?.runs ?? 0,
    lastRunAt: last === undefined ? (base?.last_run_at ?? null) : timeOf(last.id),
  };
}

/** An agent that was just made and cannot have run yet. */
export function withoutActivity(agent: Agent): AgentWithActivity {
  return { ...agent, runCount: 0, running: 0, lastRunAt: null };
}

const agentsWithRuns = statement<{ after: string; before: string }, { agent_id: string; org_id: string }>((db, arg) =>
  db.selectFrom('runs').select(['agent_id', 'org_id']).distinct().where('id', '>', arg.after).where('id', '<', arg.before),
);
const putSum = statement<{ agent: string; runs: number; upto: string; last: number }>((db, arg) =>
  db
    .insertInto('agent_run_counts')
    .values({ agent_id: arg.agent, runs: arg.runs, upto_id: arg.upto, last_run_at: arg.last })
    .onConflict((conflict) => conflict.column('agent_id').doNothing()),
);
const raiseSum = statement<{ agent: string; was: string; runs: number; upto: string; last: number }>((db, arg) =>
  db
    .updateTable('agent_run_counts')
    .set((eb) => ({ runs: eb('runs', '+', arg.runs), upto_id: arg.upto, last_run_at: arg.last }))
    .where('agent_id', '=', arg.agent)
    .where('upto_id', '=', arg.was),
);

/** Sums up runs that have settled since a time; safe to run on several processes, because a sum is raised only from where it was read. */
export async function sumSettledRuns(tx: Tx, sinceMs: number, nowMs: number): Promise<void> {
  const before = lowestIdAt(nowMs - settledMs);
  for (const { agent_id: agent, org_id: org } of await tx.all(agentsWithRuns, { after: lowestIdAt(sinceMs - settledMs), before })) {
    const base = await tx.first(summed, { agent });
    const range = { org, agent, after: base?.upto_id ?? beforeAll, before };
    const last = await tx.first(lastIn, range);
    if (last === undefined) continue;
    const sum = { agent, runs: (await tx.first(countIn, range))?.runs ?? 0, upto: last.id, last: timeOf(last.id) };
    if (base === undefined) await tx.run(putSum, sum);
    else await tx.run(raiseSum, { ...sum, was: base.upto_id });
  }
}
