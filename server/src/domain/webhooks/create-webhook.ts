import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Tx, WebhookEndpointRow } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { nextNumber } from '../counter.ts';
import type { At, Home } from '../home.ts';
import { mutation } from '../operation.ts';
import { readFilter } from './event-filter.ts';
import { withOwnHealth } from './read-webhooks.ts';
import type { WebhookWithHealth } from './read-webhooks.ts';
import { countOfOrg, endpointOfAgent, endpoints, removeEndpoint } from './webhook-queries.ts';
import { newWebhookSecret, secretContext } from './webhook-secrets.ts';
import { endpointsMax, toWebhook } from './webhook.ts';
import type { Webhook, WebhookSchedule, WebhookStyle } from './webhook.ts';

export interface NewWebhook {
  readonly url: string;
  readonly description?: string | undefined;
  /** Names and `noun.*`; all events when left out. */
  readonly events?: readonly string[] | undefined;
  readonly style?: WebhookStyle | undefined;
  readonly schedule?: WebhookSchedule | undefined;
  /** Any address of the agent whose inline webhook it becomes; one of the organisation when left out. */
  readonly agent?: string | undefined;
}

/** A webhook with a secret that is shown this once. */
export interface CreatedWebhook extends WebhookWithHealth {
  readonly secret: Secret;
}

interface InsertedEndpoint {
  readonly webhook: Webhook;
  readonly secret: Secret;
}

/** Refuses an address that could never be reached. @throws Refusal `unprocessable` webhook.address_forbidden */
export function checkAddress(home: Home, url: string): string {
  const problem = home.checkFetchUrl(url);
  if (problem === null) return url;
  const why = problem === 'Address is not allowed' ? 'Only public addresses on the ports 80, 443, 8080 and 8443 are allowed' : problem;
  throw refuseField('unprocessable', 'webhook.address_forbidden', '/url', `${why}.`);
}

/** Endpoints of the organisation hear of everything in it, which who reaches some agents only may not. @throws Refusal `forbidden` webhook.out_of_scope */
export function requireWholeOrg(caller: Caller): void {
  if (caller.agentIds !== null)
    throw new Refusal(
      'forbidden',
      'webhook.out_of_scope',
      "This credential is limited to some agents and has no part in the organisation's webhooks.",
    );
}

/**
 * Stores an endpoint inside a running transaction; one without an address yet keeps a secret for it and is off.
 * @throws Refusal as `createWebhook`
 */
export async function insertEndpoint(
  tx: Tx,
  { home, caller }: At,
  input: Omit<NewWebhook, 'url'> & { readonly url: string | null; readonly agentId: string | null; readonly number: number },
): Promise<InsertedEndpoint> {
  const now = home.clock.now();
  const id = newId(now);
  const secret = newWebhookSecret();
  const row: WebhookEndpointRow = {
    id,
    org_id: caller.orgId,
    number: input.number,
    agent_id: input.agentId,
    url: input.url === null ? '' : checkAddress(home, input.url),
    description: input.description ?? '',
    style: input.style ?? 'standard',
    schedule: input.schedule ?? 'standard',
    events_json: JSON.stringify(readFilter(input.events ?? [])),
    secret_sealed: home.sealer.seal(secret, secretContext({ id, org_id: caller.orgId })),
    previous_secret_sealed: null,
    previous_until: null,
    status: input.url === null ? 'disabled' : 'active',
    disabled_reason: input.url === null ? 'no_address' : null,
    failing_since: null,
    last_seq: 0,
    created_by: callerIdentity(caller),
    created_at: now,
    updated_at: now,
  };
  await tx.insert(endpoints, [row]);
  return { webhook: toWebhook(row, now), secret };
}

/**
 * Adds an endpoint that is told what happens in the organisation; its secret is shown this once.
 * At most 20 of them; agents' inline webhooks do not count.
 * @throws Refusal `unprocessable` webhook.address_forbidden, webhook.event_unknown · `conflict` webhook.too_many, webhook.exists ·
 * `forbidden` webhook.out_of_scope · `not_found` agent.unknown
 */
export const createWebhook = mutation<NewWebhook, CreatedWebhook>({
  grant: 'webhooks:write',
  work: async (tx, at, { agent, ...input }) => {
    const { webhook, secret } = await (agent === undefined ? insertForOrg(tx, at, input) : insertForAgent(tx, at, input, agent));
    return { ...(await withOwnHealth(tx, at, webhook)), secret };
  },
  record: ({ webhook }) => ({ event: 'webhook.created', target: webhook.id, agentId: webhook.agentId, details: factsOf(webhook) }),
});

/** The style and the schedule of the agents API, whose inline webhooks are. */
export const inlineDefaults = { style: 'cavendo', schedule: 'short' } as const;

async function insertForOrg(tx: Tx, at: At, input: NewWebhook): Promise<InsertedEndpoint> {
  requireWholeOrg(at.caller);
  // The counter is locked until the commit, so that endpoints which are made at once are counted one after the other.
  const number = await nextNumber(tx, 'webhooks');
  const { count = 0 } = (await tx.first(countOfOrg, { org: at.caller.orgId })) ?? {};
  if (count >= endpointsMax)
    throw new Refusal('conflict', 'webhook.too_many', `An organisation has at most ${endpointsMax} webhooks, besides those of its agents.`);
  return insertEndpoint(tx, at, { ...input, agentId: null, number });
}

async function insertForAgent(tx: Tx, at: At, input: NewWebhook, address: string): Promise<InsertedEndpoint> {
  const agent = await visibleAgent(tx, at.caller, address);
  const number = await nextNumber(tx, 'webhooks');
  const present = await tx.first(endpointOfAgent, { org: at.caller.orgId, agent: agent.id });
  if (present?.url === '') await tx.run(removeEndpoint, { id: present.id });
  else if (present !== undefined) throw new Refusal('conflict', 'webhook.exists', 'The agent has a webhook already; change that one.');
  return insertEndpoint(tx, at, { ...inlineDefaults, ...input, agentId: agent.id, number });
}

/** What the audit trail says about a webhook; the path of its address may hold a secret of the receiver. */
export function factsOf(webhook: Webhook): Readonly<Record<string, unknown>> {
  return {
    host: new URL(webhook.url).host,
    events: webhook.events,
    style: webhook.style,
    schedule: webhook.schedule,
    status: webhook.status,
  };
}
