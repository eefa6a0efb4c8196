import type { Decision, Interaction, InteractionKind } from '@forgeyard/sdk';
import { ago } from '../format/time.ts';

export const kindWords: Readonly<Record<InteractionKind, string>> = { approval: 'Approval', question: 'Question', review: 'Review' };

interface DecisionWords {
  /** What the button says. */
  readonly does: string;
  /** What was decided. */
  readonly done: string;
  /** What is about to be sent. */
  readonly doing: string;
}

const general: Readonly<Record<Decision, DecisionWords>> = {
  approve: { does: 'Approve', done: 'approved', doing: 'Approving' },
  edit: { does: 'Edit', done: 'approved with changes', doing: 'Approving with your changes' },
  reject: { does: 'Reject', done: 'rejected', doing: 'Rejecting' },
  respond: { does: 'Respond', done: 'answered', doing: 'Answering' },
};

const particular: Readonly<Record<InteractionKind, Partial<typeof general>>> = {
  approval: {},
  question: { reject: { does: 'Decline', done: 'declined', doing: 'Declining' } },
  review: { respond: { does: 'Request revision', done: 'sent back for a revision', doing: 'Asking for a revision' } },
};

/** The words for a decision; each kind may have its own. */
export function decisionWords(kind: InteractionKind, decision: Decision): DecisionWords {
  return particular[kind][decision] ?? general[decision];
}

/** The tool call that a question is about, as `tool.action`; empty for none. */
export function callOf({ tool, action }: Pick<Interaction, 'tool' | 'action'>): string {
  return [tool, action].filter((part) => part !== null && part !== '').join('.');
}

/** When an answer is due and what happens without one; null where nothing is due. */
export function deadlineWords({ deadline_at: at, on_timeout: then, timeout_answer: answer }: Interaction, nowMs: number): string | null {
  if (at === null) return null;
  const when = Date.parse(at) <= nowMs ? 'Overdue' : `Due ${ago(at, nowMs).replace('just now', 'in a moment')}`;
  if (then === 'approve') return `${when}, then it is approved`;
  if (then === 'reject') return `${when}, then it is rejected`;
  if (then === 'respond') return `${when}, then “${answer ?? ''}” is answered`;
  return `${when}, then it expires`;
}

/** Whether this person answered; the server tells who as `user:<id>`. */
export function isAnsweredBy({ resolved_by: by }: Pick<Interaction, 'resolved_by'>, userId: string | null): boolean {
  return userId !== null && by === `user:${userId}`;
}

/** How a question ended, in a sentence. */
export function outcomeWords(question: Interaction, ownId: string | null): string {
  if (question.state === 'canceled') return 'The agent does not wait for this any more.';
  const by = isAnsweredBy(question, ownId) ? 'you' : question.resolved_by_name;
  if (question.decision === null) return 'Nobody answered in time.';
  const done = decisionWords(question.kind, question.decision).done;
  if (question.state === 'expired') return `Nobody answered in time: it was ${done}.`;
  return `${done.charAt(0).toUpperCase()}${done.slice(1)} by ${by ?? 'somebody'}`;
}

/** A question on one line of a list: without the marks of markdown. */
export function plainWords(markdown: string): string {
  return markdown
    .replaceAll(/```[\s\S]*?(```|$)/g, ' … ')
    .replaceAll(/^\s{0,3}(#{1,6}|>|[-*+])\s+/gm, '')
    .replaceAll(/\*\*|__|`/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
