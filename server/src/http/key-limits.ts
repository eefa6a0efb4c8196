import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Caller } from '../kernel/caller.ts';
import { Refusal } from '../kernel/refusal.ts';

/** Requests and streams that one key may have open in this process when it has no limit of its own. */
export const concurrentMaxDefault = 1_000;
/** The same for one person, through all their browsers and the tickets that these gave away. */
export const personConcurrentMax = 300;
const windowS = 60;

/** Holds each key to its own rate, and keys and people to what they may have open at once. Counts are kept by this process. */
export class KeyLimits {
  readonly #requests = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: windowS });
  readonly #open = new Map<string, number>();

  /**
   * Counts a request; the answer is called when it ends. Holders of recovery keys and the server itself are not counted.
   * @throws Refusal `limited` key.too_many_at_once, person.too_many_at_once, key.too_many_requests
   */
  enter(caller: Caller): (() => void) | Promise<() => void> {
    if (caller.kind === 'person') return this.#take(caller.userId, personConcurrentMax, 'person');
    // However many tokens were issued for a key, they share what one key may have open.
    if (caller.kind === 'agentToken') return this.#take(caller.credentialId, concurrentMaxDefault);
    if (caller.kind !== 'apiKey') return () => undefined;
    const leave = this.#take(caller.credentialId, caller.concurrentMax ?? concurrentMaxDefault);
    const { ratePerMinute } = caller;
    return ratePerMinute === null ? leave : this.#count(caller.credentialId, ratePerMinute, leave);
  }

  #take(key: string, max: number, who: 'key' | 'person' = 'key'): () => void {
    const open = this.#open.get(key) ?? 0;
    if (open >= max) {
      const message = `This ${who} has ${max} requests open, which is all it may have.`;
      throw new Refusal('limited', `${who}.too_many_at_once`, message, { retryAfterS: 1 });
    }
    this.#open.set(key, open + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const left = (this.#open.get(key) ?? 1) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
  }

  async #count(key: string, max: number, leave: () => void): Promise<() => void> {
    const { consumedPoints, msBeforeNext } = await this.#requests.consume(key);
    if (consumedPoints <= max) return leave;
    leave();
    throw new Refusal('limited', 'key.too_many_requests', `This key may send ${max} requests in a minute.`, {
      retryAfterS: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
    });
  }
}
