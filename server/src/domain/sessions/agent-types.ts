import { sql } from 'kysely';
import type { SqlBool } from 'kysely';
import type { Caller } from '../../kernel/caller.ts';
import type { ReadTx } from '../../store/index.ts';
import { query } from '../operation.ts';
import { disconnectedAfterMs, foreignOrigins } from './shown-status.ts';
import type { Session } from './session.ts';
import { sessionsWithNames, toSessions } from './session-queries.ts';

/** Agents that are told of, and the newest sessions of each. */
const agentsMax = 1_000;
const recentMax = 5;

/** An agent by its sessions. */
export interface AgentType {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly total: number;
  /** Not ended, and not lost from sight. */
  readonly active: number;
  readonly completed: number;
  /** Sessions that wait for a person. */
  readonly awaiting: number;
  /** The newest five, newest first. */
  readonly recent: readonly Session[];
}

interface Counted {
  readonly agent_id: string;
  readonly status: string;
  readonly count: number;
}

const openStatuses = ['ACTIVE', 'AWAITING_INPUT', 'PAUSED'];

/** The agents whose sessions a caller may see; null for all of the organisation. An id that no agent has stands for none. */
function reachOf({ agentIds, orgId }: Caller): string[] | null {
  return agentIds === null ? null : [...agentIds, orgId];
}

/** Answered by an index alone, however many sessions there are. */
function countsOf(tx: ReadTx, caller: Caller): Promise<Counted[]> {
  return tx.query((db) => {
    const counts = db
      .selectFrom('sessions')
      .select((eb) => ['agent_id', 'status', eb.fn.countAll<number>().as('count')])
      .where('org_id', '=', caller.orgId)
      .where('status', '<>', 'DELETED')
      .groupBy(['agent_id', 'status']);
    const reach = reachOf(caller);
    return reach === null ? counts : counts.where('agent_id', 'in', reach);
  });
}

/** Open sessions of foreign agents that were not heard of for long. The words stand in the query, so that the index of open sessions serves it. */
function lostOf(tx: ReadTx, caller: Caller, now: number): Promise<{ agent_id: string; count: number }[]> {
  return tx.query((db) =>
    db
      .selectFrom('sessions')
      .select((eb) => ['agent_id', eb.fn.countAll<number>().as('count')])
      .where('org_id', '=', caller.orgId)
      .where(sql<SqlBool>`status in ('ACTIVE', 'PAUSED')`)
      .where('origin', 'in', [...foreignOrigins])
      .where((eb) => eb(eb.fn.coalesce('heartbeat_at', 'started_at'), '<', now - disconnectedAfterMs))
      .groupBy('agent_id'),
  );
}

async function recentOf(tx: ReadTx, caller: Caller, now: number): Promise<Session[]> {
  const reach = reachOf(caller);
  const rows = await tx.query((db) => {
    let numbered = db
      .selectFrom('sessions')
      .select(['id', sql<number>`row_number() over (partition by agent_id order by started_at desc, id desc)`.as('place')])
      .where('org_id', '=', caller.orgId)
      .where('status', '<>', 'DELETED');
    if (reach !== null) numbered = numbered.where('agent_id', 'in', reach);
    return sessionsWithNames(db)
      .innerJoin(numbered.as('numbered'), 'numbered.id', 'sessions.id')
      .where('numbered.place', '<=', recentMax)
      .orderBy('sessions.started_at', 'desc')
      .orderBy('sessions.id', 'desc')
      .limit(agentsMax * recentMax);
  });
  return toSessions(tx, rows, now);
}

/**
 * Every agent that is no person, with what its sessions come to, and `withRecent` its newest ones; those that wait for a person come first, then
 * those that began work last.
 */
export const listAgentTypes = query<{ readonly withRecent: boolean }, readonly AgentType[]>({
  grant: 'sessions:read',
  work: async (tx, { caller, home }, { withRecent }) => {
    const now = home.clock.now();
    const reach = reachOf(caller);
    const agents = await tx.query((db) => {
      const living = db
        .selectFrom('agents')
        .select(['id', 'display_name', 'created_at'])
        .where('org_id', '=', caller.orgId)
        .where('deleted_at', 'is', null)
        .where('kind', '<>', 'human')
        .orderBy('id', 'desc')
        .limit(agentsMax);
      return reach === null ? living : living.where('id', 'in', reach);
    });
    const counts = await countsOf(tx, caller);
    const lost = new Map((await lostOf(tx, caller, now)).map((row) => [row.agent_id, Number(row.count)]));
    const recent = Map.groupBy(withRecent ? await recentOf(tx, caller, now) : [], (session) => session.agent.id);
    const byAgent = Map.groupBy(counts, (row) => row.agent_id);
    return agents
      .map(({ id, display_name: name, created_at: createdAt }): AgentType => {
        const of = (statuses?: readonly string[]): number =>
          (byAgent.get(id) ?? []).reduce((sum, row) => sum + (statuses?.includes(row.status) === false ? 0 : Number(row.count)), 0);
        return {
          id,
          name,
          createdAt,
          total: of(),
          active: of(openStatuses) - (lost.get(id) ?? 0),
          completed: of(['COMPLETED']),
          awaiting: of(['AWAITING_INPUT']),
          recent: recent.get(id) ?? [],
        };
      })
      .toSorted((left, right) => Number(right.awaiting > 0) - Number(left.awaiting > 0) || startOf(right) - startOf(left));
  },
});

function startOf({ recent }: AgentType): number {
  return recent[0]?.startedAt ?? 0;
}

/** Which message each agent has read last, by session; one look-up however many there are. */
export const listReadPointers = query<readonly string[], ReadonlyMap<string, string>>({
  grant: 'sessions:read',
  work: async (tx, _at, sessionIds) => {
    if (sessionIds.length === 0) return new Map();
    const rows = await tx.query((db) =>
      db
        .selectFrom('sessions')
        .innerJoin('messages', 'messages.session_id', 'sessions.id')
        .select(['messages.id', 'messages.session_id'])
        .where('sessions.id', 'in', sessionIds)
        .where('messages.seq', '=', (eb) =>
          eb
            .selectFrom('messages as earlier')
            .select((one) => one.fn.max('earlier.seq').as('seq'))
            .whereRef('earlier.session_id', '=', 'sessions.id')
            .whereRef('earlier.seq', '<=', 'sessions.read_seq'),
        ),
    );
    return new Map(rows.map((row) => [row.session_id, row.id]));
  },
});
