import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';

/** How an endpoint has done lately. */
export interface WebhookHealth {
  /** Deliveries of the last 24 hours that were delivered, and that failed at least once without being delivered yet. */
  readonly delivered: number;
  readonly failed: number;
  /** Milliseconds that 95 of 100 attempts stayed within, of the last 200 attempts of the last 24 hours; null without any. */
  readonly p95Ms: number | null;
  /** Epoch milliseconds. */
  readonly lastDeliveryAt: number | null;
}

const dayMs = 24 * 3_600_000;
const samplesMax = 200;

const states = statement<{ endpoint: string; since: number }, { state: string; count: number }>((db, arg) =>
  db
    .selectFrom('webhook_deliveries')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('endpoint_id', '=', arg.endpoint)
    .where('created_at', '>=', arg.since)
    .groupBy('state'),
);

const durations = statement<{ endpoint: string; since: number; limit: number }, { duration_ms: number }>((db, arg) =>
  db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('webhook_attempts as a', 'a.delivery_id', 'd.id')
    .select('a.duration_ms')
    .where('d.endpoint_id', '=', arg.endpoint)
    .where('d.created_at', '>=', arg.since)
    .orderBy('d.created_at', 'desc')
    .limit(arg.limit),
);

const newestDelivered = statement<{ endpoint: string }, { at: number | null }>((db, arg) =>
  db
    .selectFrom('webhook_deliveries')
    .select('delivered_at as at')
    .where('endpoint_id', '=', arg.endpoint)
    .where('state', '=', 'delivered')
    .orderBy('seq', 'desc')
    .limit(1),
);

export async function healthOf(tx: ReadTx, endpoint: string, now: number): Promise<WebhookHealth> {
  const since = now - dayMs;
  const counts = new Map((await tx.all(states, { endpoint, since })).map((row) => [row.state, Number(row.count)]));
  const times = (await tx.all(durations, { endpoint, since, limit: samplesMax })).map((row) => row.duration_ms).sort((a, b) => a - b);
  return {
    delivered: counts.get('delivered') ?? 0,
    failed: (counts.get('dead') ?? 0) + (counts.get('retrying') ?? 0),
    p95Ms: times[Math.ceil(times.length * 0.95) - 1] ?? null,
    lastDeliveryAt: (await tx.first(newestDelivered, { endpoint }))?.at ?? null,
  };
}
