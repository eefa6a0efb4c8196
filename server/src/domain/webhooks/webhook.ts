import { fromOwnJson } from '../../kernel/json.ts';
import type { WebhookEndpointRow } from '../../store/index.ts';

/**
 * Terminology.
 * Endpoint: an address that is told what happens: one of the organisation, or the inline webhook of one agent.
 * Delivery: one event for one endpoint, with the exact body that is sent; its id stays the same however often it is tried.
 * Attempt: one request for a delivery. Round: attempts along the endpoint's schedule; a resend begins a new one.
 * Style: `standard` is Standard Webhooks; `cavendo` adds the headers and the body shape of the agents API.
 */
export const webhookStyles = ['standard', 'cavendo'] as const;
export type WebhookStyle = (typeof webhookStyles)[number];

/** How long and how often a failing delivery is tried. */
export const webhookSchedules = ['standard', 'short'] as const;
export type WebhookSchedule = (typeof webhookSchedules)[number];

export type WebhookStatus = 'active' | 'disabled';

/** Endpoints of an organisation, besides the inline webhooks of its agents. */
export const endpointsMax = 20;

export interface Webhook {
  readonly id: string;
  readonly orgId: string;
  readonly number: number;
  /** Set for the inline webhook of an agent. */
  readonly agentId: string | null;
  readonly url: string;
  readonly description: string;
  /** Names and `noun.*`; empty for all. */
  readonly events: readonly string[];
  readonly style: WebhookStyle;
  readonly schedule: WebhookSchedule;
  readonly status: WebhookStatus;
  /** Why the server itself stopped sending; null when a person did, and while it is active. */
  readonly disabledReason: string | null;
  /** Epoch milliseconds of the first failure since the last success; null when the last attempt succeeded. */
  readonly failingSince: number | null;
  /** Until when the secret before the newest one signs too, epoch milliseconds. */
  readonly previousSecretUntil: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Guaranteed by the only writers, which store words of these lists. */
function asWord<Word extends string>(word: string): Word {
  return word as Word;
}

export function toWebhook(row: WebhookEndpointRow, now: number): Webhook {
  return {
    id: row.id,
    orgId: row.org_id,
    number: row.number,
    agentId: row.agent_id,
    url: row.url,
    description: row.description,
    events: fromOwnJson<string[]>(row.events_json),
    style: asWord(row.style),
    schedule: asWord(row.schedule),
    status: asWord(row.status),
    disabledReason: row.disabled_reason,
    failingSince: row.failing_since,
    previousSecretUntil: row.previous_until !== null && row.previous_until > now ? row.previous_until : null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
