/**
 * Terminology.
 * Comment: a remark of a person or a program on a task or on a deliverable, there also on one line of its content. Comments are never changed;
 * the name of who wrote one is kept as it was.
 */
export interface Comment {
  readonly id: string;
  readonly number: number;
  readonly taskId: string | null;
  readonly deliverableId: string | null;
  readonly content: string;
  /** Line of the deliverable's content, from 1. */
  readonly line: number | null;
  readonly author: { readonly kind: 'user' | 'key' | 'agent' | 'system'; readonly id: string | null; readonly name: string };
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Characters of a comment. */
export const commentLengthMax = 10_000;
