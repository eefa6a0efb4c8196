import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '../../kernel/refusal.ts';

/** Argon2id parameters (OWASP): 19 MiB, 2 passes, 1 lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const parallelMax = 2;
const waitingMax = 16;
const pollMs = 10;

/** Hashes and checks passwords, at most two at a time; loads its library at first use. */
export class Passwords {
  #running = 0;
  #waiting = 0;

  async hash(password: string): Promise<string> {
    return this.#exclusive(async () => (await import('@node-rs/argon2')).hash(password, parameters));
  }

  /** Takes the same time for an unknown account (`null`) as for a wrong password. */
  async matches(password: string, hash: string | null): Promise<boolean> {
    return this.#exclusive(async () => {
      const argon2 = await import('@node-rs/argon2');
      if (hash !== null) return argon2.verify(hash, password);
      await argon2.hash(password, parameters);
      return false;
    });
  }

  async #exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= waitingMax) throw new Refusal('limited', 'login.busy', 'Too many sign-ins at once.', { retryAfterS: 2 });
    this.#waiting += 1;
    try {
      while (this.#running >= parallelMax) await delay(pollMs);
      this.#running += 1;
    } finally {
      this.#waiting -= 1;
    }
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }
}
