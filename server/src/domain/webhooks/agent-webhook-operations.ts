import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx, WebhookEndpointRow } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation, query } from '../operation.ts';
import { agentOfMember, hintOf, lockedEndpointOf, putEndpointOf, readEndpointOf, removeEndpointOf } from './agent-webhook.ts';
import type { AgentWebhook } from './agent-webhook.ts';
import { factsOf, inlineDefaults, insertEndpoint } from './create-webhook.ts';
import { unknownWebhook } from './find-webhook.ts';
import { rotateSecret } from './rotate-webhook-secret.ts';
import type { RotatedSecret } from './rotate-webhook-secret.ts';
import { secretContext } from './webhook-secrets.ts';
import { toWebhook } from './webhook.ts';
import type { Webhook } from './webhook.ts';

/** An inline webhook and the last characters of its secret, by which people tell secrets apart. */
export interface HintedWebhook {
  readonly webhook: Webhook;
  readonly secretHint: string;
}

export interface AgentWebhookInput {
  /** Any address of the agent. */
  readonly agent: string;
  readonly url: string;
  /** All events of the agent when left out. */
  readonly events?: readonly string[] | undefined;
}

function hinted({ home }: At, row: WebhookEndpointRow): HintedWebhook {
  const secret = home.sealer.open(row.secret_sealed, secretContext(row));
  return { webhook: toWebhook(row, home.clock.now()), secretHint: hintOf(secret) };
}

async function hintedOf(tx: ReadTx, at: At, agentId: string): Promise<HintedWebhook> {
  const found = await readEndpointOf(tx, at, agentId);
  if (found === undefined) throw unknownWebhook();
  return hinted(at, found.row);
}

/** The agent that an agent's key acts as, or the one that stands for the person of a user key. @throws Refusal `not_found` agent.unknown */
async function ownAgentId(tx: ReadTx, { caller }: At): Promise<string> {
  if (caller.kind === 'apiKey' && caller.agentId !== null) return caller.agentId;
  const userId = caller.kind === 'apiKey' ? caller.userId : null;
  const agent = userId === null ? undefined : await tx.first(agentOfMember, { org: caller.orgId, user: userId });
  if (agent === undefined) throw new Refusal('not_found', 'agent.unknown', 'This credential acts as no agent.');
  return agent.id;
}

const recordPut = ({ webhook, secret }: AgentWebhook) => ({
  event: secret === null ? 'webhook.updated' : 'webhook.created',
  target: webhook.id,
  agentId: webhook.agentId,
  details: factsOf(webhook),
});
const recordRemoval = (agentId: string) => ({ event: 'webhook.deleted', target: agentId, agentId, details: {} });

/** An agent's inline webhook. @throws Refusal `not_found` agent.unknown, webhook.unknown */
export const getAgentWebhook = query<string, HintedWebhook>({
  grant: 'webhooks:read',
  work: async (tx, at, address) => hintedOf(tx, at, (await visibleAgent(tx, at.caller, address)).id),
});

/**
 * Sets the one inline webhook of an agent; when it is new, its secret is shown this once.
 * @throws Refusal `not_found` agent.unknown · `unprocessable` webhook.address_forbidden, webhook.event_unknown
 */
export const putAgentWebhook = mutation<AgentWebhookInput, AgentWebhook>({
  grant: 'webhooks:write',
  work: async (tx, at, { agent, url, events = [] }) =>
    putEndpointOf(tx, at, (await visibleAgent(tx, at.caller, agent)).id, { url, events }),
  record: recordPut,
});

/** Removes an agent's inline webhook with its deliveries; there need not be one. @throws Refusal `not_found` agent.unknown */
export const removeAgentWebhook = mutation<string, string>({
  grant: 'webhooks:write',
  work: async (tx, at, address) => {
    const { id } = await visibleAgent(tx, at.caller, address);
    await removeEndpointOf(tx, at.caller.orgId, id);
    return id;
  },
  record: recordRemoval,
});

/**
 * Gives an agent's inline webhook a new secret, which is shown this once; the one before it ends at once. It may come before the address.
 * Source: agents API, "Generate Webhook Secret".
 * @throws Refusal `not_found` agent.unknown
 */
export const createAgentWebhookSecret = mutation<string, RotatedSecret>({
  grant: 'webhooks:write',
  work: async (tx, at, address) => {
    const { id } = await visibleAgent(tx, at.caller, address);
    const row = await lockedEndpointOf(tx, at.caller.orgId, id);
    if (row !== undefined) return rotateSecret(tx, at, row, 0);
    const number = await nextNumber(tx, 'webhooks');
    return insertEndpoint(tx, at, { ...inlineDefaults, url: null, agentId: id, number });
  },
  record: ({ webhook }) => ({ event: 'webhook.secret_rotated', target: webhook.id, agentId: webhook.agentId, details: {} }),
});

/** The inline webhook of whoever asks. @throws Refusal `not_found` agent.unknown, webhook.unknown */
export const getOwnWebhook = query<undefined, HintedWebhook>({
  grant: 'webhook:create',
  work: async (tx, at) => hintedOf(tx, at, await ownAgentId(tx, at)),
});

/** Sets the inline webhook of whoever asks; when it is new, its secret is shown this once. @throws Refusal as `putAgentWebhook` */
export const putOwnWebhook = mutation<Omit<AgentWebhookInput, 'agent'>, AgentWebhook>({
  grant: 'webhook:create',
  work: async (tx, at, { url, events = [] }) => putEndpointOf(tx, at, await ownAgentId(tx, at), { url, events }),
  record: recordPut,
});

/** Removes the inline webhook of whoever asks; there need not be one. @throws Refusal `not_found` agent.unknown */
export const removeOwnWebhook = mutation<undefined, string>({
  grant: 'webhook:create',
  work: async (tx, at) => {
    const agentId = await ownAgentId(tx, at);
    await removeEndpointOf(tx, at.caller.orgId, agentId);
    return agentId;
  },
  record: recordRemoval,
});
