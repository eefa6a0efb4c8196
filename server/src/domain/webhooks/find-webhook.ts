import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx, Tx, WebhookEndpointRow } from '../../store/index.ts';
import { findEndpoint, lockEndpoint } from './webhook-queries.ts';

export const unknownWebhook = (): Refusal => new Refusal('not_found', 'webhook.unknown', 'There is no such webhook.');

/** Whether a caller may see an endpoint: who reaches some agents only, the inline webhooks of these. */
export function reachesEndpoint(caller: Caller, row: Pick<WebhookEndpointRow, 'agent_id'>): boolean {
  return caller.agentIds === null || (row.agent_id !== null && caller.agentIds.has(row.agent_id));
}

/** The endpoint behind a UUID or number. @throws Refusal `not_found` webhook.unknown */
export async function visibleEndpoint(tx: ReadTx, caller: Caller, address: string): Promise<WebhookEndpointRow> {
  const row = await findEndpoint(tx, caller.orgId, address);
  if (row === undefined || !reachesEndpoint(caller, row)) throw unknownWebhook();
  return row;
}

/** The endpoint that a caller wants to change, locked until the transaction ends. @throws Refusal `not_found` webhook.unknown */
export async function lockedEndpoint(tx: Tx, caller: Caller, address: string): Promise<WebhookEndpointRow> {
  const { id } = await visibleEndpoint(tx, caller, address);
  await tx.run(lockEndpoint, { id });
  return visibleEndpoint(tx, caller, id);
}
