import type { IRateLimiterOptions, RateLimiterMemory } from 'rate-limiter-flexible';
import { networkOf } from '../../kernel/network-of.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey } from '../../kernel/secret.ts';

/** So many failures in so many seconds. */
export interface FailureLimit {
  readonly failures: number;
  readonly seconds: number;
}

/** The longer windows are the backoff: who keeps failing waits longer, and nobody is locked out for good. */
export interface SignInLimitRules {
  readonly account: readonly FailureLimit[];
  readonly address: readonly FailureLimit[];
  readonly everybody: readonly FailureLimit[];
}

export const defaultSignInLimits: SignInLimitRules = {
  account: [
    { failures: 10, seconds: 60 },
    { failures: 30, seconds: 900 },
  ],
  address: [
    { failures: 60, seconds: 60 },
    { failures: 300, seconds: 900 },
  ],
  everybody: [{ failures: 2_000, seconds: 60 }],
};

/** Who tries: the account that is tried, if it has a name, and the address it is tried from. */
export interface Attempt {
  readonly ip: string;
  readonly account: string | null;
}

type Limiter = Pick<RateLimiterMemory, 'consume' | 'reward'>;
type Part = keyof SignInLimitRules;

/**
 * Counts failed sign-ins of this process. An attempt is counted before it is made and given back when it succeeds, so that many at once gain
 * nothing; memory is bounded by what the limits let through.
 */
export class SignInLimits {
  readonly #rules: SignInLimitRules;
  #limiters: Promise<Readonly<Record<Part, readonly Limiter[]>>> | undefined;

  constructor(rules: SignInLimitRules = defaultSignInLimits) {
    this.#rules = rules;
  }

  /**
   * Makes an attempt unless too many failed lately. Only refusals of the kinds `unauthenticated`, `forbidden` and `invalid` count as failures.
   * @throws Refusal `limited` login.limited, and whatever the attempt throws
   */
  async attempt<T>(who: Attempt, work: () => Promise<T>): Promise<T> {
    const taken = await this.#take(who);
    try {
      const result = await work();
      await giveBack(taken);
      return result;
    } catch (error) {
      if (!isFailure(error)) await giveBack(taken);
      throw error;
    }
  }

  /** Counts a request that is not judged, such as one for a mail. @throws Refusal `limited` login.limited */
  async spend(who: Attempt): Promise<void> {
    await this.#take(who);
  }

  async #take({ ip, account }: Attempt): Promise<readonly Taken[]> {
    const limiters = await (this.#limiters ??= this.#load());
    const wanted = [
      ...(account === null ? [] : limiters.account.map((limiter) => ({ limiter, key: hashKey(account.toLowerCase()) }))),
      ...limiters.address.map((limiter) => ({ limiter, key: networkOf(ip) })),
      ...limiters.everybody.map((limiter) => ({ limiter, key: 'everybody' })),
    ];
    const taken: Taken[] = [];
    for (const one of wanted) {
      const refusedMs = await one.limiter.consume(one.key).then(() => null, waitMs);
      if (refusedMs === null) {
        taken.push(one);
        continue;
      }
      await giveBack(taken);
      const retryAfterS = Math.max(1, Math.ceil(refusedMs / 1000));
      throw new Refusal('limited', 'login.limited', 'Too many attempts failed. Wait, then try again.', { retryAfterS });
    }
    return taken;
  }

  async #load(): Promise<Readonly<Record<Part, readonly Limiter[]>>> {
    const { RateLimiterMemory: Memory } = await import('rate-limiter-flexible');
    const limitersOf = (part: Part): readonly Limiter[] =>
      this.#rules[part].map(({ failures, seconds }) => {
        const options: IRateLimiterOptions = { points: failures, duration: seconds, keyPrefix: `${part}${seconds}` };
        return new Memory(options);
      });
    return { account: limitersOf('account'), address: limitersOf('address'), everybody: limitersOf('everybody') };
  }
}

interface Taken {
  readonly limiter: Limiter;
  readonly key: string;
}

async function giveBack(taken: readonly Taken[]): Promise<void> {
  for (const { limiter, key } of taken) await limiter.reward(key);
}

function isFailure(error: unknown): boolean {
  return error instanceof Refusal && ['unauthenticated', 'forbidden', 'invalid'].includes(error.kind);
}

/** How long a refused caller has to wait. @throws whatever else went wrong */
function waitMs(refused: unknown): number {
  if (typeof refused === 'object' && refused !== null && 'msBeforeNext' in refused && typeof refused.msBeforeNext === 'number')
    return refused.msBeforeNext;
  throw refused instanceof Error ? refused : new Error('counting attempts failed');
}
