import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';

const windowS = 60;
/** Spans of one credential in a minute; a request counts as one more. Each process counts for itself. */
const spansPerMinute = 120_000;
/** Bodies that are read at the same time, and that may wait for their turn. */
const atOnceMax = 4;
const waitingMax = 200;

/** Holds senders of telemetry to what they may send. */
export class SpanLimit {
  readonly #sent = new RateLimiterMemory({ points: spansPerMinute, duration: windowS });
  readonly #waiting: (() => void)[] = [];
  #open = 0;

  /** @throws Refusal `limited` otlp.too_many_spans */
  async take(caller: Caller, spans: number): Promise<void> {
    try {
      await this.#sent.consume(callerIdentity(caller), spans);
    } catch (answer) {
      if (!(answer instanceof RateLimiterRes)) throw answer;
      throw new Refusal('limited', 'otlp.too_many_spans', `One credential may send ${spansPerMinute} spans in a minute.`, {
        retryAfterS: Math.max(1, Math.ceil(answer.msBeforeNext / 1_000)),
      });
    }
  }

  /** Does work that needs much memory when its turn comes. @throws Refusal `unavailable` otlp.busy */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#open >= atOnceMax) {
      if (this.#waiting.length >= waitingMax)
        throw new Refusal('unavailable', 'otlp.busy', 'Too much telemetry at once. Try again.', { retryAfterS: 2 });
      await new Promise<void>((resume) => this.#waiting.push(resume));
    } else {
      this.#open += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#open -= 1;
      else next();
    }
  }
}
