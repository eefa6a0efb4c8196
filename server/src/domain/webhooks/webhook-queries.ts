import { isUuid } from '../../kernel/id.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ReadTx, WebhookEndpointRow } from '../../store/index.ts';

export const endpoints = insertion('webhook_endpoints', [
  'id',
  'org_id',
  'number',
  'agent_id',
  'url',
  'description',
  'style',
  'schedule',
  'events_json',
  'secret_sealed',
  'previous_secret_sealed',
  'previous_until',
  'status',
  'disabled_reason',
  'failing_since',
  'last_seq',
  'created_by',
  'created_at',
  'updated_at',
]);

const byId = statement<{ org: string; id: string }, WebhookEndpointRow>((db, arg) =>
  db.selectFrom('webhook_endpoints').selectAll().where('org_id', '=', arg.org).where('id', '=', arg.id).where('url', '<>', ''),
);
const byNumber = statement<{ org: string; number: number }, WebhookEndpointRow>((db, arg) =>
  db.selectFrom('webhook_endpoints').selectAll().where('org_id', '=', arg.org).where('number', '=', arg.number).where('url', '<>', ''),
);

/** The inline webhook of an agent, also where it has a secret and no address yet (''). */
export const endpointOfAgent = statement<{ org: string; agent: string }, WebhookEndpointRow>((db, arg) =>
  db.selectFrom('webhook_endpoints').selectAll().where('org_id', '=', arg.org).where('agent_id', '=', arg.agent),
);

/** An endpoint by UUID or number. */
export async function findEndpoint(tx: ReadTx, org: string, address: string): Promise<WebhookEndpointRow | undefined> {
  if (isUuid(address)) return tx.first(byId, { org, id: address.toLowerCase() });
  return /^[0-9]{1,15}$/.test(address) ? tx.first(byNumber, { org, number: Number(address) }) : undefined;
}

/** Locks an endpoint until the transaction ends, where there are locks; changes nothing. */
export const lockEndpoint = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('webhook_endpoints')
    .set((eb) => ({ last_seq: eb.ref('last_seq') }))
    .where('id', '=', arg.id),
);

export const countOfOrg = statement<{ org: string }, { count: number }>((db, arg) =>
  db
    .selectFrom('webhook_endpoints')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('org_id', '=', arg.org)
    .where('agent_id', 'is', null),
);

export const updateEndpoint = statement<
  Pick<WebhookEndpointRow, 'id' | 'url' | 'description' | 'style' | 'schedule' | 'events_json' | 'status' | 'updated_at'> & {
    disabled_reason: string | null;
    failing_since: number | null;
  }
>((db, arg) =>
  db
    .updateTable('webhook_endpoints')
    .set({
      url: arg.url,
      description: arg.description,
      style: arg.style,
      schedule: arg.schedule,
      events_json: arg.events_json,
      status: arg.status,
      disabled_reason: arg.disabled_reason,
      failing_since: arg.failing_since,
      updated_at: arg.updated_at,
    })
    .where('id', '=', arg.id),
);

export const updateSecrets = statement<{
  id: string;
  secret: string;
  previous: string | null;
  until: number | null;
  at: number;
}>((db, arg) =>
  db
    .updateTable('webhook_endpoints')
    .set({ secret_sealed: arg.secret, previous_secret_sealed: arg.previous, previous_until: arg.until, updated_at: arg.at })
    .where('id', '=', arg.id),
);

export const removeEndpoint = statement<{ id: string }>((db, arg) => db.deleteFrom('webhook_endpoints').where('id', '=', arg.id));

/** What waits is kept without a time, so that nothing looks at it while its endpoint is off. */
export const holdDeliveries = statement<{ endpoint: string }>((db, arg) =>
  db
    .updateTable('webhook_deliveries')
    .set({ next_at: null })
    .where('endpoint_id', '=', arg.endpoint)
    .where('state', 'in', ['pending', 'retrying']),
);

export const releaseDeliveries = statement<{ endpoint: string; at: number }>((db, arg) =>
  db
    .updateTable('webhook_deliveries')
    .set({ next_at: arg.at, round_attempts: 0 })
    .where('endpoint_id', '=', arg.endpoint)
    .where('state', 'in', ['pending', 'retrying'])
    .where('next_at', 'is', null),
);
