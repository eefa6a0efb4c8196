import type { InteractionDecision } from '../../kernel/event.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { reviewDeliverable } from '../deliverables/index.ts';
import type { Verdict } from '../deliverables/index.ts';
import type { At } from '../home.ts';
import { requireSameAnswer } from './already-answered.ts';
import type { Interaction } from './interaction.ts';
import { toInteraction } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { answerText } from './settle-interaction.ts';
import { visibleInteraction } from './visible-interaction.ts';

interface Judgement {
  readonly decision: InteractionDecision;
  readonly message?: string | undefined;
  readonly remember?: boolean | undefined;
}

const verdictOf: { readonly [D in InteractionDecision]?: Verdict } = {
  approve: 'approved',
  reject: 'rejected',
  respond: 'revision_requested',
};

/** What a verdict on work answers to its review. */
export const decisionOf: { readonly [V in Verdict]: InteractionDecision } = {
  approved: 'approve',
  rejected: 'reject',
  revision_requested: 'respond',
};

/** Gives the verdict that answers a review; the review follows from the verdict, as from every other door. */
export async function judgeWork(at: At, row: InteractionJoin, { decision, message, remember }: Judgement): Promise<Interaction> {
  if (remember === true)
    throw refuseField('unprocessable', 'interaction.nothing_to_remember', '/remember', 'Only consent to a tool can be remembered.');
  const verdict = verdictOf[decision];
  if (row.state === 'open' && verdict !== undefined && row.deliverable_id !== null)
    await give(at, { id: row.deliverable_id, decision: verdict, feedback: message });
  const now = await at.home.read((tx) => visibleInteraction(tx, at.caller, row.id));
  requireSameAnswer(now, decision, answerText({ input: null, message: message ?? null }));
  return toInteraction(now);
}

async function give(at: At, review: Parameters<typeof reviewDeliverable>[1]): Promise<void> {
  try {
    await reviewDeliverable(at, review);
  } catch (error) {
    const isDecided = error instanceof Refusal && ['deliverable.reviewed', 'deliverable.superseded'].includes(error.reason);
    if (!isDecided) throw error;
  }
}
