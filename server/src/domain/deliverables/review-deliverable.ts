import type { Caller } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { lockTaskById, moveTask } from '../tasks/index.ts';
import type { Task } from '../tasks/index.ts';
import { supersededDeliverable } from './deliverable.ts';
import type { Deliverable, Verdict } from './deliverable.ts';
import { giveVerdict, lastOfTask, lockDeliverable, successorOf } from './deliverable-queries.ts';
import { deliverableOfOrg, visibleDeliverable } from './find-deliverable.ts';
import { recordDeliverable } from './insert-deliverable.ts';
import { userOf } from './submit-deliverable.ts';

export interface Review {
  readonly id: string;
  readonly decision: Verdict;
  /** Needed when a revision is requested. */
  readonly feedback?: string | undefined;
  /** The version that the reviewer read; refused when a newer one has arrived. */
  readonly expectedVersion?: number | undefined;
}

/**
 * Gives the one verdict on a deliverable. Its task is completed when it is approved, and goes back to its assignee otherwise.
 * @throws Refusal `not_found` deliverable.unknown · `forbidden` deliverable.agent_verdict, deliverable.out_of_scope · `unprocessable`
 * deliverable.feedback_needed, deliverable.reviewed · `conflict` deliverable.superseded
 */
export const reviewDeliverable = mutation<Review, Deliverable>({
  grant: 'deliverables:review',
  work: async (tx, at, review) => {
    refuseAgent(at.caller);
    if (review.decision === 'revision_requested' && (review.feedback ?? '').trim() === '')
      throw refuseField('unprocessable', 'deliverable.feedback_needed', '/feedback', 'Say what has to change.');
    const { id, task: named } = await visibleDeliverable(tx, at.caller, review.id);
    const task = named === null ? undefined : await lockTaskById(tx, at.home, named.id);
    await tx.run(lockDeliverable, { id });
    await refuseDecided(tx, await deliverableOfOrg(tx, at.caller.orgId, id), review.expectedVersion);
    const { decision, feedback } = review;
    const now = at.home.clock.now();
    await tx.run(giveVerdict, { id, status: decision, feedback: feedback ?? null, by: userOf(at.caller), at: now });
    const moved = await follow(tx, at, task, decision);
    const reviewed = await deliverableOfOrg(tx, at.caller.orgId, id);
    await recordDeliverable(tx, at, `deliverable.${decision}`, { deliverable: reviewed, task: moved });
    await recordDeliverable(tx, at, 'review.completed', { deliverable: reviewed, task: moved, facts: { decision } });
    return reviewed;
  },
  record: (reviewed) => ({
    event: `deliverable.${reviewed.status}`,
    target: reviewed.id,
    agentId: reviewed.agent?.id ?? null,
    details: { number: reviewed.number, version: reviewed.version, task: reviewed.task?.id ?? null, title: reviewed.title },
  }),
});

/** An agent never judges, neither its own work nor another's. */
function refuseAgent(caller: Caller): void {
  const isAgent = caller.kind === 'agentToken' || caller.kind === 'recovery' || (caller.kind === 'apiKey' && caller.agentId !== null);
  if (isAgent) throw new Refusal('forbidden', 'deliverable.agent_verdict', 'Agents do not give verdicts.');
}

async function refuseDecided(tx: ReadTx, found: Deliverable, expectedVersion: number | undefined): Promise<void> {
  const newest = found.task === null ? await tx.first(successorOf, { id: found.id }) : await tx.first(lastOfTask, { task: found.task.id });
  const newestVersion = newest?.version ?? found.version;
  if (expectedVersion !== undefined && expectedVersion !== newestVersion) throw supersededDeliverable();
  if (found.reviewedAt !== null)
    throw new Refusal('unprocessable', 'deliverable.reviewed', `This deliverable has been reviewed already: ${found.status}.`);
  if (found.status !== 'pending' || newestVersion !== found.version) throw supersededDeliverable();
}

/** A task that somebody took out of review stays where they put it. */
async function follow(tx: Tx, at: At, task: Task | undefined, decision: Verdict): Promise<Task | undefined> {
  if (task?.status !== 'review') return task;
  return moveTask(tx, at, task, { to: decision === 'approved' ? 'completed' : 'assigned', facts: { verdict: decision } });
}
