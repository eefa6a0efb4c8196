import type { NumberedAgentRef } from './agent.ts';
import type { JsonObject, Timestamp } from './json.ts';

/** `standard` is Standard Webhooks; `cavendo` adds its headers and names the event `event` in the body. */
export type WebhookStyle = 'standard' | 'cavendo';
export type WebhookSchedule = 'standard' | 'short';
export type WebhookStatus = 'active' | 'disabled';

export interface Webhook {
  readonly id: string;
  readonly number: number;
  /** Whose inline webhook it is; null for one of the organisation. */
  readonly agent: NumberedAgentRef | null;
  readonly url: string;
  readonly description: string;
  /** Names and `noun.*`; empty for all. */
  readonly events: readonly string[];
  readonly style: WebhookStyle;
  readonly schedule: WebhookSchedule;
  readonly status: WebhookStatus;
  readonly disabled_reason: string | null;
  readonly failing_since: Timestamp | null;
  readonly success_24h: { readonly delivered: number; readonly failed: number };
  readonly p95_ms: number | null;
  readonly last_delivery_at: Timestamp | null;
  /** The secret before the present one signs as well until then. */
  readonly previous_secret_until: Timestamp | null;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

interface WebhookFields {
  readonly description?: string | undefined;
  readonly events?: readonly string[] | undefined;
  readonly style?: WebhookStyle | undefined;
  readonly schedule?: WebhookSchedule | undefined;
}

export interface WebhookCreate extends WebhookFields {
  readonly url: string;
  /** Makes it the inline webhook of this agent. */
  readonly agent?: string | undefined;
}

export interface WebhookUpdate extends WebhookFields {
  readonly url?: string | undefined;
  readonly status?: WebhookStatus | undefined;
}

/** The one answer with the secret. */
export interface WebhookCreated extends Webhook {
  readonly secret: string;
}

export interface WebhookRotated {
  readonly secret: string;
  readonly previous_secret_until: Timestamp | null;
}

/** The inline webhook of an agent. */
export interface AgentWebhook {
  readonly endpoint_id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly style: WebhookStyle;
  readonly status: WebhookStatus;
  readonly disabled_reason: string | null;
  /** Last characters of the secret. */
  readonly secret_hint: string;
  /** Only in the answer that made it. */
  readonly secret?: string | undefined;
}

export interface AgentWebhookPut {
  readonly url: string;
  readonly events?: readonly string[] | undefined;
}

export type DeliveryState = 'pending' | 'delivered' | 'retrying' | 'dead';

export interface Delivery {
  /** `msg_…`, the `webhook-id` that the receiver sees. */
  readonly id: string;
  readonly webhook_id: string;
  /** Counts the webhook's deliveries without a gap, from 1. */
  readonly seq: number;
  readonly event: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly next_at: Timestamp | null;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: Timestamp;
  readonly delivered_at: Timestamp | null;
}

export interface DeliveryAttempt {
  readonly number: number;
  readonly at: Timestamp;
  readonly duration_ms: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly request_headers: Readonly<Record<string, string>>;
  readonly response_headers: Readonly<Record<string, string>> | null;
  readonly response_body: string | null;
}

export interface DeliveryDetail extends Delivery {
  /** The exact text that is sent. */
  readonly payload: string;
  /** Oldest first. */
  readonly attempts_log: readonly DeliveryAttempt[];
  /** What the last attempt was signed over. */
  readonly signature_base: string | null;
}

export interface DeliveryQuery {
  /** One or several. */
  readonly state?: DeliveryState | readonly DeliveryState[] | undefined;
  readonly event?: string | undefined;
}

export interface WebhookEventInfo {
  readonly name: string;
  readonly description: string;
  readonly example: JsonObject;
}
