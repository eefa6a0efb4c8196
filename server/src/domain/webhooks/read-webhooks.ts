import type { AgentRef } from '../agents/index.ts';
import { agentRefsOf } from '../agents/index.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import type { ReadTx, WebhookEndpointRow } from '../../store/index.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import { visibleEndpoint } from './find-webhook.ts';
import { healthOf } from './webhook-health.ts';
import type { WebhookHealth } from './webhook-health.ts';
import { toWebhook } from './webhook.ts';
import type { Webhook } from './webhook.ts';

export interface WebhookWithHealth {
  readonly webhook: Webhook;
  /** Whose inline webhook it is; null for one of the organisation. */
  readonly agent: AgentRef | null;
  readonly health: WebhookHealth;
}

export interface WebhookListRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Webhooks as they are shown, each with whose it is and how it has done. */
export async function withHealth(tx: ReadTx, { caller, home }: At, webhooks: readonly Webhook[]): Promise<WebhookWithHealth[]> {
  const now = home.clock.now();
  const agents = await agentRefsOf(
    tx,
    caller.orgId,
    webhooks.flatMap(({ agentId }) => agentId ?? []),
  );
  const shown: WebhookWithHealth[] = [];
  for (const webhook of webhooks) {
    const agent = webhook.agentId === null ? null : (agents.get(webhook.agentId) ?? null);
    shown.push({ webhook, agent, health: await healthOf(tx, webhook.id, now) });
  }
  return shown;
}

export async function withOwnHealth(tx: ReadTx, at: At, webhook: Webhook): Promise<WebhookWithHealth> {
  const [shown] = await withHealth(tx, at, [webhook]);
  if (shown === undefined) throw new Error('one webhook is shown as one');
  return shown;
}

/** Webhooks of the organisation and the inline ones of its agents, newest first; never a secret. */
export const listWebhooks = query<WebhookListRequest, Page<WebhookWithHealth>>({
  grant: 'webhooks:read',
  work: async (tx, at, request) => {
    const { caller } = at;
    const after = decodePageKey(request.cursor, isUuid);
    const agentIds = caller.agentIds === null ? null : [...caller.agentIds];
    if (agentIds?.length === 0) return { items: [], nextCursor: null };
    const rows = await tx.query<WebhookEndpointRow>((db) => {
      let list = db.selectFrom('webhook_endpoints').selectAll().where('org_id', '=', caller.orgId).where('url', '<>', '');
      if (agentIds !== null) list = list.where('agent_id', 'in', agentIds);
      if (after !== null) list = list.where('id', '<', after);
      return list.orderBy('id', 'desc').limit(request.limit + 1);
    });
    const page = toPage(rows, request.limit, (row) => row.id);
    const webhooks = page.items.map((row) => toWebhook(row, at.home.clock.now()));
    return { items: await withHealth(tx, at, webhooks), nextCursor: page.nextCursor };
  },
});

/** One webhook by UUID or number. @throws Refusal `not_found` webhook.unknown */
export const getWebhook = query<string, WebhookWithHealth>({
  grant: 'webhooks:read',
  work: async (tx, at, address) => {
    const row = await visibleEndpoint(tx, at.caller, address);
    return withOwnHealth(tx, at, toWebhook(row, at.home.clock.now()));
  },
});
