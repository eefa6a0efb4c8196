import { systemCaller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Activity } from '../activity/index.ts';
import type { Home } from '../home.ts';
import type { ActivitySink } from '../ports.ts';
import { cancelInteraction } from './cancel-interactions.ts';
import { insertInteraction } from './insert-interaction.ts';
import { interactionRow, settleOpen } from './interaction-queries.ts';
import { decisionOf } from './judge-work.ts';
import { answerText } from './settle-interaction.ts';
import { tell } from './tell.ts';

interface Work {
  readonly title: string;
  readonly version: number;
  readonly parent_id: string | null;
  readonly feedback: string | null;
  readonly session_id: string | null;
}

const workOf = statement<{ id: string }, Work>((db, arg) =>
  db
    .selectFrom('deliverables')
    .leftJoin('runs', 'runs.id', 'deliverables.run_id')
    .select(['deliverables.title', 'deliverables.version', 'deliverables.parent_id', 'deliverables.feedback', 'runs.session_id'])
    .where('deliverables.id', '=', arg.id),
);
const openReviews = statement<{ deliverable: string }, { id: string }>((db, arg) =>
  db.selectFrom('interactions').select('id').where('deliverable_id', '=', arg.deliverable).where('state', '=', 'open'),
);

/** Opens a review for every result that is handed in, and closes it with the verdict, through whichever door it came. */
export const followReviews: ActivitySink = async (tx, home, activity) => {
  const { event, deliverableId: id } = activity;
  if (id === null) return;
  if (event === 'deliverable.submitted') await open(tx, home, activity, id);
  else if (event === 'deliverable.approved') await close(tx, home, activity, { id, verdict: 'approved' });
  else if (event === 'deliverable.rejected') await close(tx, home, activity, { id, verdict: 'rejected' });
  else if (event === 'deliverable.revision_requested') await close(tx, home, activity, { id, verdict: 'revision_requested' });
};

async function open(tx: Tx, home: Home, { orgId, agentId, at: now }: Activity, deliverableId: string): Promise<void> {
  const work = await tx.first(workOf, { id: deliverableId });
  if (work === undefined) return;
  if (work.parent_id !== null) await supersede(tx, home, orgId, work.parent_id);
  const question = `Is “${work.title}”${work.version > 1 ? ` (version ${work.version})` : ''} good?`;
  await insertInteraction(tx, home, { orgId, agentId, sessionId: work.session_id, kind: 'review', question, deliverableId, now });
}

async function supersede(tx: Tx, home: Home, orgId: string, deliverable: string): Promise<void> {
  const doer = { home, caller: systemCaller(orgId) };
  for (const { id } of await tx.all(openReviews, { deliverable })) await cancelInteraction(tx, doer, id, 'superseded');
}

async function close(
  tx: Tx,
  home: Home,
  { orgId, actor, actorName, at }: Activity,
  { id: deliverable, verdict }: { readonly id: string; readonly verdict: keyof typeof decisionOf },
): Promise<void> {
  const work = await tx.first(workOf, { id: deliverable });
  const doer = { home, caller: systemCaller(orgId), by: actor };
  for (const { id } of await tx.all(openReviews, { deliverable })) {
    const answer = answerText({ input: null, message: work?.feedback ?? null });
    await tx.run(settleOpen, { id, state: 'resolved', decision: decisionOf[verdict], answer_json: answer, by: actor, name: actorName, at });
    const row = await tx.first(interactionRow, { id });
    if (row !== undefined) await tell(tx, doer, row, 'resolved');
  }
}
