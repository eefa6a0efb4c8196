import { systemCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { toldAssignment } from './assign-interaction.ts';
import { cancelInteraction } from './cancel-interactions.ts';
import { carryAnswer } from './carry-answer.ts';
import { interactionRow } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { isOverdue } from './overdue.ts';
import { holdPlace, settleInteraction } from './settle-interaction.ts';
import type { Verdict } from './settle-interaction.ts';

/** Interactions that one look takes up; the rest waits for the next. */
const partMax = 200;

const overdue = statement<{ now: number }, { id: string }>((db, arg) =>
  db
    .selectFrom('interactions')
    .select('id')
    .where('state', '=', 'open')
    .where('deadline_at', 'is not', null)
    .where('deadline_at', '<=', arg.now)
    .where('on_timeout', '<>', 'wait')
    .orderBy('deadline_at')
    .limit(partMax),
);
const toEscalate = statement<{ now: number }, { id: string }>((db, arg) =>
  db
    .selectFrom('interactions')
    .select('id')
    .where('state', '=', 'open')
    .where('escalate_at', 'is not', null)
    .where('escalate_at', '<=', arg.now)
    .where('escalated_at', 'is', null)
    .orderBy('escalate_at')
    .limit(partMax),
);
const escalate = statement<{ id: string; now: number; user: string | null }>((db, arg) =>
  db
    .updateTable('interactions')
    .set({ escalated_at: arg.now, assignee_user_id: arg.user, snoozed_until: null })
    .where('id', '=', arg.id)
    .where('state', '=', 'open')
    .where('escalated_at', 'is', null),
);

/**
 * Gives what was stated for interactions that nobody answered in time, each in a transaction of its own, so that an answer that comes at the same
 * moment either counts or is refused. Any number of processes may look at once. Returns how many it answered.
 */
export async function settleOverdue(home: Home): Promise<number> {
  const due = await home.read((tx) => tx.all(overdue, { now: home.clock.now() }));
  let settled = 0;
  for (const { id } of due) if (await settleOne(home, id)) settled += 1;
  if (settled > 0) home.engine.wake();
  return settled;
}

async function settleOne(home: Home, id: string): Promise<boolean> {
  try {
    return await home.transact((tx) => giveDefault(tx, home, id));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Its run does not wait any more; nobody would ever be able to answer.
    await home.transact(async (tx) => {
      const row = await tx.first(interactionRow, { id });
      if (row !== undefined) await cancelInteraction(tx, { home, caller: systemCaller(row.org_id) }, id, 'run_ended');
    });
    return false;
  }
}

async function giveDefault(tx: Tx, home: Home, id: string): Promise<boolean> {
  const row = await tx.first(interactionRow, { id });
  if (row === undefined || row.state !== 'open' || !isOverdue(row, home.clock.now())) return false;
  const doer = { home, caller: systemCaller(row.org_id) };
  const verdict = defaultOf(row);
  if (!(await settleInteraction(tx, doer, row, verdict))) return false;
  await carryAnswer(tx, doer, row, verdict);
  return true;
}

/** What is not stated, or makes no sense for what was asked, is a refusal: nobody consents by silence unless somebody said so before. */
function defaultOf(row: InteractionJoin): Verdict {
  const base = { input: null, isRemembered: false, isTimeout: true };
  if (row.on_timeout === 'respond' && row.timeout_answer !== null) return { ...base, decision: 'respond', message: row.timeout_answer };
  if (row.on_timeout === 'approve' && row.kind === 'approval') return { ...base, decision: 'approve', message: null };
  return { ...base, decision: 'reject', message: null };
}

/** Gives what nobody answered for a while to whom the rules name, once. Returns how many. */
export async function escalateDue(home: Home): Promise<number> {
  const due = await home.read((tx) => tx.all(toEscalate, { now: home.clock.now() }));
  let moved = 0;
  for (const { id } of due) if (await home.transact((tx) => escalateOne(tx, home, id))) moved += 1;
  return moved;
}

async function escalateOne(tx: Tx, home: Home, id: string): Promise<boolean> {
  const row = await tx.first(interactionRow, { id });
  const now = home.clock.now();
  if (row === undefined) return false;
  await holdPlace(tx, row);
  if ((await tx.run(escalate, { id, now, user: row.escalate_user_id })) === 0) return false;
  const doer = { home, caller: systemCaller(row.org_id) };
  await toldAssignment(tx, doer, row, { to: row.escalate_user_id, note: 'Nobody answered so far.', reason: 'escalated' });
  return true;
}
