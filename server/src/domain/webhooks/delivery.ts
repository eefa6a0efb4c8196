import type { WebhookDeliveryRow } from '../../store/index.ts';
import { messageId } from './sign.ts';

export const deliveryStates = ['pending', 'delivered', 'retrying', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export interface Delivery {
  /** `msg_…`, as receivers see it. */
  readonly id: string;
  readonly webhookId: string;
  /** Gap-free per endpoint, from 1. */
  readonly seq: number;
  readonly event: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Epoch milliseconds of the next attempt; null when none is planned. */
  readonly nextAt: number | null;
  readonly lastStatus: number | null;
  /** Why the last attempt failed: a word of a closed list. */
  readonly lastError: string | null;
  readonly createdAt: number;
  readonly deliveredAt: number | null;
}

/** Guaranteed by the only writers, which store words of that list. */
function asState(word: string): DeliveryState {
  return word as DeliveryState;
}

export type DeliveryHead = Omit<WebhookDeliveryRow, 'payload' | 'org_id' | 'round_attempts' | 'lease_until' | 'fence'>;

export function toDelivery(row: DeliveryHead): Delivery {
  return {
    id: messageId(row.id),
    webhookId: row.endpoint_id,
    seq: row.seq,
    event: row.event,
    state: asState(row.state),
    attempts: row.attempts,
    nextAt: row.next_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at,
  };
}
