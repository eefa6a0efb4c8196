import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { erasedMembers } from '../sessions/index.ts';
import type { HeldSession } from '../sessions/index.ts';

interface News {
  readonly org: string;
  readonly agent: string;
  readonly since: number;
  /** Of texts that name the session in their facts. */
  readonly pattern: string;
  readonly limit: number;
}

/** News of questions are the only ones that carry words of a session. */
const told = ['interaction.opened', 'interaction.resolved'] as const;
/** Deliveries that are read and written at once. */
const batchMax = 500;

const emptyActivity = statement<News>((db, arg) =>
  db
    .updateTable('activity')
    .set({ data_json: '{}' })
    .where('org_id', '=', arg.org)
    .where('agent_id', '=', arg.agent)
    .where('event', 'in', told)
    .where('data_json', 'like', arg.pattern),
);
const deliveriesOf = statement<News, { id: string; payload: string }>((db, arg) =>
  db
    .selectFrom('webhook_endpoints')
    .innerJoin('webhook_deliveries', 'webhook_deliveries.endpoint_id', 'webhook_endpoints.id')
    .select(['webhook_deliveries.id', 'webhook_deliveries.payload'])
    .where('webhook_endpoints.org_id', '=', arg.org)
    .where('webhook_deliveries.created_at', '>=', arg.since)
    .where('webhook_deliveries.event', 'in', told)
    .where('webhook_deliveries.payload', 'like', arg.pattern)
    .orderBy('webhook_deliveries.id')
    .limit(arg.limit),
);
const setPayload = statement<{ id: string; payload: string }>((db, arg) =>
  db.updateTable('webhook_deliveries').set({ payload: arg.payload }).where('id', '=', arg.id),
);
/** A receiver may have said back what it was told. */
const dropEcho = statement<{ id: string }>((db, arg) =>
  db.updateTable('webhook_attempts').set({ response_body: null }).where('delivery_id', '=', arg.id),
);

/** Erases what was told of a session's questions in lists of what happened and in deliveries to other systems, also those that are not made yet. */
export async function eraseNews(tx: Tx, { id, org_id: org, agent_id: agent, started_at: since }: HeldSession): Promise<void> {
  const news: News = { org, agent, since, pattern: `%"session_id":"${id}"%`, limit: batchMax };
  await tx.run(emptyActivity, news);
  // What was erased names the session no more, so that each round finds the next.
  for (let found = batchMax; found === batchMax;) {
    const batch = await tx.all(deliveriesOf, news);
    for (const delivery of batch) {
      await tx.run(setPayload, { id: delivery.id, payload: JSON.stringify(erasedMembers(fromOwnJson(delivery.payload))) });
      await tx.run(dropEcho, { id: delivery.id });
    }
    found = batch.length;
  }
}
