import type { JsonObject } from '../../kernel/json.ts';

/**
 * Terminology.
 * Activity: the append-only account of what happened to work, one entry per fact, written in the transaction of the change itself. Webhooks,
 * metrics and the history of a task are made from it and from nothing else.
 */

/** The events that other systems can be told about. Source: agents API, webhook events. */
export const webhookEvents = [
  'task.created',
  'task.assigned',
  'task.claimed',
  'task.updated',
  'task.status_changed',
  'task.progress_updated',
  'task.completed',
  'task.overdue',
  'task.routing_failed',
  'task.execution_failed',
  'deliverable.submitted',
  'deliverable.approved',
  'deliverable.revision_requested',
  'deliverable.rejected',
  'review.completed',
  'agent.registered',
  'agent.status_changed',
  'project.created',
  'project.knowledge_updated',
  'knowledge.updated',
  'interaction.opened',
  'interaction.resolved',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** Facts that stay in the history and are sent to nobody. */
const innerEvents = ['task.released', 'task.cancelled', 'task.deleted', 'task.retried', 'comment.added', 'interaction.assigned'] as const;

export type ActivityEvent = WebhookEvent | (typeof innerEvents)[number];

const sent: ReadonlySet<string> = new Set(webhookEvents);

export function isWebhookEvent(event: string): event is WebhookEvent {
  return sent.has(event);
}

/** What happened, before it is written. `data` is what webhooks carry: light (below 20 kB), without secrets, in the wire's snake_case. */
export interface NewActivity {
  readonly event: ActivityEvent;
  readonly taskId?: string | null | undefined;
  readonly deliverableId?: string | null | undefined;
  readonly agentId?: string | null | undefined;
  readonly projectId?: string | null | undefined;
  readonly data: JsonObject;
}

export interface Activity {
  readonly id: string;
  readonly orgId: string;
  readonly event: ActivityEvent;
  readonly taskId: string | null;
  readonly deliverableId: string | null;
  readonly agentId: string | null;
  readonly projectId: string | null;
  /** `user:…`, `key:…`, `agent:…` or `system`. */
  readonly actor: string;
  readonly actorName: string | null;
  readonly at: number;
  readonly data: JsonObject;
}
