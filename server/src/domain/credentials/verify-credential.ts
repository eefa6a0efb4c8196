import type { KeyCaller, RecoveryCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey } from '../../kernel/secret.ts';
import type { ReadTx } from '../../store/index.ts';
import { AuthorityMemory } from '../authority-memory.ts';
import type { Home } from '../home.ts';
import { isMistypedKey } from './credential.ts';
import type { CredentialLink } from './credential-queries.ts';
import { linkByHash, linkById } from './credential-queries.ts';
import { expired, ipNotAllowed, liveKey } from './live-key.ts';
import type { LiveKey } from './live-key.ts';
import { isAdmitted } from './networks.ts';
import type { Gates } from './networks.ts';
import { asCredentialKind } from './show-rows.ts';
import { Use, UsageLog } from './usage.ts';

/** Verified keys kept in memory; beyond it the map starts anew. */
const verifiedMax = 20_000;
const keyLengthMax = 256;

export type VerifiedCaller = KeyCaller | RecoveryCaller;

/** Turns the secret of a key into its caller. */
export interface KeyVerifier {
  /** Answers from memory, or undefined when `verify` has to be asked. */
  recall(key: string, ip: string): VerifiedCaller | undefined;
  /**
   * @throws Refusal `unauthenticated` credential.unknown, credential.revoked, credential.expired · `forbidden` agent.not_active,
   * credential.ip_not_allowed
   */
  verify(key: string, ip: string): Promise<VerifiedCaller>;
  /** The caller that a key makes now, for whoever proved before that they hold it. @throws Refusal as `verify` */
  callerOfKey(credentialId: string, ip: string): Promise<VerifiedCaller>;
  /** Writes what is still waiting and stops. */
  close(): Promise<void>;
}

interface Verified {
  readonly caller: VerifiedCaller;
  readonly row: CredentialLink;
  /** Infinity for no end. */
  readonly until: number;
  /** Null for a key without networks, so that most requests look at no address. */
  readonly gates: Gates | null;
  readonly use: Use;
}

const unknownKey = (): Refusal => new Refusal('unauthenticated', 'credential.unknown', 'Invalid API key');

/** Keys are looked up by SHA-256 alone, and verified ones are remembered until any authority of the deployment changes. */
export class CachedKeyVerifier implements KeyVerifier {
  readonly #home: Home;
  readonly #memory: AuthorityMemory<Verified>;
  readonly #usage: UsageLog;

  constructor(home: Home) {
    this.#home = home;
    this.#memory = new AuthorityMemory(home, verifiedMax);
    this.#usage = new UsageLog(home);
  }

  recall(key: string, ip: string): VerifiedCaller | undefined {
    const verified = this.#memory.recall(hashKey(key));
    if (verified === undefined) return undefined;
    const now = this.#home.clock.now();
    if (verified.until <= now || (verified.gates !== null && !isAdmitted(verified.gates, ip))) return undefined;
    this.#usage.note(verified.use, now, ip);
    return verified.caller;
  }

  async verify(key: string, ip: string): Promise<VerifiedCaller> {
    if (key.length > keyLengthMax || isMistypedKey(key)) throw unknownKey();
    const hash = hashKey(key);
    const verified = await this.#memory.learn(hash, () => this.#load(hash));
    const now = this.#home.clock.now();
    if (verified.until <= now) throw expired(verified.row);
    if (verified.gates !== null && !isAdmitted(verified.gates, ip)) throw ipNotAllowed(verified.row);
    this.#usage.note(verified.use, now, ip);
    return verified.caller;
  }

  async callerOfKey(credentialId: string, ip: string): Promise<VerifiedCaller> {
    const { caller, gates, row, until } = await this.#home.read(async (tx) =>
      verifiedOf(tx, await tx.first(linkById, { id: credentialId }), this.#home.clock.now()),
    );
    if (until <= this.#home.clock.now()) throw expired(row);
    if (gates !== null && !isAdmitted(gates, ip)) throw ipNotAllowed(row);
    return caller;
  }

  close(): Promise<void> {
    return this.#usage.close();
  }

  #load(hash: string): Promise<Verified> {
    return this.#home.read(async (tx) => verifiedOf(tx, await tx.first(linkByHash, { hash }), this.#home.clock.now()));
  }
}

async function verifiedOf(tx: ReadTx, row: CredentialLink | undefined, now: number): Promise<Verified> {
  if (row === undefined) throw unknownKey();
  const key = await liveKey(tx, row, now);
  return {
    caller: callerOf(key),
    row,
    until: key.expiresAt ?? Infinity,
    gates: key.gates.length === 0 ? null : key.gates,
    use: new Use(row.id),
  };
}

export function callerOf(key: LiveKey): VerifiedCaller {
  const { row, grants, agentIds } = key;
  const kind = asCredentialKind(row.kind);
  const base = { orgId: row.org_id, credentialId: row.id, grants, agentIds };
  if (kind === 'recovery') {
    if (row.agent_id === null) throw new Error(`recovery key ${row.id} has no agent`);
    return { ...base, kind: 'recovery', agentId: row.agent_id };
  }
  return {
    ...base,
    kind: 'apiKey',
    keyKind: kind,
    credentialName: row.name,
    scopes: key.scopes,
    expiresAt: key.expiresAt,
    agentId: row.agent_id,
    userId: row.user_id,
    networks: key.networks,
    ratePerMinute: key.ratePerMinute,
    concurrentMax: key.concurrentMax,
  };
}
