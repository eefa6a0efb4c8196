import type { InteractionDecision } from '../../kernel/event.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { tooLate } from './overdue.ts';
import { runEnded } from './settle-interaction.ts';

const quotedMax = 200;

/** Accepts an answer that equals the one that was first. @throws Refusal `conflict` interaction.already_resolved, interaction.expired, interaction.canceled, interaction.run_ended */
export function requireSameAnswer(row: InteractionJoin, decision: InteractionDecision, text: string): void {
  if (row.state === 'canceled') throw row.run_id === null ? canceled() : runEnded();
  if (isDefault(row)) throw tooLate(row);
  if (row.decision === decision && row.answer_json === text) return;
  throw new Refusal(
    'conflict',
    'interaction.already_resolved',
    `${row.resolved_by_name ?? 'Somebody'} answered this already: ${wordsOf(row)}.`,
  );
}

/** Nobody answered, so that what was stated for that case was taken. */
function isDefault({ state, deadline_at: deadline, resolved_at: at, resolved_by: by }: InteractionJoin): boolean {
  return state === 'expired' || (by === 'system' && deadline !== null && at !== null && at >= deadline);
}

function canceled(): Refusal {
  return new Refusal('conflict', 'interaction.canceled', 'Nobody waits for an answer to this any more.');
}

function wordsOf({ decision, answer_json: answer }: InteractionJoin): string {
  const message = answer === null ? null : fromOwnJson<{ message: string | null }>(answer).message;
  return message === null ? String(decision) : `${decision}, “${message.slice(0, quotedMax).toWellFormed()}”`;
}
