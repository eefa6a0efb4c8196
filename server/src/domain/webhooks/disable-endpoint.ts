import { systemCaller } from '../../kernel/caller.ts';
import type { Mail } from '../../kernel/mailer.ts';
import { statement } from '../../store/index.ts';
import type { Tx, WebhookEndpointRow } from '../../store/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { Home } from '../home.ts';
import { holdDeliveries } from './webhook-queries.ts';

const ownersMax = 20;

/** Who has to hear that a webhook was turned off, and what. */
export interface DisabledNotice {
  readonly mails: readonly Mail[];
}

const turnOff = statement<{ id: string; reason: string; at: number }>((db, arg) =>
  db
    .updateTable('webhook_endpoints')
    .set({ status: 'disabled', disabled_reason: arg.reason, updated_at: arg.at })
    .where('id', '=', arg.id)
    .where('status', '=', 'active'),
);

const ownersOf = statement<{ org: string; limit: number }, { email: string }>((db, arg) =>
  db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select('users.email')
    .where('memberships.org_id', '=', arg.org)
    .where('memberships.role', '=', 'owner')
    .orderBy('users.id')
    .limit(arg.limit),
);

/** Turns an endpoint off because of what its receiver does; what waits for it is kept. Null when it was off already. */
export async function disableEndpoint(
  tx: Tx,
  home: Home,
  endpoint: Pick<WebhookEndpointRow, 'id' | 'org_id' | 'agent_id' | 'url'>,
  reason: string,
): Promise<DisabledNotice | null> {
  if ((await tx.run(turnOff, { id: endpoint.id, reason, at: home.clock.now() })) === 0) return null;
  await tx.run(holdDeliveries, { endpoint: endpoint.id });
  const { host } = new URL(endpoint.url);
  const at = { home, caller: systemCaller(endpoint.org_id), request: { id: '', ip: '', userAgent: '' } };
  const owners = await tx.all(ownersOf, { org: endpoint.org_id, limit: ownersMax });
  await writeAuditEntry(tx, at, { event: 'webhook.disabled', target: endpoint.id, agentId: endpoint.agent_id, details: { host, reason } });
  return { mails: owners.map(({ email }) => disabledMail(email, host, reason, home.publicUrl())) };
}

function disabledMail(to: string, host: string, reason: string, publicUrl: string): Mail {
  const text = `Forgeyard has stopped sending events to a webhook at ${host}.

${reason}

What has happened since is not sent; deliveries that were waiting are kept for 30 days. When the receiver works again, turn the webhook on here:

${publicUrl}/settings/webhooks
`;
  return { to, subject: `The webhook at ${host} was turned off`, text };
}
