import { statement } from '../../store/index.ts';
import type { Builder, WebhookDeliveryRow, WebhookEndpointRow } from '../../store/index.ts';
import type { Home } from '../home.ts';

/** A delivery that this process holds until its lease ends. */
export type ClaimedDelivery = Pick<
  WebhookDeliveryRow,
  'id' | 'org_id' | 'endpoint_id' | 'seq' | 'event' | 'payload' | 'attempts' | 'round_attempts' | 'fence' | 'created_at'
> &
  Pick<WebhookEndpointRow, 'url' | 'style' | 'schedule' | 'secret_sealed' | 'previous_secret_sealed' | 'previous_until'>;

export interface ClaimLimits {
  /** Deliveries to take at most. */
  readonly room: number;
  /** How many more an endpoint may have under way in this process. */
  readonly roomOfEndpoint: (endpointId: string) => number;
  readonly roomOfOrg: (orgId: string) => number;
  /** Endpoints and organisations without room, which are not even looked at. */
  readonly fullEndpoints: readonly string[];
  readonly fullOrgs: readonly string[];
  readonly leaseMs: number;
}

const rowsMax = 100;

const take = statement<{ id: string; fence: number; until: number }>((db, arg) =>
  db.updateTable('webhook_deliveries').set({ lease_until: arg.until, fence: arg.fence }).where('id', '=', arg.id),
);

/** Takes deliveries that are due and that nobody holds, the longest due first, none beyond what their endpoint and organisation have room for. */
export async function claimDeliveries(home: Home, limits: ClaimLimits): Promise<readonly ClaimedDelivery[]> {
  const limit = Math.min(rowsMax, limits.room);
  return home.transact(async (tx) => {
    const now = home.clock.now();
    const rows = await tx.query((db) => dueRows(db, home.store.capabilities.hasSkipLocked, { now, limit, ...limits }));
    const claimed: ClaimedDelivery[] = [];
    for (const row of rows) {
      const ofEndpoint = claimed.filter((one) => one.endpoint_id === row.endpoint_id).length;
      const ofOrg = claimed.filter((one) => one.org_id === row.org_id).length;
      if (ofEndpoint >= limits.roomOfEndpoint(row.endpoint_id) || ofOrg >= limits.roomOfOrg(row.org_id)) continue;
      await tx.run(take, { id: row.id, fence: row.fence + 1, until: now + limits.leaseMs });
      claimed.push({ ...row, fence: row.fence + 1 });
    }
    return claimed;
  });
}

function dueRows(
  db: Builder,
  hasSkipLocked: boolean,
  due: { readonly now: number; readonly limit: number } & Pick<ClaimLimits, 'fullEndpoints' | 'fullOrgs'>,
) {
  let found = db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint_id')
    .select([
      'd.id',
      'd.org_id',
      'd.endpoint_id',
      'd.seq',
      'd.event',
      'd.payload',
      'd.attempts',
      'd.round_attempts',
      'd.fence',
      'd.created_at',
    ])
    .select(['e.url', 'e.style', 'e.schedule', 'e.secret_sealed', 'e.previous_secret_sealed', 'e.previous_until'])
    .where('d.next_at', '<=', due.now)
    .where((eb) => eb.or([eb('d.lease_until', 'is', null), eb('d.lease_until', '<=', due.now)]))
    .where('e.status', '=', 'active')
    .orderBy('d.next_at')
    .orderBy('d.seq')
    .limit(due.limit);
  if (due.fullEndpoints.length > 0) found = found.where('d.endpoint_id', 'not in', due.fullEndpoints);
  if (due.fullOrgs.length > 0) found = found.where('d.org_id', 'not in', due.fullOrgs);
  return hasSkipLocked ? found.forUpdate('d').skipLocked() : found;
}

const nextDue = statement<{ now: number }, { at: number | null }>((db, arg) =>
  db
    .selectFrom('webhook_deliveries')
    .select((eb) => eb.fn.min<number | null>('next_at').as('at'))
    .where('next_at', '>', arg.now),
);

/** When something that is not due yet becomes due, epoch milliseconds. */
export async function nextDueAt(home: Home): Promise<number | null> {
  return (await home.read((tx) => tx.first(nextDue, { now: home.clock.now() })))?.at ?? null;
}

const dropLeases = statement<Record<never, never>>((db) =>
  db.updateTable('webhook_deliveries').set({ lease_until: null }).where('next_at', 'is not', null).where('lease_until', 'is not', null),
);

/** At the start of the only process there is, whatever is held was held by one that is gone. */
export async function forgetLeases(home: Home): Promise<void> {
  await home.transact((tx) => tx.run(dropLeases, {}));
}
