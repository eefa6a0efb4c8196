import { insertion, statement } from '../../store/index.ts';
import type { Tx, WebhookDeliveryRow, WebhookEndpointRow } from '../../store/index.ts';
import { newId } from '../../kernel/id.ts';

export const deliveries = insertion('webhook_deliveries', [
  'id',
  'org_id',
  'endpoint_id',
  'seq',
  'event',
  'payload',
  'state',
  'attempts',
  'round_attempts',
  'next_at',
  'lease_until',
  'fence',
  'last_status',
  'last_error',
  'created_at',
  'delivered_at',
]);

const setSeq = statement<{ id: string; seq: number }>((db, arg) =>
  db.updateTable('webhook_endpoints').set({ last_seq: arg.seq }).where('id', '=', arg.id),
);

export interface NewDelivery {
  readonly event: string;
  readonly payload: string;
  readonly now: number;
  /** When it may go out, epoch milliseconds; null when it is not to be sent. */
  readonly nextAt: number | null;
}

/** Gives a locked endpoint its next delivery, numbered without a gap. */
export async function addDelivery(
  tx: Tx,
  endpoint: Pick<WebhookEndpointRow, 'id' | 'org_id' | 'last_seq'>,
  { event, payload, now, nextAt }: NewDelivery,
): Promise<WebhookDeliveryRow> {
  const row: WebhookDeliveryRow = {
    id: newId(now),
    org_id: endpoint.org_id,
    endpoint_id: endpoint.id,
    seq: endpoint.last_seq + 1,
    event,
    payload,
    state: nextAt === null ? 'dead' : 'pending',
    attempts: 0,
    round_attempts: 0,
    next_at: nextAt,
    lease_until: null,
    fence: 0,
    last_status: null,
    last_error: nextAt === null ? 'loop_brake' : null,
    created_at: now,
    delivered_at: null,
  };
  await tx.run(setSeq, { id: endpoint.id, seq: row.seq });
  await tx.insert(deliveries, [row]);
  return row;
}
