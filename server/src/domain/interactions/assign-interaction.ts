import { callerIdentity } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import { announce } from '../changed.ts';
import { mutation } from '../operation.ts';
import { appendEvents } from '../sessions/index.ts';
import type { Interaction } from './interaction.ts';
import { interactionRow, toInteraction } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { holdPlace } from './settle-interaction.ts';
import { tell } from './tell.ts';
import type { Doer } from './tell.ts';
import { visibleInteraction } from './visible-interaction.ts';
import { refuseAgent, requireAnswerer } from './who-answers.ts';

const snoozeMsMax = 30 * 86_400_000;

/** Giving it to somebody also wakes what was put off. */
const setAssignee = statement<{ id: string; user: string | null }>((db, arg) =>
  db
    .updateTable('interactions')
    .set({ assignee_user_id: arg.user, snoozed_until: null })
    .where('id', '=', arg.id)
    .where('state', '=', 'open'),
);
const setSnooze = statement<{ id: string; until: number | null }>((db, arg) =>
  db.updateTable('interactions').set({ snoozed_until: arg.until }).where('id', '=', arg.id).where('state', '=', 'open'),
);

export interface Assignment {
  readonly id: string;
  readonly userId: string | null;
  readonly note?: string | undefined;
}

/**
 * Gives an open interaction to a member, or back to everybody.
 * @throws Refusal `not_found` interaction.unknown · `forbidden` interaction.agent_answer · `unprocessable` interaction.assignee_unfit · `conflict`
 * interaction.not_open
 */
export const assignInteraction = mutation<Assignment, Interaction>({
  grant: 'interactions:write',
  work: async (tx, at, { id, userId, note }) => {
    refuseAgent(at.caller);
    const row = await visibleInteraction(tx, at.caller, id);
    const to = userId?.toLowerCase() ?? null;
    await requireAnswerer(tx, row.org_id, to, '/user_id');
    await holdPlace(tx, row);
    if ((await tx.run(setAssignee, { id: row.id, user: to })) === 0) throw notOpen(row);
    return toInteraction(await toldAssignment(tx, at, row, { to, note: note ?? null, reason: 'assigned' }));
  },
  record: 'log',
});

/** Writes down that an interaction was given to somebody else, and tells of it. */
export async function toldAssignment(
  tx: Tx,
  doer: Doer,
  row: InteractionJoin,
  given: { readonly to: string | null; readonly note: string | null; readonly reason: 'assigned' | 'escalated' },
): Promise<InteractionJoin> {
  const { to, note } = given;
  const by = callerIdentity(doer.caller);
  const payload = { interaction_id: row.id, to, by, note };
  if (row.kind === 'review') {
    const data = { interaction: { uuid: row.id }, to, note };
    await recordActivity(tx, doer, { event: 'interaction.assigned', deliverableId: row.deliverable_id, agentId: row.agent_id, data });
  } else if (row.session_id !== null) {
    const target = { orgId: row.org_id, sessionId: row.session_id, runId: row.run_id };
    await appendEvents(tx, target, [{ type: 'interaction.assigned', payload }], { at: doer.home.clock.now() });
  }
  const after = (await tx.first(interactionRow, { id: row.id })) ?? row;
  await tell(tx, doer, after, given.reason);
  return after;
}

/**
 * Hides an open interaction from lists until a time, at most 30 days from now; null shows it again.
 * @throws Refusal as for assigning · `unprocessable` interaction.snooze_unfit
 */
export const snoozeInteraction = mutation<{ readonly id: string; readonly until: number | null }, Interaction>({
  grant: 'interactions:write',
  work: async (tx, { caller, home }, { id, until }) => {
    refuseAgent(caller);
    const row = await visibleInteraction(tx, caller, id);
    const now = home.clock.now();
    if (until !== null && (until <= now || until > now + snoozeMsMax))
      throw refuseField('unprocessable', 'interaction.snooze_unfit', '/until', 'Name a time within the next 30 days.');
    if ((await tx.run(setSnooze, { id: row.id, until })) === 0) throw notOpen(row);
    announce(tx, { orgId: row.org_id, topic: 'interactions', id: row.id });
    return toInteraction(await visibleInteraction(tx, caller, row.id));
  },
  record: 'log',
});

function notOpen({ state }: InteractionJoin): Refusal {
  return new Refusal('conflict', 'interaction.not_open', `Nobody has to answer this any more: it is ${state}.`);
}
