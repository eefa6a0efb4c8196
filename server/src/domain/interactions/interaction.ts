import type { ApprovalReason, InteractionDecision, InteractionKind } from '../../kernel/event.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';

/**
 * Terminology.
 * Interaction: something that waits for a person. `approval`: may a tool call run? `question`: what an agent wants to know. `review`: is a
 * deliverable good? First answer wins; an equal repeat is accepted, a different one is a conflict.
 * Deadline: when the stated default is given in place of an answer.
 */
export type InteractionState = 'open' | 'resolved' | 'expired' | 'canceled';
export const interactionStates: readonly InteractionState[] = ['open', 'resolved', 'expired', 'canceled'];
export const interactionKinds: readonly InteractionKind[] = ['approval', 'question', 'review'];

/** What is done when nobody answers in time: the tool runs, it is refused, the stated text is the answer, or it goes on waiting. */
export const timeoutActions = ['approve', 'reject', 'respond', 'wait'] as const;
export type TimeoutAction = (typeof timeoutActions)[number];

export interface Interaction {
  readonly id: string;
  readonly kind: InteractionKind;
  readonly state: InteractionState;
  readonly runId: string | null;
  readonly session: { readonly id: string; readonly name: string } | null;
  readonly agent: { readonly id: string; readonly slug: string; readonly displayName: string } | null;
  readonly deliverableId: string | null;
  readonly messageId: string | null;
  readonly tool: string | null;
  readonly action: string | null;
  /** Why a tool call waits; null for what is no approval. */
  readonly reason: ApprovalReason | null;
  readonly input: Json;
  readonly inputSchema: JsonObject | null;
  readonly question: string;
  readonly options: readonly string[];
  readonly allowed: readonly InteractionDecision[];
  readonly assignee: { readonly id: string; readonly name: string } | null;
  readonly deadlineAt: number | null;
  readonly onTimeout: TimeoutAction | null;
  readonly timeoutAnswer: string | null;
  readonly escalateAt: number | null;
  readonly escalatedAt: number | null;
  readonly snoozedUntil: number | null;
  readonly decision: InteractionDecision | null;
  readonly answer: { readonly input: Json; readonly message: string | null } | null;
  readonly resolvedBy: string | null;
  readonly resolvedByName: string | null;
  readonly createdAt: number;
  readonly resolvedAt: number | null;
}

export const decisions: readonly InteractionDecision[] = ['approve', 'edit', 'reject', 'respond'];

/** Decisions that a person may take, by what is asked. */
export const decisionsOf: { readonly [K in InteractionKind]: readonly InteractionDecision[] } = {
  approval: ['approve', 'edit', 'reject', 'respond'],
  question: ['respond', 'reject'],
  review: ['approve', 'reject', 'respond'],
};
