import type { InteractionDecision } from '../../kernel/event.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { Json } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Builder, InteractionRow } from '../../store/index.ts';
import type { Interaction } from './interaction.ts';

export type InteractionJoin = InteractionRow & { readonly agent_slug: string | null; readonly agent_name: string | null };

export const interactionInsertion = insertion('interactions', [
  'id',
  'org_id',
  'session_id',
  'run_id',
  'agent_id',
  'kind',
  'state',
  'call_id',
  'tool',
  'action',
  'input_json',
  'question',
  'decision',
  'answer_json',
  'resolved_by',
  'created_at',
  'resolved_at',
]);

export function interactionsWithNames(db: Builder) {
  return db
    .selectFrom('interactions')
    .leftJoin('agents', 'agents.id', 'interactions.agent_id')
    .selectAll('interactions')
    .select(['agents.slug as agent_slug', 'agents.display_name as agent_name']);
}

export const interactionById = statement<{ org: string; id: string }, InteractionJoin>((db, arg) =>
  interactionsWithNames(db).where('interactions.org_id', '=', arg.org).where('interactions.id', '=', arg.id),
);

export const resolveOpen = statement<{ id: string; decision: string; answer_json: string; by: string; at: number }>((db, arg) =>
  db
    .updateTable('interactions')
    .set({ state: 'resolved', decision: arg.decision, answer_json: arg.answer_json, resolved_by: arg.by, resolved_at: arg.at })
    .where('id', '=', arg.id)
    .where('state', '=', 'open'),
);

export const queueRun = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('runs')
    .set({ state: 'queued', lease_owner: null, lease_until: null })
    .where('id', '=', arg.id)
    .where('state', '=', 'waiting'),
);

export const parkRun = statement<{ id: string; fence: number; steps: number; input_tokens: number; output_tokens: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set({
      state: 'waiting',
      lease_owner: null,
      lease_until: null,
      steps: arg.steps,
      input_tokens: arg.input_tokens,
      output_tokens: arg.output_tokens,
    })
    .where('id', '=', arg.id)
    .where('fence', '=', arg.fence)
    .where('state', '=', 'running'),
);

/** Guaranteed by the writers of this noun, which store only these words. */
function asWords(row: InteractionRow): Pick<Interaction, 'kind' | 'state' | 'decision'> {
  return { kind: 'approval', state: row.state as Interaction['state'], decision: row.decision as InteractionDecision | null };
}

export function toInteraction(row: InteractionJoin, runState?: string): Interaction {
  const words = asWords(row);
  const isOver = words.state === 'open' && runState !== undefined && runState !== 'waiting';
  return {
    id: row.id,
    ...words,
    state: isOver ? 'canceled' : words.state,
    runId: row.run_id,
    sessionId: row.session_id,
    agent: { id: row.agent_id, slug: row.agent_slug ?? '', displayName: row.agent_name ?? '' },
    tool: row.tool,
    action: row.action,
    input: fromOwnJson<Json>(row.input_json),
    question: row.question,
    resolvedBy: row.resolved_by,
    createdAt: row.created_at,
    resolvedAt: row.resolved_at,
  };
}
