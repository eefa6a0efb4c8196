import type { AgentTokenCaller } from '../../kernel/caller.ts';
import { uuidOfAgt } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';

/**
 * Terminology.
 * Agent account: an agent that registered itself (or was given a recovery key) and manages its own keys.
 * Token: a JWT (RFC 7519) that one of the account's keys was exchanged for; it is what the account normally works with.
 * Epoch: a number of the agent that every token repeats; raising it ends them all.
 * Signing key: an Ed25519 pair of the deployment; the public part is published, the private part is stored sealed.
 */
export interface TokenParties {
  /** Who issues, `iss`. */
  readonly issuer: string;
  /** For whom, `aud`. */
  readonly audience: string;
}

/** The only algorithm that is signed with or accepted. Source: RFC 8037. */
export const algorithm = 'EdDSA';

export const tokenLifeS = 600;

/** What a token says beside the registered claims that name its parties. */
export interface TokenClaims {
  /** UUID of the agent. */
  readonly agentId: string;
  /** UUID of the key that it was issued for. */
  readonly credentialId: string;
  readonly epoch: number;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export const unusableToken = (): Refusal => new Refusal('unauthenticated', 'credential.unknown', 'Invalid access token');
export const expiredToken = (): Refusal => new Refusal('unauthenticated', 'credential.expired', 'Access token has expired');
export const revokedToken = (): Refusal => new Refusal('unauthenticated', 'credential.revoked', 'Access token has been revoked');

export const tokenElsewhere = ({ orgId, agentId, credentialId }: AgentTokenCaller): Refusal =>
  new Refusal('forbidden', 'credential.ip_not_allowed', 'This credential cannot be used from this address.', {
    subject: { orgId, actor: `key:${credentialId}`, agentId },
  });

const keyIdPattern = /^aky_[0-9a-f]{32}$/i;

/** The UUID behind a key id, or undefined when it does not have that form. */
export function keyUuid(keyId: string): string | undefined {
  // The same digits behind the other prefix are an agent's id, which has the same rule.
  return keyIdPattern.test(keyId) ? uuidOfAgt(keyId) : undefined;
}
