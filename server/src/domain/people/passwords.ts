import { Refusal } from '../../kernel/refusal.ts';

/** What one hash costs: memory in KiB, passes over it, lanes. */
export interface PasswordCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** Argon2id parameters (OWASP): 19 MiB, 2 passes, 1 lane. */
const recommendedCost: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const parallelMax = 2;
const waitingMax = 16;

/** Hashes and checks passwords, at most two at a time and sixteen waiting in line; loads its library at first use. */
export class Passwords {
  readonly #cost: PasswordCost;
  #runs = 0;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(cost: PasswordCost = recommendedCost) {
    this.#cost = cost;
  }

  /** How often argon2 has run; the same for an unknown account as for a wrong password. */
  get runs(): number {
    return this.#runs;
  }

  /** @throws Refusal `limited` login.busy */
  async hash(password: string): Promise<string> {
    return this.#inTurn(async () => (await import('@node-rs/argon2')).hash(password, this.#cost));
  }

  /** Takes the same time for an unknown account (`null`) as for a wrong password. @throws Refusal `limited` login.busy */
  async matches(password: string, hash: string | null): Promise<boolean> {
    return this.#inTurn(async () => {
      const argon2 = await import('@node-rs/argon2');
      if (hash !== null) return argon2.verify(hash, password);
      await argon2.hash(password, this.#cost);
      return false;
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < parallelMax) this.#running += 1;
    else await this.#place();
    try {
      this.#runs += 1;
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed on, so that nobody who comes later gets in between.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #place(): Promise<void> {
    if (this.#waiting.length >= waitingMax) throw new Refusal('limited', 'login.busy', 'Too many sign-ins at once.', { retryAfterS: 2 });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
