import type { KeyCaller } from '../../kernel/caller.ts';
import { grantsOfScopes } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey, hasBrokenChecksum } from '../../kernel/secret.ts';
import { authorityEpoch } from '../counter.ts';
import type { Home } from '../home.ts';
import { keyPrefix } from './credential.ts';
import { credentialByHash, markUsed, reachOf, scopesOf } from './credential-queries.ts';

/** Verified keys kept in memory; beyond it the map starts anew. */
const verifiedMax = 20_000;
/** How long a verified key is trusted without asking the database whether any authority changed. */
const epochTrustMs = 800;
const useFlushMs = 1_000;
const keyLengthMax = 256;

/** Turns the secret of a key into its caller. */
export interface KeyVerifier {
  /** Answers from memory, or undefined when the database has to be asked. */
  recall(key: string, ip: string): KeyCaller | undefined;
  /**
   * @throws Refusal `unauthenticated` credential.unknown, credential.revoked, credential.expired
   */
  verify(key: string, ip: string): Promise<KeyCaller>;
  /** Writes what is still waiting and stops. */
  close(): Promise<void>;
}

const unknownKey = (): Refusal => new Refusal('unauthenticated', 'credential.unknown', 'Invalid API key');

/**
 * A map from the key's SHA-256 to its caller, dropped whenever the deployment's authority epoch moves. The epoch is read at most once per 0.8 s
 * and only while keys are used, so an idle process asks nothing; a commit of this process drops the map at once.
 */
export class CachedKeyVerifier implements KeyVerifier {
  readonly #home: Home;
  #verified = new Map<string, KeyCaller>();
  #epoch = -1;
  #epochReadAt = -Infinity;
  #epochReading: Promise<void> | undefined;
  #uses = new Map<string, { at: number; ip: string }>();
  #flushTimer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(home: Home) {
    this.#home = home;
    home.store.onCommitted((signals) => {
      if (signals.some((signal) => signal.kind === 'authority.changed')) this.#verified = new Map();
    });
  }

  recall(key: string, ip: string): KeyCaller | undefined {
    if (this.#home.clock.monotonic() - this.#epochReadAt > epochTrustMs) return undefined;
    const caller = this.#verified.get(hashKey(key));
    if (caller === undefined || this.#isExpired(caller)) return undefined;
    this.#noteUse(caller.credentialId, ip);
    return caller;
  }

  async verify(key: string, ip: string): Promise<KeyCaller> {
    if (key.length > keyLengthMax || hasBrokenChecksum(key, keyPrefix)) throw unknownKey();
    await this.#refreshEpoch();
    const known = this.recall(key, ip);
    if (known !== undefined) return known;
    const caller = await this.#load(hashKey(key));
    this.#noteUse(caller.credentialId, ip);
    return caller;
  }

  async close(): Promise<void> {
    clearTimeout(this.#flushTimer);
    await this.#flushing;
    await this.#flushUses();
  }

  #isExpired(caller: KeyCaller): boolean {
    return caller.expiresAt !== null && caller.expiresAt <= this.#home.clock.now();
  }

  #refreshEpoch(): Promise<void> {
    if (this.#home.clock.monotonic() - this.#epochReadAt <= epochTrustMs) return Promise.resolve();
    this.#epochReading ??= this.#readEpoch().finally(() => {
      this.#epochReading = undefined;
    });
    return this.#epochReading;
  }

  async #readEpoch(): Promise<void> {
    const askedAt = this.#home.clock.monotonic();
    const epoch = await this.#home.read(authorityEpoch);
    if (epoch !== this.#epoch) this.#verified = new Map();
    this.#epoch = epoch;
    this.#epochReadAt = askedAt;
  }

  async #load(hash: string): Promise<KeyCaller> {
    const epoch = this.#epoch;
    const map = this.#verified;
    const caller = await this.#home.read(async (tx) => {
      const row = await tx.first(credentialByHash, { hash });
      if (row === undefined) throw unknownKey();
      if (row.revoked_at !== null) throw new Refusal('unauthenticated', 'credential.revoked', 'API key has been revoked');
      if (row.expires_at !== null && row.expires_at <= this.#home.clock.now()) {
        throw new Refusal('unauthenticated', 'credential.expired', 'API key has expired');
      }
      const scopes = (await tx.all(scopesOf, { id: row.id })).map((one) => one.scope);
      const reach = row.org_wide === 1 ? null : new Set((await tx.all(reachOf, { id: row.id })).map((agent) => agent.id));
      return {
        kind: 'apiKey',
        keyKind: 'api_key',
        orgId: row.org_id,
        credentialId: row.id,
        credentialName: row.name,
        scopes,
        grants: grantsOfScopes(scopes),
        agentIds: reach,
        expiresAt: row.expires_at,
        agentId: null,
        userId: null,
        networks: [],
        ratePerMinute: null,
        concurrentMax: null,
      } satisfies KeyCaller;
    });
    // A change of authority during the look-up replaced the map; the stale answer then serves this request only.
    if (map === this.#verified && epoch === this.#epoch) {
      if (map.size >= verifiedMax) map.clear();
      map.set(hash, caller);
    }
    return caller;
  }

  #noteUse(credentialId: string, ip: string): void {
    this.#uses.set(credentialId, { at: this.#home.clock.now(), ip });
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = undefined;
      this.#flushing = this.#flushUses();
    }, useFlushMs).unref();
  }

  async #flushUses(): Promise<void> {
    const uses = this.#uses;
    if (uses.size === 0) return;
    this.#uses = new Map();
    const write = this.#home.store.transact(
      async (tx) => {
        for (const [id, use] of uses) await tx.run(markUsed, { id, at: use.at, ip: use.ip });
      },
      { durability: 'relaxed' },
    );
    // Losing a last-used time is harmless, so a store that is away costs nothing else.
    await write.catch(() => undefined);
  }
}
