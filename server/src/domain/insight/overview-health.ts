import type { Caller } from '../../kernel/caller.ts';
import type { ReadTx } from '../../store/index.ts';
import type { Overview } from './overview.ts';

const dayMs = 24 * 3_600_000;
const soonMs = 7 * dayMs;

/** How the organisation's webhooks do; `dead` counts deliveries given up within a day. */
export async function webhooksNow(tx: ReadTx, { orgId }: Caller, now: number): Promise<NonNullable<Overview['webhooks']>> {
  const endpoints = await tx.query((db) =>
    db
      .selectFrom('webhook_endpoints')
      .where('org_id', '=', orgId)
      .groupBy('status')
      .select((eb) => ['status', eb.fn.countAll<number>().as('endpoints')]),
  );
  const dead = await tx.query((db) =>
    db
      .selectFrom('webhook_deliveries')
      .innerJoin('webhook_endpoints', 'webhook_endpoints.id', 'webhook_deliveries.endpoint_id')
      .where('webhook_endpoints.org_id', '=', orgId)
      .where('webhook_deliveries.state', '=', 'dead')
      .where('webhook_deliveries.created_at', '>=', now - dayMs)
      .select((eb) => eb.fn.countAll<number>().as('deliveries')),
  );
  const count = (status: string): number => Number(endpoints.find((row) => row.status === status)?.endpoints ?? 0);
  return { active: count('active'), disabled: count('disabled'), dead: Number(dead[0]?.deliveries ?? 0) };
}

/** Keys that can be used, and those that end within a week. */
export async function keysNow(tx: ReadTx, { orgId }: Caller, now: number): Promise<NonNullable<Overview['keys']>> {
  const living = await tx.query((db) =>
    db
      .selectFrom('credentials')
      .select('expires_at')
      .where('org_id', '=', orgId)
      .where('kind', '!=', 'recovery')
      .where('revoked_at', 'is', null)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
      .limit(10_000),
  );
  return {
    active: living.length,
    expiringSoon: living.filter(({ expires_at: at }) => at !== null && at <= now + soonMs).length,
  };
}
