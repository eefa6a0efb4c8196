import { escalateDue, settleOverdue } from '../domain/interactions/index.ts';
import type { Home } from '../domain/home.ts';

/** How often deadlines and escalations are looked at, in milliseconds. */
export const defaultInteractionsMs = 5_000;

/** Does for questions what only time brings: gives the stated default, and asks somebody else. Any number of processes may do so at once. */
export class InteractionKeeper {
  readonly #home: Home;
  readonly #everyMs: number;
  readonly #reportFault: (where: string, error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(home: Home, reportFault: (where: string, error: unknown) => void, everyMs: number = defaultInteractionsMs) {
    this.#home = home;
    this.#reportFault = reportFault;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }, this.#everyMs).unref();
  }

  /** Looks no more; resolves when the look under way has ended. */
  async drain(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      await settleOverdue(this.#home);
      await escalateDue(this.#home);
    } catch (error) {
      this.#reportFault('interactions.due', error);
    }
  }
}
