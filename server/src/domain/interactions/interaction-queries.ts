import type { InteractionDecision } from '../../kernel/event.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Builder, InteractionRow } from '../../store/index.ts';
import { decisionsOf } from './interaction.ts';
import type { Interaction } from './interaction.ts';

export interface InteractionJoin extends InteractionRow {
  readonly agent_slug: string | null;
  readonly agent_name: string | null;
  readonly session_name: string | null;
  readonly assignee_name: string | null;
}

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
  'reason',
  'tool_pin',
  'input_json',
  'schema_json',
  'question',
  'options_json',
  'message_id',
  'deliverable_id',
  'assignee_user_id',
  'deadline_at',
  'on_timeout',
  'timeout_answer',
  'escalate_at',
  'escalate_user_id',
  'escalated_at',
  'snoozed_until',
  'decision',
  'answer_json',
  'resolved_by',
  'resolved_by_name',
  'created_at',
  'resolved_at',
]);

export function interactionsWithNames(db: Builder) {
  return db
    .selectFrom('interactions')
    .leftJoin('agents', 'agents.id', 'interactions.agent_id')
    .leftJoin('sessions', 'sessions.id', 'interactions.session_id')
    .leftJoin('users', 'users.id', 'interactions.assignee_user_id')
    .selectAll('interactions')
    .select([
      'agents.slug as agent_slug',
      'agents.display_name as agent_name',
      'sessions.name as session_name',
      'users.name as assignee_name',
    ]);
}

/** Whatever organisation it is of: for what follows from it. */
export const interactionRow = statement<{ id: string }, InteractionJoin>((db, arg) =>
  interactionsWithNames(db).where('interactions.id', '=', arg.id),
);

export const interactionById = statement<{ org: string; id: string }, InteractionJoin>((db, arg) =>
  interactionsWithNames(db).where('interactions.org_id', '=', arg.org).where('interactions.id', '=', arg.id),
);

/** Ends what is open, whichever way; of two that try at once, one changes the row. */
export const settleOpen = statement<{
  id: string;
  state: string;
  decision: string | null;
  answer_json: string | null;
  by: string;
  name: string | null;
  at: number;
}>((db, arg) =>
  db
    .updateTable('interactions')
    .set({
      state: arg.state,
      decision: arg.decision,
      answer_json: arg.answer_json,
      resolved_by: arg.by,
      resolved_by_name: arg.name,
      resolved_at: arg.at,
    })
    .where('id', '=', arg.id)
    .where('state', '=', 'open'),
);

/** A run that waited for the answer is taken up by whichever process looks first. */
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
function asWords(row: InteractionRow): Pick<Interaction, 'kind' | 'state' | 'reason' | 'decision' | 'onTimeout'> {
  return {
    kind: row.kind as Interaction['kind'],
    state: row.state as Interaction['state'],
    reason: row.reason as Interaction['reason'],
    decision: row.decision as InteractionDecision | null,
    onTimeout: row.on_timeout as Interaction['onTimeout'],
  };
}

export function toInteraction(row: InteractionJoin): Interaction {
  const words = asWords(row);
  return {
    id: row.id,
    ...words,
    runId: row.run_id,
    session: row.session_id === null ? null : { id: row.session_id, name: row.session_name ?? '' },
    agent: row.agent_id === null ? null : { id: row.agent_id, slug: row.agent_slug ?? '', displayName: row.agent_name ?? '' },
    deliverableId: row.deliverable_id,
    messageId: row.message_id,
    tool: row.tool,
    action: row.action,
    input: row.input_json === null ? null : fromOwnJson<Json>(row.input_json),
    inputSchema: row.schema_json === null ? null : fromOwnJson<JsonObject>(row.schema_json),
    question: row.question,
    options: fromOwnJson<string[]>(row.options_json),
    allowed: decisionsOf[words.kind],
    assignee: row.assignee_user_id === null ? null : { id: row.assignee_user_id, name: row.assignee_name ?? '' },
    deadlineAt: row.deadline_at,
    timeoutAnswer: row.timeout_answer,
    escalateAt: row.escalate_at,
    escalatedAt: row.escalated_at,
    snoozedUntil: row.snoozed_until,
    answer: row.answer_json === null ? null : fromOwnJson<{ input: Json; message: string | null }>(row.answer_json),
    resolvedBy: row.resolved_by,
    resolvedByName: row.resolved_by_name,
    createdAt: row.created_at,
    resolvedAt: row.resolved_at,
  };
}
