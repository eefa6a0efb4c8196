import type { KeyCaller } from '../../kernel/caller.ts';
import { agtOfUuid, newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import { akyOfUuid, standingOf } from '../credentials/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { algorithm, tokenLifeS } from './token.ts';

export interface IssuedToken {
  readonly token: Secret;
  readonly expiresInS: number;
  readonly scopes: readonly string[];
}

interface Grant {
  readonly id: string;
  readonly caller: KeyCaller;
  readonly agentId: string;
  readonly scopes: readonly string[];
  readonly epoch: number;
  readonly issuedAtS: number;
  readonly expiresAtS: number;
}

const grantToken = mutation<readonly string[] | undefined, Grant>({
  grant: null,
  work: async (tx, { caller, home }, asked) => {
    if (caller.kind !== 'apiKey' || caller.keyKind !== 'identity_key' || caller.agentId === null) throw notAnAccount();
    const now = home.clock.now();
    const standing = await standingOf(tx, { credentialId: caller.credentialId, agentId: caller.agentId, now });
    if (standing === undefined || !standing.alive) throw notAnAccount();
    const scopes = asked ?? standing.scopes;
    const foreign = scopes.find((scope) => !standing.scopes.includes(scope));
    if (foreign !== undefined)
      throw refuseField('invalid', 'token.scope_unknown', '/scope', `The key does not have the scope '${foreign}'.`);
    const issuedAtS = Math.floor(now / 1_000);
    const keyEndS = Math.floor((standing.expiresAt ?? Infinity) / 1_000);
    const expiresAtS = Math.min(issuedAtS + tokenLifeS, keyEndS);
    if (expiresAtS <= issuedAtS) throw new Refusal('unauthenticated', 'credential.expired', 'API key has expired');
    return { id: newId(now), caller, agentId: caller.agentId, scopes, epoch: standing.epoch, issuedAtS, expiresAtS };
  },
  record: ({ caller, id }) => ({
    event: 'token.issued',
    target: caller.credentialId,
    details: { key_id: akyOfUuid(caller.credentialId), token_id: id },
  }),
});

/**
 * Exchanges an agent account's key for a token that lives ten minutes, never longer than the key.
 * `asked` narrows the scopes of the key (RFC 6749 section 3.3).
 * @throws Refusal `unauthenticated` credential.wrong_kind, credential.expired · `invalid` token.scope_unknown
 */
export async function issueToken(at: At, asked?: readonly string[]): Promise<IssuedToken> {
  const { keys, parties } = at.home.tokenSigner;
  const { kid, key } = await keys.current();
  const granted = await grantToken(at, asked);
  const { SignJWT } = await import('jose');
  const { scopes } = granted;
  const jwt = await new SignJWT({ key_id: akyOfUuid(granted.caller.credentialId), epoch: granted.epoch, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
    .setIssuer(parties.issuer)
    .setAudience(parties.audience)
    .setSubject(agtOfUuid(granted.agentId))
    .setJti(granted.id)
    .setIssuedAt(granted.issuedAtS)
    .setNotBefore(granted.issuedAtS)
    .setExpirationTime(granted.expiresAtS)
    .sign(key);
  return { token: new Secret(jwt), expiresInS: granted.expiresAtS - granted.issuedAtS, scopes };
}

function notAnAccount(): Refusal {
  return new Refusal('unauthenticated', 'credential.wrong_kind', 'Only the key of an agent account can be exchanged for a token.');
}
