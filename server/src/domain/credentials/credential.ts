import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';

/**
 * Terminology.
 * Credential: a key that a program presents. Its secret is shown once; only its SHA-256 is kept.
 * Scopes: what it may do (`read` and `write` are macros, `*` is everything). Reach: which agents it may do it to, or the whole organisation.
 */
export interface Credential {
  readonly id: string;
  readonly number: number;
  readonly orgId: string;
  readonly name: string;
  /** The first characters of the secret, enough to recognise it in a list. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly isOrgWide: boolean;
  /** Reach of a key that is not organisation-wide; may have become empty. */
  readonly agents: readonly { readonly id: string; readonly slug: string; readonly displayName: string }[];
  readonly createdBy: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly lastUsedIp: string | null;
  readonly revokedAt: number | null;
}

/** Prefix of keys that this deployment generates. */
export const keyPrefix = 'forge_';
const shownPrefixLength = 12;

export function shownPrefix(key: string): string {
  return key.slice(0, shownPrefixLength);
}

export function credentialStatus(credential: Credential, nowMs: number): 'active' | 'expired' | 'revoked' {
  if (credential.revokedAt !== null) return 'revoked';
  return credential.expiresAt !== null && credential.expiresAt <= nowMs ? 'expired' : 'active';
}

/** Keys belong to the organisation: a credential that is limited to some agents neither sees nor ends them. @throws Refusal `forbidden` caller.is_restricted */
export function refuseRestricted(caller: Caller): void {
  if (caller.agentIds === null) return;
  throw new Refusal('forbidden', 'caller.is_restricted', 'A credential that is limited to some agents cannot manage keys.');
}
