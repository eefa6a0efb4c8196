import { callerIdentity, reachesAgent } from '../../kernel/caller.ts';
import type { InteractionDecision } from '../../kernel/event.ts';
import { isUuid } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { appendEvents } from '../sessions/index.ts';
import type { Interaction } from './interaction.ts';
import { interactionById, queueRun, resolveOpen, toInteraction } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';

export interface Answer {
  readonly id: string;
  readonly decision: InteractionDecision;
  /** The arguments to use instead, for `edit`. */
  readonly input?: JsonObject | undefined;
  /** A reason for `reject`, the tool's answer for `respond`. */
  readonly message?: string | undefined;
}

const resolve = mutation<Answer, Interaction>({
  grant: 'interactions:write',
  work: async (tx, at, answer) => {
    refuseIncomplete(answer);
    const row = await visibleInteraction(tx, at, answer.id);
    const text = JSON.stringify({ input: answer.input ?? null, message: answer.message ?? null });
    const by = callerIdentity(at.caller);
    const now = at.home.clock.now();
    const changed = await tx.run(resolveOpen, { id: row.id, decision: answer.decision, answer_json: text, by, at: now });
    if (changed === 0) {
      // Read again: an answer that was just being given has committed by now.
      const first = await visibleInteraction(tx, at, answer.id);
      if (first.decision === answer.decision && first.answer_json === text) return toInteraction(first);
      throw new Refusal(
        'conflict',
        'interaction.already_resolved',
        `This question was answered already: ${first.decision ?? first.state}.`,
      );
    }
    if (row.run_id !== null && (await tx.run(queueRun, { id: row.run_id })) === 0) {
      throw new Refusal('conflict', 'interaction.run_ended', 'The run does not wait for this answer any more.');
    }
    await record(tx, row, answer, by, now);
    return toInteraction(await visibleInteraction(tx, at, answer.id));
  },
  record: 'log',
});

/**
 * Answers a question; the run goes on at once.
 * @throws Refusal `not_found` interaction.unknown · `conflict` interaction.already_resolved, interaction.run_ended ·
 * `unprocessable` interaction.answer_incomplete
 */
export async function resolveInteraction(at: At, answer: Answer): Promise<Interaction> {
  const resolved = await resolve(at, answer);
  at.home.engine.wake();
  return resolved;
}

function refuseIncomplete(answer: Answer): void {
  if (answer.decision === 'edit' && answer.input === undefined) {
    throw refuseField('unprocessable', 'interaction.answer_incomplete', '/input', 'An edit needs the new input.');
  }
  if (answer.decision === 'respond' && answer.message === undefined) {
    throw refuseField('unprocessable', 'interaction.answer_incomplete', '/message', 'A response needs a message.');
  }
}

async function visibleInteraction(tx: Tx, { caller }: At, id: string): Promise<InteractionJoin> {
  const row = isUuid(id) ? await tx.first(interactionById, { org: caller.orgId, id: id.toLowerCase() }) : undefined;
  if (row === undefined || (row.agent_id !== null && !reachesAgent(caller, row.agent_id))) {
    throw new Refusal('not_found', 'interaction.unknown', 'There is no such question.');
  }
  return row;
}

async function record(tx: Tx, row: InteractionJoin, answer: Answer, by: string, now: number): Promise<void> {
  if (row.session_id === null) return;
  const target = { orgId: row.org_id, sessionId: row.session_id, runId: row.run_id };
  const payload = {
    interaction_id: row.id,
    call_id: row.call_id,
    decision: answer.decision,
    by,
    input: answer.input ?? null,
    message: answer.message ?? null,
    is_remembered: false,
    is_timeout: false,
  };
  const change = { status: 'ACTIVE', endedAt: null, lastError: null } as const;
  await appendEvents(tx, target, [{ type: 'interaction.resolved', payload }], { at: now, change });
}
