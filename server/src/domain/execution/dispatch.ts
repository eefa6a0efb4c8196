import { sql } from 'kysely';
import { systemCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { holdAgent, isRunHere } from '../agents/index.ts';
import type { At, Home } from '../home.ts';
import { launchRun } from '../runs/index.ts';
import type { AcceptedRun } from '../runs/index.ts';
import { beginExecution, isReachable } from './begin-execution.ts';

/** Agents that one look considers; those that are full or have nothing due are not among them. */
const agentsMax = 500;

interface ReadyAgent {
  readonly id: string;
  readonly org_id: string;
}

/** A condition on `agents`: a task of theirs may begin now, and they take another. */
const isReady = (now: number) => sql<boolean>`exists (select 1 from tasks due where due.assignee_id = agents.id
  and due.status = 'assigned' and (due.retry_at is null or due.retry_at <= ${now}))
  and (select count(*) from tasks run where run.assignee_id = agents.id and run.status = 'in_progress') < agents.max_concurrent`;

const nextDue = (skipLocked: boolean) =>
  statement<{ agent: string; now: number }, { id: string }>((db, arg) => {
    const due = db
      .selectFrom('tasks')
      .select('id')
      .where('assignee_id', '=', arg.agent)
      .where('status', '=', 'assigned')
      .where(({ eb, or }) => or([eb('retry_at', 'is', null), eb('retry_at', '<=', arg.now)]))
      .orderBy('priority')
      .orderBy('id')
      .limit(1);
    return skipLocked ? due.forNoKeyUpdate().skipLocked() : due;
  });
const nextDueByEngine = { plain: nextDue(false), skipLocked: nextDue(true) };

export interface DispatchRequest {
  /** Runs that one call starts at most. */
  readonly startsMax: number;
  /** Looks at these agents alone. */
  readonly agentIds?: readonly string[] | undefined;
}

export interface Dispatched {
  readonly started: number;
  /** The bound was reached, so that there may be more to begin. */
  readonly isMore: boolean;
  /** What went wrong with single agents; the others were served. */
  readonly faults: readonly unknown[];
}

/**
 * Begins assigned tasks of agents in the mode `auto`, as far as the agents and this process have room. Organisations take turns, one task each;
 * within an agent the most urgent task comes first. Any number of processes may do this at once.
 */
export async function dispatchOnce(home: Home, request: DispatchRequest): Promise<Dispatched> {
  const waiting = Map.groupBy(await readyAgents(home, request.agentIds), (agent) => agent.org_id);
  const faults: unknown[] = [];
  let started = 0;
  while (waiting.size > 0) {
    for (const [org, agents] of waiting) {
      if (started >= request.startsMax) return { started, isMore: true, faults };
      if (!home.engine.hasRoom() || home.engine.isDraining()) return { started, isMore: false, faults };
      const agent = agents.shift();
      if (agent === undefined) waiting.delete(org);
      else if (await startNext(home, agent, faults)) {
        started += 1;
        agents.push(agent);
      }
    }
  }
  return { started, isMore: false, faults };
}

async function readyAgents(home: Home, agentIds: readonly string[] | undefined): Promise<ReadyAgent[]> {
  if (agentIds?.length === 0) return [];
  const now = home.clock.now();
  return home.read((tx) =>
    tx.query((db) => {
      const ready = db
        .selectFrom('agents')
        .select(['agents.id', 'agents.org_id'])
        .where('agents.deleted_at', 'is', null)
        .where('agents.status', '=', 'active')
        .where(sql<boolean>`agents.execution_mode = 'auto'`)
        .where(isReady(now));
      // The first of every organisation before the second of any, so that a bound leaves none out.
      const inTurn = ready.orderBy(sql`row_number() over (partition by agents.org_id order by agents.id)`).orderBy('agents.id');
      return (agentIds === undefined ? inTurn : inTurn.where('agents.id', 'in', [...agentIds])).limit(agentsMax);
    }),
  );
}

/** Begins the next task of an agent; false when there is none for it after all. */
async function startNext(home: Home, agent: ReadyAgent, faults: unknown[]): Promise<boolean> {
  const at: At = { home, caller: systemCaller(agent.org_id), request: { id: 'dispatcher', ip: '', userAgent: '' } };
  try {
    const run = await home.transact((tx) => claimNext(tx, at, agent.id));
    if (run === undefined) return false;
    launchRun(home, run);
    return true;
  } catch (error) {
    // Refused: the task, the agent or the room for it went away in the meantime.
    if (!(error instanceof Refusal)) faults.push(error);
    return false;
  }
}

async function claimNext(tx: Tx, at: At, agentId: string): Promise<AcceptedRun | undefined> {
  const { home } = at;
  const agent = await holdAgent(tx, agentId);
  if (agent === undefined || agent.status !== 'active' || agent.executionMode !== 'auto' || !isRunHere(agent)) return undefined;
  if (!(await isReachable(tx, home, agent))) return undefined;
  const due = home.store.capabilities.hasSkipLocked ? nextDueByEngine.skipLocked : nextDueByEngine.plain;
  const task = await tx.first(due, { agent: agentId, now: home.clock.now() });
  return task === undefined ? undefined : beginExecution(tx, at, agent, task.id);
}
