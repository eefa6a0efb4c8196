import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network-of.ts';
import { Refusal } from './refusal.ts';

export interface RateLimitOptions {
  /** Requests that one network may send in a window. */
  readonly max: number;
  readonly windowS: number;
}

/** Bounds how often a network may ask for something that costs us. Counts are kept by this process. */
export class RateLimit {
  readonly #networks: RateLimiterMemory;

  constructor({ max, windowS }: RateLimitOptions) {
    this.#networks = new RateLimiterMemory({ points: max, duration: windowS });
  }

  /** @throws Refusal `limited` request.too_many */
  async take(ip: string): Promise<void> {
    try {
      await this.#networks.consume(networkOf(ip));
    } catch (answer) {
      if (!(answer instanceof RateLimiterRes)) throw answer;
      throw new Refusal('limited', 'request.too_many', 'Too many requests. Wait and try again.', {
        retryAfterS: Math.max(1, Math.ceil(answer.msBeforeNext / 1_000)),
      });
    }
  }
}
