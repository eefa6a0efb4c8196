import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { query } from '../operation.ts';
import type { Interaction } from './interaction.ts';
import { interactionsWithNames, toInteraction } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';

export interface InteractionListRequest {
  readonly state?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Questions to people, newest first. A question whose run has ended meanwhile is canceled. */
export const listInteractions = query<InteractionListRequest, Page<Interaction>>({
  grant: 'sessions:read',
  work: async (tx, { caller }, request) => {
    const after = decodePageKey(request.cursor, isUuid);
    const rows = await tx.query<InteractionJoin & { readonly run_state: string | null }>((db) => {
      let list = interactionsWithNames(db)
        .leftJoin('runs', 'runs.id', 'interactions.run_id')
        .select('runs.state as run_state')
        .where('interactions.org_id', '=', caller.orgId)
        .orderBy('interactions.id', 'desc')
        .limit(request.limit + 1);
      if (after !== null) list = list.where('interactions.id', '<', after);
      if (caller.agentIds !== null) list = list.where('interactions.agent_id', 'in', [...caller.agentIds, caller.orgId]);
      if (request.state === 'open')
        return list
          .where('interactions.state', '=', 'open')
          .where((eb) => eb.or([eb('runs.state', '=', 'waiting'), eb('runs.state', 'is', null)]));
      if (request.state === 'canceled') return list.where('interactions.state', '=', 'open').where('runs.state', '!=', 'waiting');
      return request.state === undefined ? list : list.where('interactions.state', '=', request.state);
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    return { items: page.items.map((row) => toInteraction(row, row.run_state)), nextCursor: page.nextCursor };
  },
});
