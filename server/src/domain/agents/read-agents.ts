import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { OffsetPage, Page } from '../../kernel/page.ts';
import { containsText, hasCapability, hasSpareCapacity } from '../../store/index.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import { query } from '../operation.ts';
import type { Agent, AgentKind, AgentStatus, AgentWithActivity } from './agent.ts';
import { capabilitiesOfAgents, livingAgents, toAgent } from './agent-queries.ts';
import { withActivity } from './agent-activity.ts';
import type { AgentJoin } from './agent-queries.ts';
import { visibleAgent } from './find-agent.ts';

export interface AgentFilter {
  readonly status?: string | undefined;
  /** Any of these. */
  readonly statuses?: readonly AgentStatus[] | undefined;
  readonly activeOnly?: boolean | undefined;
  /** Compared without case. */
  readonly capability?: string | undefined;
  /** Only those that have less open work than they take. */
  readonly hasSpareCapacity?: boolean | undefined;
  /** People are left out unless they are asked for. */
  readonly kind?: AgentKind | undefined;
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
    return withActivity(tx, await visibleAgent(tx, caller, address));
  },
});

/** An agent without its activity: one look-up. @throws Refusal `not_found` agent.unknown */
export const getAgentAlone = query<string, Agent>({
  grant: 'agents:read',
  work: (tx, { caller }, address) => visibleAgent(tx, caller, address),
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
      items: await allWithActivity(tx, page.items),
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
      items: await allWithActivity(tx, rows),
      total: Number(counted[0]?.total ?? 0),
    };
  },
});

/** As `listAgentsByOffset`, without how busy they have been: two look-ups however many there are. */
export const listAgentsAlone = query<AgentFilter & { limit: number; offset: number }, readonly Agent[]>({
  grant: 'agents:read',
  work: async (tx, { caller }, request) => {
    const rows = await tx.query<AgentJoin>((db) =>
      filtered(db, caller, request).orderBy('agents.id', 'desc').limit(request.limit).offset(request.offset),
    );
    const ids = rows.map((row) => row.id);
    const capabilities = await capabilitiesOfAgents(tx, ids);
    return rows.map((row) => toAgent(row, capabilities.get(row.id)));
  },
});

function filtered(db: Builder, caller: Caller, filter: AgentFilter) {
  let list = livingAgents(db).where('agents.org_id', '=', caller.orgId);
  if (caller.agentIds !== null) list = list.where('agents.id', 'in', [...caller.agentIds, caller.orgId]);
  if (filter.activeOnly === true) list = list.where('agents.status', '=', 'active');
  if (filter.status !== undefined) list = list.where('agents.status', '=', filter.status);
  if (filter.statuses !== undefined) list = list.where('agents.status', 'in', filter.statuses);
  list = filter.kind === undefined ? list.where('agents.kind', '!=', 'human') : list.where('agents.kind', '=', filter.kind);
  if (filter.capability !== undefined) list = list.where(hasCapability(filter.capability));
  if (filter.hasSpareCapacity === true) list = list.where(hasSpareCapacity);
  const { text = '' } = filter;
  if (text !== '') list = list.where(({ or }) => or([containsText('agents.slug', text), containsText('agents.display_name', text)]));
  return list;
}

async function allWithActivity(tx: ReadTx, rows: readonly AgentJoin[]): Promise<AgentWithActivity[]> {
  const agents: AgentWithActivity[] = [];
  for (const row of rows) agents.push(await withActivity(tx, toAgent(row)));
  return agents;
}
