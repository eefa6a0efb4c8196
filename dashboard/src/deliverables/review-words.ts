import type { Verdict } from '@forgeyard/sdk';

export interface DecisionWords {
  readonly does: string;
  readonly title: string;
  readonly label: string;
  readonly hint: string;
  /** What is said when the words are missing; null where none are needed. */
  readonly missing: string | null;
  readonly done: string;
}

/** The three verdicts in words. */
export const decisionWords: Readonly<Record<Verdict, DecisionWords>> = {
  approved: {
    does: 'Approve',
    title: 'Approve this version',
    label: 'Comment (not needed)',
    hint: 'Its task is done then.',
    missing: null,
    done: 'Approved.',
  },
  revision_requested: {
    does: 'Request revision',
    title: 'Request a revision',
    label: 'What has to change',
    hint: 'The agent reads this and hands in the next version.',
    missing: 'Say what has to change: the agent has only these words.',
    done: 'Revision requested.',
  },
  rejected: {
    does: 'Reject',
    title: 'Reject this version',
    label: 'Reason',
    hint: 'The task goes back to its agent.',
    missing: 'Say why, so that it is not handed in again.',
    done: 'Rejected.',
  },
};
