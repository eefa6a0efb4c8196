import type { InteractionDecision } from '../../kernel/event.ts';
import type { Json } from '../../kernel/json.ts';

/** A question to people that a run waits for. First answer wins; an equal repeat is accepted, a different one is a conflict. */
export interface Interaction {
  readonly id: string;
  readonly kind: 'approval';
  readonly state: 'open' | 'resolved' | 'canceled';
  readonly runId: string;
  readonly sessionId: string;
  readonly agent: { readonly id: string; readonly slug: string; readonly displayName: string };
  readonly tool: string;
  readonly action: string;
  readonly input: Json;
  readonly question: string;
  readonly decision: InteractionDecision | null;
  readonly resolvedBy: string | null;
  readonly createdAt: number;
  readonly resolvedAt: number | null;
}

export const decisions: readonly InteractionDecision[] = ['approve', 'edit', 'reject', 'respond'];
