import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { OffsetPage, Page } from '../../kernel/page.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import { query } from '../operation.ts';
import type { Agent, AgentWithActivity } from './agent.ts';
import { livingAgents, toAgent } from './agent-queries.ts';
import type { AgentJoin } from './agent-queries.ts';
import { visibleAgent } from './find-agent.ts';

export interface AgentFilter {
  readonly status?: string | undefined;
  readonly activeOnly?: boolean | undefined;
  readonly text?: string | undefined;
}

export interface AgentListRequest extends AgentFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One agent by any of its addresses. @throws Refusal `not_found` agent.unknown */
export const getAgent = query<string, AgentWithActivity>({
  grant: 'agents:read',
  work: async (tx, { caller }, address) => {
    const agents = await withActivity(tx, [await visibleAgent(tx, caller, address)]);
    return firstOf(agents);
  },
});

/** Agents in order of creation, newest first. */
export const listAgents = query<AgentListRequest, Page<AgentWithActivity>>({
  grant: 'agents:read',
  work: async (tx, { caller }, request) => {
    const after = decodePageKey(request.cursor, isUuid);
    const rows = await tx.query<AgentJoin>((db) => {
      const list = filtered(db, caller, request)
        .orderBy('agents.id', 'desc')
        .limit(request.limit + 1);
      return after === null ? list : list.where('agents.id', '<', after);
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    return {
      items: await withActivity(
        tx,
        page.items.map((row) => toAgent(row)),
      ),
      nextCursor: page.nextCursor,
    };
  },
});

/** Agents by offset, newest first; for contracts that document offsets. */
export const listAgentsByOffset = query<AgentFilter & { limit: number; offset: number }, OffsetPage<AgentWithActivity>>({
  grant: 'agents:read',
  work: async (tx, { caller }, request) => {
    const rows = await tx.query<AgentJoin>((db) =>
      filtered(db, caller, request).orderBy('agents.id', 'desc').limit(request.limit).offset(request.offset),
    );
    const counted = await tx.query((db) =>
      filtered(db, caller, request)
        .clearSelect()
        .select((eb) => eb.fn.countAll<number>().as('total')),
    );
    return {
      items: await withActivity(
        tx,
        rows.map((row) => toAgent(row)),
      ),
      total: Number(counted[0]?.total ?? 0),
    };
  },
});

function filtered(db: Builder, caller: Caller, filter: AgentFilter) {
  let list = livingAgents(db).where('agents.org_id', '=', caller.orgId);
  if (caller.agentIds !== null) list = list.where('agents.id', 'in', [...caller.agentIds, caller.orgId]);
  if (filter.activeOnly === true) list = list.where('agents.status', '=', 'active');
  if (filter.status !== undefined) list = list.where('agents.status', '=', filter.status);
  if (filter.text !== undefined && filter.text !== '') {
    const pattern = `%${filter.text.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
    list = list.where(({ eb, fn, or, val, ref }) =>
      or([
        eb(fn<string>('lower', [ref('agents.slug')]), 'like', val(pattern)),
        eb(fn<string>('lower', [ref('agents.display_name')]), 'like', val(pattern)),
      ]),
    );
  }
  return list;
}

/** Adds run counts and capabilities to a page of agents with one query each. */
async function withActivity(tx: ReadTx, agents: readonly Agent[]): Promise<AgentWithActivity[]> {
  const ids = agents.map((agent) => agent.id);
  const first = agents[0];
  if (first === undefined) return [];
  const counts = await tx.query((db) =>
    db
      .selectFrom('runs')
      .where('org_id', '=', first.orgId)
      .where('agent_id', 'in', ids)
      .groupBy('agent_id')
      .select(['agent_id', (eb) => eb.fn.countAll<number>().as('runs'), (eb) => eb.fn.max('created_at').as('last')]),
  );
  const open = await tx.query((db) =>
    db
      .selectFrom('runs')
      .where('state', 'in', ['queued', 'running', 'cancelling'])
      .where('agent_id', 'in', ids)
      .groupBy('agent_id')
      .select(['agent_id', (eb) => eb.fn.countAll<number>().as('runs')]),
  );
  const capabilities = await tx.query((db) =>
    db.selectFrom('agent_capabilities').selectAll().where('agent_id', 'in', ids).orderBy('capability'),
  );
  return agents.map((agent) => {
    const counted = counts.find((row) => row.agent_id === agent.id);
    return {
      ...agent,
      capabilities: capabilities.filter((row) => row.agent_id === agent.id).map((row) => row.capability),
      runCount: Number(counted?.runs ?? 0),
      running: Number(open.find((row) => row.agent_id === agent.id)?.runs ?? 0),
      lastRunAt: counted?.last ?? null,
    };
  });
}

function firstOf<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined) throw new Error('expected one item');
  return first;
}
