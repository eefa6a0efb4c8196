import { toRfc3339OrNull } from '../../kernel/clock.ts';
import { systemCaller } from '../../kernel/caller.ts';
import type { ApprovalReason, InteractionKind, NewEvent } from '../../kernel/event.ts';
import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { InteractionRow, InteractionRulesRow, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { interactionInsertion } from './interaction-queries.ts';
import { rulesOf } from './rules-queries.ts';
import { tell } from './tell.ts';

export interface NewInteraction {
  readonly orgId: string;
  readonly agentId: string | null;
  readonly sessionId: string | null;
  readonly runId?: string | undefined;
  readonly kind: InteractionKind;
  /** Of an approval. */
  readonly reason?: ApprovalReason | undefined;
  readonly question: string;
  readonly options?: readonly string[] | undefined;
  /** The tool call that waits. */
  readonly call?:
    | {
        readonly callId: string;
        readonly tool: string;
        readonly action: string;
        /** What it is bound to, for a tool of another server. */
        readonly pin?: string | undefined;
        readonly input: JsonObject;
        readonly schema: JsonObject | null;
      }
    | undefined;
  readonly messageId?: string | undefined;
  readonly deliverableId?: string | undefined;
  /** Seconds that the agent itself is ready to wait. */
  readonly waitS?: number | undefined;
  readonly now: number;
}

export interface Opened {
  readonly id: string;
  /** Belongs into the session's log, in the same transaction. */
  readonly event: NewEvent;
}

/** Opens an interaction by the rules of its agent, and tells of it. The caller appends the event. */
export async function insertInteraction(tx: Tx, home: Home, given: NewInteraction): Promise<Opened> {
  const rules = given.agentId === null ? undefined : await tx.first(rulesOf, { agent: given.agentId });
  const row = rowOf(newId(given.now), given, rules);
  await tx.insert(interactionInsertion, [row]);
  await tell(tx, { home, caller: systemCaller(given.orgId) }, row, 'opened');
  return { id: row.id, event: openedEvent(row, given) };
}

interface Deadline {
  readonly deadline_at: number | null;
  readonly on_timeout: string | null;
  readonly timeout_answer: string | null;
}

const noDeadline: Deadline = { deadline_at: null, on_timeout: null, timeout_answer: null };

/** The sooner of what the rules and the agent say. A verdict on work is nobody's to give by the clock, so reviews have no deadline. */
function deadlineOf(given: NewInteraction, rules: InteractionRulesRow | undefined): Deadline {
  if (given.kind === 'review') return noDeadline;
  const ruled = rules?.deadline_s === null || rules === undefined ? Infinity : rules.deadline_s;
  const asked = given.waitS ?? Infinity;
  const seconds = Math.min(ruled, asked);
  if (seconds === Infinity) return noDeadline;
  const stated = rules?.on_timeout ?? 'reject';
  // Consent is no answer to a question, and silence none to what a stranger may have asked for.
  const isNoAnswer = given.kind === 'question' || given.reason === 'untrusted_read';
  const action = stated === 'approve' && isNoAnswer ? 'reject' : stated;
  const byRules = { on_timeout: action, timeout_answer: rules?.timeout_answer ?? null };
  // Who asks for so long and no longer does not go on waiting.
  const isAskedFirst = asked < ruled && byRules.on_timeout === 'wait';
  return { deadline_at: given.now + seconds * 1_000, ...(isAskedFirst ? { on_timeout: 'reject', timeout_answer: null } : byRules) };
}

function rowOf(id: string, given: NewInteraction, rules: InteractionRulesRow | undefined): InteractionRow {
  const { call, now } = given;
  const escalateS = rules?.escalate_after_s ?? null;
  return {
    id,
    org_id: given.orgId,
    session_id: given.sessionId,
    run_id: given.runId ?? null,
    agent_id: given.agentId,
    kind: given.kind,
    state: 'open',
    call_id: call?.callId ?? null,
    tool: call?.tool ?? null,
    action: call?.action ?? null,
    reason: given.reason ?? null,
    tool_pin: call?.pin ?? null,
    input_json: call === undefined ? null : JSON.stringify(call.input),
    schema_json: call === undefined || call.schema === null ? null : JSON.stringify(call.schema),
    question: given.question,
    options_json: JSON.stringify(given.options ?? []),
    message_id: given.messageId ?? null,
    deliverable_id: given.deliverableId ?? null,
    assignee_user_id: rules?.assignee_user_id ?? null,
    ...deadlineOf(given, rules),
    escalate_at: escalateS === null ? null : now + escalateS * 1_000,
    escalate_user_id: escalateS === null ? null : (rules?.escalate_user_id ?? null),
    escalated_at: null,
    snoozed_until: null,
    decision: null,
    answer_json: null,
    resolved_by: null,
    resolved_by_name: null,
    created_at: now,
    resolved_at: null,
  };
}

function openedEvent(row: InteractionRow, { kind, reason, call, options = [] }: NewInteraction): NewEvent {
  return {
    type: 'interaction.opened',
    payload: {
      interaction_id: row.id,
      kind,
      call_id: row.call_id,
      message_id: row.message_id,
      tool: row.tool,
      action: row.action,
      ...(reason === undefined ? {} : { reason }),
      ...(call?.pin === undefined ? {} : { tool_pin: call.pin }),
      input: call?.input ?? null,
      question: row.question,
      options,
      deadline_at: toRfc3339OrNull(row.deadline_at),
    },
  };
}
