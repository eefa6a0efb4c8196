import { toRfc3339 } from '../../kernel/clock.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { InteractionRow } from '../../store/index.ts';

/** Whether the time for an answer is over, so that only the stated default is left, whoever comes first to take it. */
export function isOverdue(row: Pick<InteractionRow, 'deadline_at' | 'on_timeout'>, now: number): boolean {
  return row.deadline_at !== null && row.deadline_at <= now && row.on_timeout !== 'wait';
}

export function tooLate(row: Pick<InteractionRow, 'deadline_at' | 'decision' | 'on_timeout'>): Refusal {
  const when = row.deadline_at === null ? '' : ` at ${toRfc3339(row.deadline_at)}`;
  const taken = row.decision ?? row.on_timeout ?? 'reject';
  return new Refusal(
    'conflict',
    'interaction.expired',
    `The time for an answer ended${when}; what was stated for that case is taken: ${taken}.`,
  );
}
