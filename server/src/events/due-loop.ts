import type { Home } from '../domain/home.ts';
import type { GuardedFetch } from '../kernel/guarded-fetch.ts';
import type { Signal } from '../store/index.ts';
import { UnderWay } from './under-way.ts';
import type { Room, SharedLimits } from './under-way.ts';

/** Work that is written down with a time at which it is due, for any number of processes on one store. */
export interface DueWork<Item, Name extends string> {
  /** Tells other processes that something is due. */
  readonly topic: string;
  readonly isDue: (signal: Signal) => boolean;
  /** At the start of the only process there is. */
  readonly forgetLeases: () => Promise<void>;
  /** Takes what is due, as much as there is room for. */
  readonly claim: (room: Room<Name>) => Promise<readonly Item[]>;
  /** Never rejects. */
  readonly carryOut: (item: Item) => Promise<void>;
  /** What an item has in common with others that share its room. */
  readonly idsOf: (item: Item) => { readonly [N in Name]: string };
  readonly nextDueAt: () => Promise<number | null>;
  /** Called now and then; for what is not needed any more. */
  readonly tidy: () => Promise<unknown>;
}

export interface DueLimits {
  /** Of this process, at once: all, and of one organisation. */
  readonly atOnceMax: number;
  readonly perOrgMax: number;
  readonly pollMs: number;
  /** How long a drain waits for what is under way before `giveUp` aborts it. */
  readonly drainMs: number;
}

/** How many of this process at once. */
interface DueManner<Name extends string> {
  readonly limits: Pick<DueLimits, 'atOnceMax' | 'pollMs' | 'drainMs'>;
  readonly shared: SharedLimits<Name>;
  readonly giveUp: AbortController;
}

interface DueDeps {
  readonly home: Home;
  readonly reportFault: (where: string, error: unknown) => void;
}

/** What loops need that send something out. */
export interface SenderDeps extends DueDeps {
  readonly guardedFetch: GuardedFetch;
}

const tidyEveryMs = 600_000;
const roundsMax = 1_000;

/** Looks for due work when there is news and now and then, and begins it where there is room. */
export class DueLoop<Item, Name extends string> {
  readonly #deps: DueDeps;
  readonly #work: DueWork<Item, Name>;
  readonly #limits: DueManner<Name>['limits'];
  readonly #giveUp: AbortController;
  readonly #underWay: UnderWay<Name>;
  #timer: NodeJS.Timeout | undefined;
  #tidyTimer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #hasNews = false;
  #isStarted = false;
  #isDraining = false;
  /** Something may be due that there was no room for. */
  #isFull = false;

  constructor(deps: DueDeps, work: DueWork<Item, Name>, { limits, shared, giveUp }: DueManner<Name>) {
    this.#deps = deps;
    this.#work = work;
    this.#limits = limits;
    this.#giveUp = giveUp;
    this.#underWay = new UnderWay(limits.atOnceMax, shared);
    deps.home.store.onCommitted((signals) => {
      if (!signals.some(work.isDue)) return;
      if (this.#isStarted && !this.#isDraining) this.wake();
      else deps.home.store.hint([work.topic]);
    });
  }

  start(): void {
    const { home, reportFault } = this.#deps;
    const { topic, forgetLeases, tidy } = this.#work;
    this.#isStarted = true;
    home.store.onHint((topics) => {
      if (topics.includes(topic)) this.wake();
    });
    this.#tidyTimer = setInterval(() => void tidy().catch((error: unknown) => reportFault(`${topic}.tidy`, error)), tidyEveryMs).unref();
    const begin = home.store.capabilities.isExclusive ? forgetLeases() : Promise.resolve();
    void begin.catch((error: unknown) => reportFault(`${topic}.start`, error)).finally(() => this.wake());
  }

  /** Looks for due work now. */
  wake(): void {
    if (this.#isDraining || !this.#isStarted) return;
    this.#hasNews = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      if (this.#hasNews) this.wake();
    });
  }

  /** Stops claiming, lets what is under way end, and aborts what takes too long. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    clearTimeout(this.#timer);
    clearInterval(this.#tidyTimer);
    await this.#looking;
    const timer = setTimeout(() => this.#giveUp.abort(), this.#limits.drainMs).unref();
    await this.#underWay.ended();
    clearTimeout(timer);
  }

  /** Does everything that is due now and waits for it; returns how much it was. */
  async workOff(): Promise<number> {
    let count = 0;
    for (let round = 0; round < roundsMax; round += 1) {
      const begun = await this.#claim();
      count += begun;
      await this.#underWay.ended();
      if (begun === 0) return count;
    }
    return count;
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    this.#hasNews = false;
    let dueAt: number | null = null;
    try {
      for (let round = 0; round < roundsMax && !this.#isDraining; round += 1) if ((await this.#claim()) === 0) break;
      this.#isFull = this.#underWay.isFull();
      dueAt = await this.#work.nextDueAt();
    } catch (error) {
      this.#deps.reportFault(`${this.#work.topic}.claim`, error);
    }
    if (this.#isDraining) return;
    const waitMs = dueAt === null ? this.#limits.pollMs : dueAt - this.#deps.home.clock.now();
    this.#timer = setTimeout(() => this.wake(), Math.min(this.#limits.pollMs, Math.max(1, waitMs))).unref();
  }

  async #claim(): Promise<number> {
    if (this.#underWay.left() === 0) return 0;
    const items = await this.#work.claim(this.#underWay);
    for (const item of items) this.#underWay.add(this.#work.idsOf(item), this.#carryOut(item));
    this.#isFull ||= this.#underWay.isFull();
    return items.length;
  }

  async #carryOut(item: Item): Promise<void> {
    await this.#work.carryOut(item);
    // A place is free again.
    if (this.#isFull) setImmediate(() => this.wake());
  }
}
