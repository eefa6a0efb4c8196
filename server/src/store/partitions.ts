import type { ClientBase } from 'pg';

const monthsAhead = 2;

function monthStart(year: number, month: number): number {
  return Date.UTC(year, month, 1);
}

/**
 * Creates the monthly partitions of `events` for this month and the two that follow. Rows outside any of them go to the default partition,
 * so a late call loses nothing; retention drops whole partitions.
 */
export async function ensureEventPartitions(client: ClientBase, nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  for (let ahead = 0; ahead <= monthsAhead; ahead += 1) {
    const from = monthStart(now.getUTCFullYear(), now.getUTCMonth() + ahead);
    const to = monthStart(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1);
    const name = `events_${new Date(from).toISOString().slice(0, 7).replace('-', '_')}`;
    const { rows } = await client.query('select 1 from events_default where at >= $1 and at < $2 limit 1', [from, to]);
    if (rows.length > 0) continue;
    await client.query(`create table if not exists ${name} partition of events for values from (${from}) to (${to})`);
  }
}
