import { statement } from '../../store/index.ts';
import type { Home } from '../home.ts';

const retentionMs = 30 * 24 * 3_600_000;
const batchMax = 500;
const batchesMax = 200;

/** An endpoint that has deliveries from before a time. */
const overdue = statement<{ before: number }, { id: string }>((db, arg) =>
  db
    .selectFrom('webhook_endpoints as e')
    .select('e.id')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('webhook_deliveries as d').select('d.id').whereRef('d.endpoint_id', '=', 'e.id').where('d.created_at', '<', arg.before),
      ),
    )
    .orderBy('e.id')
    .limit(1),
);

const dropBatch = statement<{ endpoint: string; before: number; limit: number }>((db, arg) =>
  db
    .deleteFrom('webhook_deliveries')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('endpoint_id', '=', arg.endpoint)
        .where('created_at', '<', arg.before)
        .orderBy('created_at')
        .limit(arg.limit),
    ),
);

const forgetPrevious = statement<{ now: number }>((db, arg) =>
  db.updateTable('webhook_endpoints').set({ previous_secret_sealed: null, previous_until: null }).where('previous_until', '<=', arg.now),
);

/** Drops deliveries of more than 30 days ago in small transactions, and secrets whose overlap is over. Returns how many deliveries went. */
export async function pruneDeliveries(home: Home): Promise<number> {
  const now = home.clock.now();
  const before = now - retentionMs;
  await home.transact((tx) => tx.run(forgetPrevious, { now }));
  let dropped = 0;
  for (let batch = 0; batch < batchesMax; batch += 1) {
    const endpoint = await home.read((tx) => tx.first(overdue, { before }));
    if (endpoint === undefined) break;
    dropped += await home.transact((tx) => tx.run(dropBatch, { endpoint: endpoint.id, before, limit: batchMax }));
  }
  return dropped;
}
