import type { Home } from '../domain/home.ts';
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
import type { GuardedFetch } from '../kernel/guarded-fetch.ts';
import { attemptDelivery } from './webhook-attempt.ts';
import { UnderWay } from './under-way.ts';

export interface WebhookLimits {
  /** Attempts of this process at once: all, of one organisation, of one endpoint. */
  readonly atOnceMax: number;
  readonly perOrgMax: number;
  readonly perEndpointMax: number;
  /** For one attempt, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  /** How long a claim lasts beyond the timeout before another process may take the delivery. */
  readonly leaseMarginMs: number;
  readonly pollMs: number;
  /** How long a drain waits for attempts to end. */
  readonly drainMs: number;
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

export interface WebhookDeps {
  readonly home: Home;
  readonly guardedFetch: GuardedFetch;
  readonly reportFault: (where: string, error: unknown) => void;
  /** From 0 to 1; spreads retries. */
  readonly random: () => number;
}

/** Tells other processes that deliveries are due. */
const dueTopic = 'webhooks.due';
const limitedWaitMs = 1_000;
const tidyEveryMs = 600_000;
const roundsMax = 1_000;

/** Sends what is due, some at once, and writes down what came of it. Any number of processes do so on one store. */
export class WebhookWorker {
  readonly #deps: WebhookDeps;
  readonly #limits: WebhookLimits;
  readonly #underWay: UnderWay;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #tidyTimer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #hasNews = false;
  #isStarted = false;
  #isDraining = false;
  /** Something may be due that there was no room for. */
  #isFull = false;

  constructor(deps: WebhookDeps, limits: WebhookLimits = defaultWebhookLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#underWay = new UnderWay(limits);
    deps.home.store.onCommitted((signals) => {
      if (!signals.some(isDeliveriesDue)) return;
      if (this.#isStarted && !this.#isDraining) this.wake();
      else deps.home.store.hint([dueTopic]);
    });
  }

  start(): void {
    const { home } = this.#deps;
    this.#isStarted = true;
    home.store.onHint((topics) => {
      if (topics.includes(dueTopic)) this.wake();
    });
    this.#tidyTimer = setInterval(() => this.#tidy(), tidyEveryMs).unref();
    const begin = home.store.capabilities.isExclusive ? forgetLeases(home) : Promise.resolve();
    void begin.catch((error: unknown) => this.#deps.reportFault('webhooks.start', error)).finally(() => this.wake());
  }

  /** Looks for due deliveries now. */
  wake(): void {
    if (this.#isDraining || !this.#isStarted) return;
    this.#hasNews = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#hasNews) this.wake();
    });
  }

  /** Stops claiming, lets attempts end, and gives back those that take too long. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    clearTimeout(this.#timer);
    clearInterval(this.#tidyTimer);
    await this.#looking;
    const giveUp = setTimeout(() => this.#stop.abort(), this.#limits.drainMs).unref();
    await this.#underWay.ended();
    clearTimeout(giveUp);
  }

  /** Sends everything that is due now and waits for what came of it; returns how many attempts there were. */
  async deliverDue(): Promise<number> {
    let attempts = 0;
    for (let round = 0; round < roundsMax; round += 1) {
      const count = await this.#claim();
      attempts += count;
      await this.#underWay.ended();
      if (count === 0) return attempts;
    }
    return attempts;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#hasNews = false;
    let dueAt: number | null = null;
    try {
      for (let round = 0; round < roundsMax && !this.#isDraining; round += 1) if ((await this.#claim()) === 0) break;
      this.#isFull = this.#underWay.isFull();
      dueAt = await nextDueAt(this.#deps.home);
    } catch (error) {
      this.#deps.reportFault('webhooks.claim', error);
    }
    if (this.#isDraining) return;
    const waitMs = dueAt === null ? this.#limits.pollMs : dueAt - this.#deps.home.clock.now();
    this.#timer = setTimeout(() => this.wake(), Math.min(this.#limits.pollMs, Math.max(1, waitMs))).unref();
  }

  /** Takes what there is room for and begins to send it. */
  async #claim(): Promise<number> {
    const { home } = this.#deps;
    if (this.#underWay.room() === 0) return 0;
    const { timeoutMs, leaseMarginMs } = this.#limits;
    const claimed = await claimDeliveries(home, { ...this.#underWay.limits(), leaseMs: timeoutMs + leaseMarginMs });
    for (const delivery of claimed)
      this.#underWay.add(
        delivery,
        this.#deliver(delivery).finally(() => this.#afterOne()),
      );
    this.#isFull ||= this.#underWay.isFull();
    return claimed.length;
  }

  /** A place is free again, for the same endpoint perhaps. */
  #afterOne(): void {
    if (this.#isFull) setImmediate(() => this.wake());
  }

  /** Never rejects: a delivery whose end could not be written is tried again when its lease is over. */
  async #deliver(delivery: ClaimedDelivery): Promise<void> {
    const { home, guardedFetch, random, reportFault } = this.#deps;
    try {
      const attempt = await attemptDelivery({ home, guardedFetch, delivery, timeoutMs: this.#limits.timeoutMs, signal: this.#stop.signal });
      const delays = this.#limits.delaysMs[delivery.schedule === 'short' ? 'short' : 'standard'];
      const notice = await settleDelivery(home, delivery, { attempt, delays, random: random() });
      for (const mail of notice?.mails ?? []) await home.mailer.send(mail);
    } catch (error) {
      if (!(error instanceof FetchFailure)) reportFault('webhooks.delivery', error);
      const nextAt = home.clock.now() + (error instanceof FetchFailure && error.kind === 'aborted' ? 0 : limitedWaitMs);
      await giveBackDelivery(home, delivery, nextAt).catch((failure: unknown) => reportFault('webhooks.give_back', failure));
    }
  }

  #tidy(): void {
    void pruneDeliveries(this.#deps.home).catch((error: unknown) => this.#deps.reportFault('webhooks.tidy', error));
  }
}
