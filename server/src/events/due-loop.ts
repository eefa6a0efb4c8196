import type { Home } from '../domain/home.ts';
import type { GuardedFetch } from '../kernel/guarded-fetch.ts';
import type { Signal } from '../store/index.ts';

/** Work that is written down with a time at which it is due, for any number of processes on one store. */
export interface DueWork {
  /** Tells other processes that something is due. */
  readonly topic: string;
  readonly isDue: (signal: Signal) => boolean;
  /** At the start of the only process there is. */
  readonly forgetLeases: () => Promise<void>;
  /** Takes what is due, at most `room` of it, and begins it; none of the promises rejects. */
  readonly claim: (room: number) => Promise<readonly Promise<void>[]>;
  readonly nextDueAt: () => Promise<number | null>;
  /** Called now and then; for what is not needed any more. */
  readonly tidy: () => Promise<void>;
}

export interface DueLimits {
  /** Of this process, at once. */
  readonly atOnceMax: number;
  readonly pollMs: number;
  /** How long a drain waits for what is under way before `giveUp` aborts it. */
  readonly drainMs: number;
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
export class DueLoop {
  readonly #deps: DueDeps;
  readonly #work: DueWork;
  readonly #limits: DueLimits;
  readonly #giveUp: AbortController;
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #tidyTimer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #hasNews = false;
  #isStarted = false;
  #isDraining = false;

  constructor(deps: DueDeps, work: DueWork, { limits, giveUp }: { readonly limits: DueLimits; readonly giveUp: AbortController }) {
    this.#deps = deps;
    this.#work = work;
    this.#limits = limits;
    this.#giveUp = giveUp;
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
    await Promise.all(this.#underWay);
    clearTimeout(timer);
  }

  /** Does everything that is due now and waits for it; returns how much it was. */
  async workOff(): Promise<number> {
    let count = 0;
    for (let round = 0; round < roundsMax; round += 1) {
      const begun = await this.#claim();
      count += begun;
      await Promise.all(this.#underWay);
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
      dueAt = await this.#work.nextDueAt();
    } catch (error) {
      this.#deps.reportFault(`${this.#work.topic}.claim`, error);
    }
    if (this.#isDraining) return;
    const waitMs = dueAt === null ? this.#limits.pollMs : dueAt - this.#deps.home.clock.now();
    this.#timer = setTimeout(() => this.wake(), Math.min(this.#limits.pollMs, Math.max(1, waitMs))).unref();
  }

  async #claim(): Promise<number> {
    const room = this.#limits.atOnceMax - this.#underWay.size;
    if (room <= 0) return 0;
    const begun = await this.#work.claim(room);
    for (const one of begun) {
      const counted: Promise<void> = one.finally(() => {
        const wasFull = this.#underWay.size >= this.#limits.atOnceMax;
        this.#underWay.delete(counted);
        if (wasFull) setImmediate(() => this.wake());
      });
      this.#underWay.add(counted);
    }
    return begun.length;
  }
}
