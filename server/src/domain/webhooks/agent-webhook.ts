import { fromOwnJson } from '../../kernel/json.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, Tx, WebhookEndpointRow } from '../../store/index.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import type { AgentEnding } from '../ports.ts';
import { changeEndpoint } from './change-webhook.ts';
import { inlineDefaults, insertEndpoint } from './create-webhook.ts';
import { endpointOfAgent, lockEndpoint, removeEndpoint } from './webhook-queries.ts';
import { secretContext } from './webhook-secrets.ts';
import { toWebhook } from './webhook.ts';
import type { Webhook } from './webhook.ts';

export interface AgentWebhookChange {
  /** Null and '' remove the webhook. */
  readonly url?: string | null | undefined;
  /** Empty for all events of the agent. */
  readonly events?: readonly string[] | undefined;
}

/** An inline webhook as it was left; the secret is there when it was just made. */
export interface AgentWebhook {
  readonly webhook: Webhook;
  readonly secret: Secret | null;
  /** The secret's last characters, by which people tell secrets apart. */
  readonly secretHint: string;
}

const ofAgents = (org: string, ids: readonly string[]) => (tx: ReadTx) =>
  tx.query((db) =>
    db
      .selectFrom('webhook_endpoints')
      .select(['agent_id', 'url', 'events_json'])
      .where('org_id', '=', org)
      .where('agent_id', 'in', ids)
      .where('url', '<>', ''),
  );

/** Address and filter of the agents' inline webhooks; agents without one are left out. */
export async function agentWebhooksOf(
  tx: ReadTx,
  orgId: string,
  agentIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly url: string; readonly events: readonly string[] }>> {
  if (agentIds.length === 0) return new Map();
  const rows = await ofAgents(orgId, agentIds)(tx);
  return new Map(rows.map((row) => [row.agent_id ?? '', { url: row.url, events: fromOwnJson<string[]>(row.events_json) }]));
}

/** The inline webhook of an agent, locked until the transaction ends. */
export async function lockedEndpointOf(tx: Tx, orgId: string, agentId: string): Promise<WebhookEndpointRow | undefined> {
  const row = await tx.first(endpointOfAgent, { org: orgId, agent: agentId });
  if (row === undefined) return undefined;
  await tx.run(lockEndpoint, { id: row.id });
  return tx.first(endpointOfAgent, { org: orgId, agent: agentId });
}

/** Makes or changes the one inline webhook of an agent, inside a running transaction. @throws Refusal as `setAgentWebhook` */
export async function putEndpointOf(
  tx: Tx,
  at: At,
  agentId: string,
  input: { readonly url: string; readonly events?: readonly string[] | undefined },
): Promise<AgentWebhook> {
  const row = await lockedEndpointOf(tx, at.caller.orgId, agentId);
  if (row !== undefined) {
    const secretHint = hintOf(at.home.sealer.open(row.secret_sealed, secretContext(row)));
    const changes = row.url === '' ? { ...input, status: 'active' as const } : input;
    return { webhook: await changeEndpoint(tx, at, row, changes), secret: null, secretHint };
  }
  const number = await nextNumber(tx, 'webhooks');
  const made = await insertEndpoint(tx, at, { ...inlineDefaults, ...input, agentId, number });
  return { ...made, secretHint: hintOf(made.secret) };
}

const hintLength = 4;

export function hintOf(secret: Secret): string {
  return secret.reveal().slice(-hintLength);
}

/**
 * Makes, changes or removes an agent's inline webhook in the transaction of another change. A new one has the style and the schedule of the agents
 * API, and a secret that nobody has seen: the operation for that shows a new one.
 * @throws Refusal `unprocessable` webhook.address_forbidden, webhook.event_unknown, webhook.url_missing
 */
export async function setAgentWebhook(tx: Tx, at: At, agent: { readonly id: string }, { url, events }: AgentWebhookChange): Promise<void> {
  if (url === null || url === '') return removeEndpointOf(tx, at.caller.orgId, agent.id);
  if (url !== undefined) return void (await putEndpointOf(tx, at, agent.id, { url, events }));
  if (events === undefined) return;
  const row = await lockedEndpointOf(tx, at.caller.orgId, agent.id);
  if (row !== undefined && row.url !== '') await changeEndpoint(tx, at, row, { events });
  else if (events.length > 0)
    throw refuseField(
      'unprocessable',
      'webhook.url_missing',
      '/events',
      'The agent has no webhook to send events to; give its address too.',
    );
}

export async function removeEndpointOf(tx: Tx, orgId: string, agentId: string): Promise<void> {
  const row = await tx.first(endpointOfAgent, { org: orgId, agent: agentId });
  if (row !== undefined) await tx.run(removeEndpoint, { id: row.id });
}

/** The inline webhook ends with its agent. */
export const dropAgentWebhook: AgentEnding = (tx, { orgId, agentId }) => removeEndpointOf(tx, orgId, agentId);

/** The agent that stands for a member. */
export const agentOfMember = statement<{ org: string; user: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('agents')
    .select('id')
    .where('org_id', '=', arg.org)
    .where('owner_user_id', '=', arg.user)
    .where('kind', '=', 'human')
    .where('deleted_at', 'is', null),
);

/** The inline webhook of an agent, or undefined. */
export async function readEndpointOf(
  tx: ReadTx,
  at: At,
  agentId: string,
): Promise<{ webhook: Webhook; row: WebhookEndpointRow } | undefined> {
  const row = await tx.first(endpointOfAgent, { org: at.caller.orgId, agent: agentId });
  return row === undefined || row.url === '' ? undefined : { webhook: toWebhook(row, at.home.clock.now()), row };
}
