import type { Caller, KeyKind } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hasBrokenChecksum } from '../../kernel/secret.ts';

/**
 * Terminology.
 * Credential: a key that a program presents. Its secret is shown once; only its SHA-256 is kept.
 * Kind: whose it is. `api_key` belongs to the organisation, `agent_key` and `identity_key` act as one agent, `user_key` as one person;
 * `recovery` is the key with which an agent account manages its own keys.
 * Scopes: what it may do (`read` and `write` are macros, `*` is everything). Reach: which agents it may do it to, or the whole organisation.
 * Parent: the key that made this one. A key never does more than its parent, and ends with it.
 * Successor: the key that replaced it in a rotation. Grace: the time for which the replaced one goes on working.
 */
export type CredentialKind = KeyKind | 'recovery';

export interface AgentName {
  readonly id: string;
  readonly slug: string;
  readonly displayName: string;
}

/** What bounds a key; each member may only be tightened by a key that it makes. */
export interface CredentialLimits {
  /** Epoch milliseconds; null for no end. */
  readonly expiresAt: number | null;
  /** Addresses and networks it may be used from; empty for any. */
  readonly networks: readonly string[];
  readonly ratePerMinute: number | null;
  readonly concurrentMax: number | null;
}

export interface Credential extends CredentialLimits {
  readonly id: string;
  readonly number: number;
  readonly orgId: string;
  readonly kind: CredentialKind;
  readonly name: string;
  /** The first characters of the secret, enough to recognise it in a list. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly isOrgWide: boolean;
  /** Reach of a key that is not organisation-wide; may have become empty. */
  readonly agents: readonly AgentName[];
  /** The agent it acts as. */
  readonly agent: AgentName | null;
  /** The person it acts as. */
  readonly userId: string | null;
  readonly parentId: string | null;
  /** A person with their name, or who else made it. */
  readonly createdBy: { readonly id: string; readonly name: string } | string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly lastUsedIp: string | null;
  readonly revokedAt: number | null;
  readonly revokedReason: string | null;
  readonly rotatedFrom: string | null;
  readonly rotatedTo: string | null;
  readonly graceUntil: number | null;
  /** Requests of the last 30 UTC days. */
  readonly requests30d: number;
  /** The same by day, oldest first. */
  readonly requestsDaily: readonly number[];
}

/** What generated secrets begin with. Source: contracts 0, 2 and 4. */
export const prefixOfKind: { readonly [K in CredentialKind]: string } = {
  api_key: 'forge_',
  agent_key: 'cav_ak_',
  user_key: 'cav_uk_',
  identity_key: 'sk_',
  recovery: 'rk_',
};

/** How many characters of a secret stay visible. Source: contract 2, "Generate API Key" (`cav_ak_x9y8`). */
const shownLengths: { readonly [K in CredentialKind]: number } = { api_key: 12, agent_key: 11, user_key: 11, identity_key: 7, recovery: 7 };

export function shownPrefix(kind: CredentialKind, key: string): string {
  return key.slice(0, shownLengths[kind]);
}

/** Whether text has the form of a generated key but not its checksum, so that no look-up is needed to refuse it. */
export function isMistypedKey(key: string): boolean {
  return Object.values(prefixOfKind).some((prefix) => hasBrokenChecksum(key, prefix));
}

export type CredentialStatus = 'active' | 'grace' | 'expired' | 'revoked';
export const credentialStatuses: readonly CredentialStatus[] = ['active', 'grace', 'expired', 'revoked'];

/** `expired` is also a replaced key whose grace is over. */
export function credentialStatus(credential: Pick<Credential, 'revokedAt' | 'expiresAt' | 'graceUntil'>, nowMs: number): CredentialStatus {
  if (credential.revokedAt !== null) return 'revoked';
  if ((credential.expiresAt ?? Infinity) <= nowMs || (credential.graceUntil ?? Infinity) <= nowMs) return 'expired';
  return credential.graceUntil === null ? 'active' : 'grace';
}

const akyPattern = /^aky_[0-9a-f]{32}$/i;
const numberPattern = /^[0-9]{1,15}$/;

/** A key's address where contract 4 shows it. */
export function akyOfUuid(uuid: string): string {
  return `aky_${uuid.replaceAll('-', '')}`;
}

/** The key that an address means: its UUID, `aky_` + the same 32 hex digits, or its number; null when it is none of them. */
export function parseKeyAddress(address: string): { readonly id: string } | { readonly number: number } | null {
  if (isUuid(address)) return { id: address.toLowerCase() };
  if (numberPattern.test(address)) return { number: Number(address) };
  if (!akyPattern.test(address)) return null;
  const hex = address.slice(4).toLowerCase();
  return { id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` };
}

export const unknownCredential = (): Refusal => new Refusal('not_found', 'credential.unknown', 'There is no such active key.');

/** Keys belong to the organisation: a credential that is limited to some agents neither sees nor ends them. @throws Refusal `forbidden` caller.is_restricted */
export function refuseRestricted(caller: Caller): void {
  if (caller.agentIds === null) return;
  throw new Refusal('forbidden', 'caller.is_restricted', 'A credential that is limited to some agents cannot manage keys.');
}
