import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './network-of.ts';
import { Refusal } from './refusal.ts';

export interface FailureLimitOptions {
  /** Wrong attempts for one account from one network in a window; a network may fail five times as often over all accounts. */
  readonly failuresMax: number;
  readonly windowS: number;
}

const accountLengthMax = 320;

/**
 * Slows down guessing of secrets, per account and network and per network over all accounts. Nobody is locked out for longer than a window, and
 * an account's owner elsewhere not at all. Counts are kept by this process.
 */
export class FailureLimit {
  readonly #pairs: RateLimiterMemory;
  readonly #networks: RateLimiterMemory;

  constructor({ failuresMax, windowS }: FailureLimitOptions) {
    this.#pairs = new RateLimiterMemory({ points: failuresMax, duration: windowS });
    this.#networks = new RateLimiterMemory({ points: failuresMax * 5, duration: windowS });
  }

  /**
   * Runs an attempt; one that ends with an `unauthenticated` refusal counts as wrong. Attempts under way count too, so that many at once are no way around.
   * @throws Refusal `limited` login.too_many_failures, and whatever the attempt throws
   */
  async guard<T>(ip: string, account: string, attempt: () => Promise<T>): Promise<T> {
    const network = networkOf(ip);
    const pair = `${network} ${account.slice(0, accountLengthMax).toLowerCase()}`;
    await take(this.#networks, network);
    try {
      await take(this.#pairs, pair);
    } catch (error) {
      await this.#networks.reward(network);
      throw error;
    }
    const giveBack = () => Promise.all([this.#networks.reward(network), this.#pairs.reward(pair)]);
    try {
      const result = await attempt();
      await giveBack();
      return result;
    } catch (error) {
      if (!(error instanceof Refusal && error.kind === 'unauthenticated')) await giveBack();
      throw error;
    }
  }
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (answer) {
    if (!(answer instanceof RateLimiterRes)) throw answer;
    throw new Refusal('limited', 'login.too_many_failures', 'Too many wrong attempts. Wait and try again.', {
      retryAfterS: Math.max(1, Math.ceil(answer.msBeforeNext / 1_000)),
    });
  }
}
