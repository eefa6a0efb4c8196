import { fromOwnJson } from '../../kernel/json.ts';
import { statement } from '../../store/index.ts';
import type { Tx, WebhookEndpointRow } from '../../store/index.ts';
import { isWebhookEvent } from '../activity/index.ts';
import type { ActivitySink } from '../ports.ts';
import { addDelivery } from './delivery-queries.ts';
import { deliveriesDue } from './due-signal.ts';
import { wants } from './event-filter.ts';
import { LoopBrake } from './loop-brake.ts';
import { bodyText } from './payload.ts';
import { toWebhook } from './webhook.ts';

/** No agent has this id. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Endpoints that may hear of something, locked in one order, so that two transactions that tell several of them never wait for each other in a
 * circle: those that hear of everything come first, because a transaction that tells of several agents comes back to them.
 */
const listeners = (hasRowLocks: boolean) =>
  statement<{ org: string; agent: string }, WebhookEndpointRow>((db, arg) => {
    const found = db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('org_id', '=', arg.org)
      .where('status', '=', 'active')
      .where((eb) => eb.or([eb('agent_id', 'is', null), eb('agent_id', '=', arg.agent)]))
      .orderBy((eb) => eb('agent_id', 'is not', null))
      .orderBy('id');
    return hasRowLocks ? found.forUpdate() : found;
  });
const listenersByEngine = { plain: listeners(false), locked: listeners(true) };

/** Writes one delivery for each endpoint that wants an event, in the transaction of the change: what is committed is sent, and nothing else is. */
export function webhookFanOut(): ActivitySink {
  const brake = new LoopBrake();
  return async (tx, home, { event, orgId, agentId, at, data }) => {
    if (!isWebhookEvent(event)) return;
    const found = await lockedListeners(tx, home.store.capabilities.hasRowLocks, { org: orgId, agent: agentId ?? nobody });
    const told = found.filter((row) => wants(fromOwnJson<string[]>(row.events_json), event));
    if (told.length === 0) return;
    const now = home.clock.now();
    const nextAt = agentId === null ? now : brake.next(agentId, event, now);
    for (const row of told)
      await addDelivery(tx, row, { event, payload: bodyText(toWebhook(row, now).style, event, at, data), now, nextAt });
    tx.emit(deliveriesDue);
  };
}

function lockedListeners(tx: Tx, hasRowLocks: boolean, about: { readonly org: string; readonly agent: string }) {
  return tx.all(hasRowLocks ? listenersByEngine.locked : listenersByEngine.plain, about);
}
