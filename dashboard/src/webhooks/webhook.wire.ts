import type { AgentRef, JsonValue, Timestamp } from '@forgeyard/sdk';

export type WebhookStyle = 'standard' | 'cavendo';
export type WebhookSchedule = 'standard' | 'short';
export type WebhookStatus = 'active' | 'disabled';
export type DeliveryState = 'pending' | 'delivered' | 'retrying' | 'dead';

/** An endpoint that is told about events. */
export interface Webhook {
  readonly id: string;
  readonly number: number;
  /** The agent whose inline webhook it is; null for one of the organization. */
  readonly agent: AgentRef | null;
  readonly url: string;
  readonly description: string;
  /** Empty for all. */
  readonly events: readonly string[];
  readonly style: WebhookStyle;
  readonly schedule: WebhookSchedule;
  readonly status: WebhookStatus;
  readonly disabled_reason: string | null;
  readonly failing_since: Timestamp | null;
  readonly success_24h: { readonly delivered: number; readonly failed: number };
  readonly p95_ms: number | null;
  readonly last_delivery_at: Timestamp | null;
  /** Until when the secret before the last rotation signs too. */
  readonly previous_secret_until: Timestamp | null;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** What can be said about an endpoint when it is made or changed. */
export interface WebhookFields {
  readonly url?: string;
  readonly description?: string;
  readonly events?: readonly string[];
  readonly style?: WebhookStyle;
  readonly schedule?: WebhookSchedule;
  readonly status?: WebhookStatus;
}

export interface WebhookCreated extends Webhook {
  readonly secret: string;
}

export interface WebhookRotated {
  readonly secret: string;
  readonly previous_secret_until: Timestamp | null;
}

export interface WebhookEvent {
  readonly name: string;
  readonly description: string;
  readonly example: JsonValue;
}

export interface Delivery {
  /** `msg_<hex>`, the same in every attempt. */
  readonly id: string;
  readonly webhook_id: string;
  /** Counts the deliveries of one endpoint. */
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

export interface Attempt {
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
  readonly attempts_log: readonly Attempt[];
  /** What the signature of the last attempt was made of. */
  readonly signature_base: string | null;
}

/** The webhook that an agent carries itself. */
export interface AgentWebhook {
  readonly url: string;
  readonly events: readonly string[];
  readonly style: WebhookStyle;
  readonly status: WebhookStatus;
  readonly secret_hint: string;
  readonly endpoint_id: string;
  /** Only in the answer that made it. */
  readonly secret?: string;
}
