import type { CryptoKey, JWK } from 'jose';
import { fromOwnJson } from '../../kernel/json.ts';
import { Secret } from '../../kernel/secret.ts';
import type { SigningKeyRow } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import type { Home } from '../home.ts';
import { livingKeys, retireKeys, signingKeyInsertion } from './signing-key-queries.ts';
import { algorithm, tokenLifeS } from './token.ts';
import type { TokenParties } from './token.ts';

/** How long a key signs before a new one takes its place. */
const signingLifeMs = 90 * 24 * 3_600_000;
/** A retired key's tokens have all ended by then, also those that another process signed before it noticed. */
const retiredLifeMs = tokenLifeS * 1_000 + 20 * 60_000;
/** How old the list may be before it is read again to sign or to publish. */
const trustMs = 60_000;
/** How often a name that is not in the list makes it be read again. */
const unknownTrustMs = 250;

interface SigningKey {
  readonly kid: string;
  readonly createdAt: number;
  readonly retiredAt: number | null;
  readonly publicJwk: JWK;
  readonly publicKey: CryptoKey;
  readonly sealed: string;
}

/** What signs tokens, and in whose name. */
export interface TokenSigner {
  readonly keys: SigningKeys;
  readonly parties: TokenParties;
}

/** The deployment's signing keys: made at first use, replaced every 90 days, found by name in memory. */
export class SigningKeys {
  readonly #home: Home;
  #keys: ReadonlyMap<string, SigningKey> = new Map();
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;
  #replacing: Promise<SigningKey> | undefined;
  #private: { readonly kid: string; readonly key: CryptoKey } | undefined;

  constructor(home: Home) {
    this.#home = home;
  }

  /** The key to sign with. */
  async current(): Promise<{ readonly kid: string; readonly key: CryptoKey }> {
    await this.#readWhenOlderThan(trustMs);
    const newest = this.#signing() ?? (await this.#replaceOnce());
    if (this.#private?.kid !== newest.kid) this.#private = { kid: newest.kid, key: await this.#open(newest) };
    return this.#private;
  }

  /** The key that a token names, if it may still verify; the name is only ever looked up in a map. */
  async find(kid: string): Promise<CryptoKey | undefined> {
    if (!this.#keys.has(kid)) await this.#readWhenOlderThan(unknownTrustMs);
    const key = this.#keys.get(kid);
    return key !== undefined && this.#mayVerify(key) ? key.publicKey : undefined;
  }

  /** The public parts of living and recently retired keys. Source: RFC 7517. */
  async published(): Promise<readonly JWK[]> {
    await this.current();
    return [...this.#keys.values()].filter((key) => this.#mayVerify(key)).map((key) => key.publicJwk);
  }

  #mayVerify({ retiredAt }: SigningKey): boolean {
    return retiredAt === null || retiredAt + retiredLifeMs > this.#home.clock.now();
  }

  #signing(): SigningKey | undefined {
    const now = this.#home.clock.now();
    return [...this.#keys.values()].find((key) => key.retiredAt === null && key.createdAt + signingLifeMs > now);
  }

  #readWhenOlderThan(ageMs: number): Promise<void> {
    if (this.#home.clock.monotonic() - this.#readAt <= ageMs) return Promise.resolve();
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const askedAt = this.#home.clock.monotonic();
    const since = this.#home.clock.now() - retiredLifeMs;
    const rows = await this.#home.read((tx) => tx.all(livingKeys, { since }));
    const keys = new Map<string, SigningKey>();
    for (const row of rows) {
      const before = this.#keys.get(row.kid);
      keys.set(row.kid, before === undefined ? await toSigningKey(row) : { ...before, retiredAt: row.retired_at });
    }
    this.#keys = keys;
    this.#readAt = askedAt;
  }

  #replaceOnce(): Promise<SigningKey> {
    this.#replacing ??= this.#replace().finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  /** Makes a key unless another process just did. The authority counter is the lock: of two at once, the second waits and then sees the first's. */
  async #replace(): Promise<SigningKey> {
    const home = this.#home;
    const made = await makeKey(home);
    await home.transact(async (tx) => {
      await touchAuthority(tx);
      const before = await tx.all(livingKeys, { since: made.created_at });
      if (before.some((row) => row.retired_at === null && row.created_at + signingLifeMs > made.created_at)) return;
      await tx.run(retireKeys, { at: made.created_at });
      await tx.insert(signingKeyInsertion, [made]);
    });
    await this.#read();
    const key = this.#signing();
    if (key === undefined) throw new Error('a signing key was not found right after it was written');
    return key;
  }

  async #open({ kid, sealed }: SigningKey): Promise<CryptoKey> {
    const { importJWK } = await import('jose');
    const jwk = fromOwnJson<JWK>(this.#home.sealer.open(sealed, sealContext(kid)).reveal());
    return asCryptoKey(await importJWK(jwk, algorithm));
  }
}

/** Binds the sealed text to its row and column. */
export function sealContext(kid: string): string {
  return `signing_keys/private_sealed/-/${kid}`;
}

async function makeKey(home: Home): Promise<SigningKeyRow> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await import('jose');
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    public_jwk_json: JSON.stringify({ ...publicJwk, kid, use: 'sig', alg: algorithm }),
    private_sealed: home.sealer.seal(new Secret(JSON.stringify(await exportJWK(privateKey))), sealContext(kid)),
    created_at: home.clock.now(),
    retired_at: null,
  };
}

async function toSigningKey(row: SigningKeyRow): Promise<SigningKey> {
  const { importJWK } = await import('jose');
  const publicJwk = fromOwnJson<JWK>(row.public_jwk_json);
  return {
    kid: row.kid,
    createdAt: row.created_at,
    retiredAt: row.retired_at,
    publicJwk,
    publicKey: asCryptoKey(await importJWK(publicJwk, algorithm)),
    sealed: row.private_sealed,
  };
}

/** Guaranteed by `makeKey`: the stored keys are Ed25519 pairs, and only symmetric keys are imported as bytes. */
function asCryptoKey(key: CryptoKey | Uint8Array): CryptoKey {
  return key as CryptoKey;
}

/** Signs in the name of this deployment. Processes of one deployment have one public address, so that each takes the tokens of the others. */
export function createTokenSigner(home: Home, publicUrl: string | undefined): TokenSigner {
  return { keys: new SigningKeys(home), parties: { issuer: publicUrl ?? 'forgeyard', audience: 'forgeyard' } };
}
