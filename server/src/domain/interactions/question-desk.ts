import { callerIdentity } from '../../kernel/caller.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { newId } from '../../kernel/id.ts';
import { statement } from '../../store/index.ts';
import type { InteractionRow } from '../../store/index.ts';
import type { QuestionDesk } from '../ports.ts';
import { appendEvents } from '../sessions/index.ts';
import { interactionInsertion, resolveOpen } from './interaction-queries.ts';

const openQuestion = statement<{ session: string }, { id: string; org_id: string; run_id: string | null; call_id: string | null }>(
  (db, arg) =>
    db
      .selectFrom('interactions')
      .select(['id', 'org_id', 'run_id', 'call_id'])
      .where('session_id', '=', arg.session)
      .where('state', '=', 'open')
      .where('kind', '=', 'question')
      .orderBy('id', 'desc')
      .limit(1),
);
const cancelOpen = statement<{ session: string; at: number }, { id: string; run_id: string | null }>((db, arg) =>
  db
    .updateTable('interactions')
    .set({ state: 'canceled', resolved_at: arg.at })
    .where('session_id', '=', arg.session)
    .where('state', '=', 'open')
    .returning(['id', 'run_id']),
);

/** Questions that come as messages, as the messages noun knows them. */
export const questionDesk: QuestionDesk = {
  async ask(tx, _home, asked) {
    const id = newId(asked.now);
    await tx.insert(interactionInsertion, [rowOf(id, asked)]);
    const opened: NewEvent = {
      type: 'interaction.opened',
      payload: {
        interaction_id: id,
        kind: 'question',
        call_id: null,
        message_id: asked.messageId,
        tool: null,
        action: null,
        input: null,
        question: asked.question,
        options: asked.options,
        deadline_at: null,
      },
    };
    await appendEvents(tx, { ...asked, runId: null }, [opened], { at: asked.now });
    return id;
  },
  async answer(tx, { caller, home }, given) {
    const open = await tx.first(openQuestion, { session: given.sessionId });
    if (open === undefined) return false;
    const now = home.clock.now();
    const by = callerIdentity(caller);
    const text = JSON.stringify({ input: null, message: given.content });
    if ((await tx.run(resolveOpen, { id: open.id, decision: 'respond', answer_json: text, by, at: now })) === 0) return false;
    const payload = {
      interaction_id: open.id,
      call_id: open.call_id,
      decision: 'respond',
      by,
      input: null,
      message: given.content,
      is_remembered: false,
      is_timeout: false,
    } as const;
    await appendEvents(
      tx,
      { orgId: open.org_id, sessionId: given.sessionId, runId: open.run_id },
      [{ type: 'interaction.resolved', payload }],
      {
        at: now,
      },
    );
    return true;
  },
  async withdraw(tx, _home, gone) {
    const canceled = await tx.all(cancelOpen, { session: gone.sessionId, at: gone.now });
    for (const { id, run_id: runId } of canceled) {
      const event: NewEvent = { type: 'interaction.canceled', payload: { interaction_id: id, reason: gone.reason } };
      await appendEvents(tx, { orgId: gone.orgId, sessionId: gone.sessionId, runId }, [event], { at: gone.now });
    }
  },
};

function rowOf(id: string, asked: Parameters<QuestionDesk['ask']>[2]): InteractionRow {
  return {
    id,
    org_id: asked.orgId,
    session_id: asked.sessionId,
    run_id: null,
    agent_id: asked.agentId,
    kind: 'question',
    state: 'open',
    call_id: null,
    tool: null,
    action: null,
    input_json: null,
    schema_json: null,
    question: asked.question,
    options_json: JSON.stringify(asked.options),
    message_id: asked.messageId,
    deliverable_id: null,
    assignee_user_id: null,
    deadline_at: null,
    on_timeout: null,
    timeout_answer: null,
    escalate_at: null,
    escalate_user_id: null,
    escalated_at: null,
    snoozed_until: null,
    decision: null,
    answer_json: null,
    resolved_by: null,
    resolved_by_name: null,
    created_at: asked.now,
    resolved_at: null,
  };
}
