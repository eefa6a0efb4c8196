import {
  claimDeliveries,
  delaysMs,
  forgetLeases,
  giveBackDelivery,
  isDeliveriesDue,
  nextDueAt,
  pruneDeliveries,
  settleDelivery,
} from '../domain/webhooks/index.ts';
import type { ClaimedDelivery, WebhookSchedule } from '../domain/webhooks/index.ts';
import { FetchFailure } from '../kernel/fetch-failure.ts';
import { DueLoop } from './due-loop.ts';
import type { DueLimits, SenderDeps } from './due-loop.ts';
import { attemptDelivery } from './webhook-attempt.ts';

export interface WebhookLimits extends DueLimits {
  /** Of one endpoint, at once. */
  readonly perEndpointMax: number;
  /** For one attempt, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  /** How long a claim lasts beyond the timeout before another process may take the delivery. */
  readonly leaseMarginMs: number;
  /** Milliseconds before each attempt of a round. */
  readonly delaysMs: Readonly<Record<WebhookSchedule, readonly number[]>>;
}

export const defaultWebhookLimits: WebhookLimits = {
  atOnceMax: 200,
  perOrgMax: 50,
  perEndpointMax: 5,
  timeoutMs: 15_000,
  leaseMarginMs: 5_000,
  pollMs: 2_000,
  drainMs: 5_000,
  delaysMs,
};

export interface WebhookDeps extends SenderDeps {
  /** From 0 to 1; spreads retries. */
  readonly random: () => number;
}

const limitedWaitMs = 1_000;

/** Sends what is due, some at once, and writes down what came of it; what takes too long when the server ends is given back. */
export class WebhookWorker extends DueLoop<ClaimedDelivery, 'org' | 'endpoint'> {
  constructor(deps: WebhookDeps, limits: WebhookLimits = defaultWebhookLimits) {
    const giveUp = new AbortController();
    const { home } = deps;
    const leaseMs = limits.timeoutMs + limits.leaseMarginMs;
    super(
      deps,
      {
        topic: 'webhooks.due',
        isDue: isDeliveriesDue,
        forgetLeases: () => forgetLeases(home),
        claim: (room) =>
          claimDeliveries(home, {
            room: room.left(),
            roomOfEndpoint: (id) => room.leftOf('endpoint', id),
            roomOfOrg: (id) => room.leftOf('org', id),
            fullEndpoints: room.full('endpoint'),
            fullOrgs: room.full('org'),
            leaseMs,
          }),
        carryOut: (delivery) => deliver(deps, delivery, limits, giveUp.signal),
        idsOf: ({ org_id: org, endpoint_id: endpoint }) => ({ org, endpoint }),
        nextDueAt: () => nextDueAt(home),
        tidy: () => pruneDeliveries(home),
      },
      { limits, shared: { org: limits.perOrgMax, endpoint: limits.perEndpointMax }, giveUp },
    );
  }
}

/** Never rejects: a delivery whose end could not be written is tried again when its lease is over. */
async function deliver(deps: WebhookDeps, delivery: ClaimedDelivery, limits: WebhookLimits, signal: AbortSignal): Promise<void> {
  const { home, guardedFetch, random, reportFault } = deps;
  try {
    const attempt = await attemptDelivery({ home, guardedFetch, delivery, timeoutMs: limits.timeoutMs, signal });
    const delays = limits.delaysMs[delivery.schedule === 'short' ? 'short' : 'standard'];
    const notice = await settleDelivery(home, delivery, { attempt, delays, random: random() });
    for (const mail of notice?.mails ?? []) await home.mailer.send(mail);
  } catch (error) {
    if (!(error instanceof FetchFailure)) reportFault('webhooks.delivery', error);
    const nextAt = home.clock.now() + (error instanceof FetchFailure && error.kind === 'aborted' ? 0 : limitedWaitMs);
    await giveBackDelivery(home, delivery, nextAt).catch((failure: unknown) => reportFault('webhooks.give_back', failure));
  }
}
