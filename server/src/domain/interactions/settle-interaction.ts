import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { InteractionDecision } from '../../kernel/event.ts';
import type { Json } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { namesOfActors } from '../audit/index.ts';
import { appendEvents } from '../sessions/index.ts';
import { interactionRow, queueRun, settleOpen } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { tell } from './tell.ts';
import type { Doer } from './tell.ts';

export interface Verdict {
  readonly decision: InteractionDecision;
  readonly input: Json;
  readonly message: string | null;
  readonly isRemembered: boolean;
  /** Nobody answered in time, and this is what was stated for that case. */
  readonly isTimeout: boolean;
}

/** How an answer is kept; equal answers have equal texts. */
export function answerText({ input, message }: Pick<Verdict, 'input' | 'message'>): string {
  return JSON.stringify({ input, message });
}

const holdRun = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('runs')
    .set((eb) => ({ fence: eb.ref('fence') }))
    .where('id', '=', arg.id),
);
const holdSession = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('sessions')
    .set((eb) => ({ last_seq: eb.ref('last_seq') }))
    .where('id', '=', arg.id),
);

/**
 * Answers an open interaction: the run that waits for it goes on, its session's log has the answer, and everybody concerned is told. False when
 * it was not open any more. Wake the engine after the commit.
 * @throws Refusal `conflict` interaction.run_ended
 */
export async function settleInteraction(tx: Tx, doer: Doer, row: InteractionJoin, verdict: Verdict): Promise<boolean> {
  await holdPlace(tx, row);
  const { caller, home } = doer;
  const now = home.clock.now();
  const changed = await tx.run(settleOpen, {
    id: row.id,
    state: verdict.isTimeout && verdict.decision === 'reject' ? 'expired' : 'resolved',
    decision: verdict.decision,
    answer_json: answerText(verdict),
    by: callerIdentity(caller),
    name: await nameOf(tx, caller),
    at: now,
  });
  if (changed === 0) return false;
  if (row.run_id !== null && (await tx.run(queueRun, { id: row.run_id })) === 0) throw runEnded();
  if (row.kind !== 'review') await appendAnswer(tx, row, verdict, { by: callerIdentity(caller), now });
  const after = await tx.first(interactionRow, { id: row.id });
  await tell(tx, doer, after ?? row, verdict.isTimeout ? 'expired' : 'resolved');
  return true;
}

/** In the order in which everybody takes them: what a run and a session say changes under their rows. */
export async function holdPlace(tx: Tx, row: InteractionJoin): Promise<void> {
  if (row.kind === 'review') return;
  if (row.run_id !== null) await tx.run(holdRun, { id: row.run_id });
  if (row.session_id !== null) await tx.run(holdSession, { id: row.session_id });
}

export function runEnded(): Refusal {
  return new Refusal('conflict', 'interaction.run_ended', 'The run does not wait for this answer any more.');
}

async function nameOf(tx: Tx, caller: Caller): Promise<string | null> {
  if (caller.kind === 'system') return null;
  const actor = callerIdentity(caller);
  return (await namesOfActors(tx, [actor])).get(actor) ?? null;
}

async function appendAnswer(
  tx: Tx,
  row: InteractionJoin,
  verdict: Verdict,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<void> {
  if (row.session_id === null) return;
  const { isRemembered, isTimeout, ...given } = verdict;
  const payload = {
    interaction_id: row.id,
    call_id: row.call_id,
    ...given,
    by,
    is_remembered: isRemembered,
    is_timeout: isTimeout,
  };
  const target = { orgId: row.org_id, sessionId: row.session_id, runId: row.run_id };
  // What people say in a foreign session changes its status; here it is the run that goes on.
  const change = row.run_id === null ? {} : { change: { status: 'ACTIVE', endedAt: null, lastError: null } as const };
  await appendEvents(tx, target, [{ type: 'interaction.resolved', payload }], { at: now, ...change });
}
