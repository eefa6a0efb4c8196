import { authorityEpoch } from './counter.ts';
import type { Home } from './home.ts';

/** How long the epoch is trusted without asking the database whether any authority changed. */
const epochTrustMs = 800;

/**
 * A map of what was verified, dropped whenever the deployment's authority epoch moves: a commit of this process drops it at once, one of another
 * process within a second. The epoch is read at most once per 0.8 s and only while the map is used.
 */
export class AuthorityMemory<Value> {
  readonly #home: Home;
  readonly #sizeMax: number;
  #values = new Map<string, Value>();
  #epoch = -1;
  #epochReadAt = -Infinity;
  #epochReading: Promise<void> | undefined;

  /** Beyond `sizeMax` values the map starts anew. */
  constructor(home: Home, sizeMax: number) {
    this.#home = home;
    this.#sizeMax = sizeMax;
    home.store.onCommitted((signals) => {
      if (signals.some((signal) => signal.kind === 'authority.changed')) this.#values = new Map();
    });
  }

  /** What is known for certain, or undefined when the database has to be asked. */
  recall(key: string): Value | undefined {
    return this.#isTrusted() ? this.#values.get(key) : undefined;
  }

  /** What is known, or else what `load` finds; a change of authority during the look-up lets the answer serve this caller only. */
  async learn(key: string, load: () => Promise<Value>): Promise<Value> {
    await this.#refreshEpoch();
    const known = this.recall(key);
    if (known !== undefined) return known;
    const values = this.#values;
    const value = await load();
    if (values !== this.#values) return value;
    if (values.size >= this.#sizeMax) values.clear();
    values.set(key, value);
    return value;
  }

  #isTrusted(): boolean {
    return this.#home.clock.monotonic() - this.#epochReadAt <= epochTrustMs;
  }

  #refreshEpoch(): Promise<void> {
    if (this.#isTrusted()) return Promise.resolve();
    this.#epochReading ??= this.#readEpoch().finally(() => {
      this.#epochReading = undefined;
    });
    return this.#epochReading;
  }

  async #readEpoch(): Promise<void> {
    const askedAt = this.#home.clock.monotonic();
    const epoch = await this.#home.read(authorityEpoch);
    if (epoch !== this.#epoch) this.#values = new Map();
    this.#epoch = epoch;
    this.#epochReadAt = askedAt;
  }
}
