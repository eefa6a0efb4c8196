import type { JWTPayload } from 'jose';
import type { AgentTokenCaller } from '../../kernel/caller.ts';
import { grantsOfScopes } from '../../kernel/caller.ts';
import { shapeOf, uuidOfAgt } from '../../kernel/id.ts';
import { hashKey } from '../../kernel/secret.ts';
import { AuthorityMemory } from '../authority-memory.ts';
import { isAdmitted, standingOf } from '../credentials/index.ts';
import type { CredentialStanding } from '../credentials/index.ts';
import type { Home } from '../home.ts';
import type { SigningKeys, TokenSigner } from './signing-keys.ts';
import { algorithm, expiredToken, keyUuid, revokedToken, tokenElsewhere, unusableToken } from './token.ts';
import type { TokenClaims, TokenParties } from './token.ts';

/** Verified tokens kept in memory. */
const verifiedMax = 20_000;
const tokenLengthMax = 8_192;
/** How far the clocks of two processes may lie apart. */
const skewS = 5;
const requiredClaims = ['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti', 'key_id', 'epoch', 'scope'];

/** Turns an access token into its caller. */
export interface TokenVerifier {
  /** Answers from memory, or undefined when the token has to be checked. */
  recall(token: string, ip: string): AgentTokenCaller | undefined;
  /** @throws Refusal `unauthenticated` credential.unknown, credential.expired, credential.revoked · `forbidden` credential.ip_not_allowed */
  verify(token: string, ip: string): Promise<AgentTokenCaller>;
}

/** A caller, and the networks that the key behind the token may be used from. */
interface Verified {
  readonly caller: AgentTokenCaller;
  readonly gates: CredentialStanding['gates'];
}

/**
 * Checks the signature with the one algorithm we sign with and a key that is found by name in memory, then what the token rests on: the agent is
 * there and active, its epoch is the token's, and the key it was issued for is alive. Remembered until any authority changes.
 */
export class CachedTokenVerifier implements TokenVerifier {
  readonly #home: Home;
  readonly #keys: SigningKeys;
  readonly #parties: TokenParties;
  readonly #verified: AuthorityMemory<Verified>;

  constructor(home: Home, { keys, parties }: TokenSigner) {
    this.#home = home;
    this.#keys = keys;
    this.#parties = parties;
    this.#verified = new AuthorityMemory(home, verifiedMax);
  }

  recall(token: string, ip: string): AgentTokenCaller | undefined {
    const verified = this.#verified.recall(hashKey(token));
    if (verified === undefined || verified.caller.expiresAt <= this.#home.clock.now()) return undefined;
    return isAdmitted(verified.gates, ip) ? verified.caller : undefined;
  }

  async verify(token: string, ip: string): Promise<AgentTokenCaller> {
    if (token.length > tokenLengthMax) throw unusableToken();
    const { caller, gates } = await this.#verified.learn(hashKey(token), async () => this.#load(await this.#claimsOf(token)));
    if (caller.expiresAt <= this.#home.clock.now()) throw expiredToken();
    if (!isAdmitted(gates, ip)) throw tokenElsewhere(caller);
    return caller;
  }

  async #claimsOf(token: string): Promise<TokenClaims> {
    const { errors, jwtVerify } = await import('jose');
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.#keyNamed(kid), {
        algorithms: [algorithm],
        ...this.#parties,
        requiredClaims,
        clockTolerance: skewS,
        currentDate: new Date(this.#home.clock.now()),
      });
      return readClaims(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw expiredToken();
      if (error instanceof errors.JOSEError) throw unusableToken();
      throw error;
    }
  }

  async #keyNamed(kid: string | undefined) {
    const key = kid === undefined ? undefined : await this.#keys.find(kid);
    if (key === undefined) throw unusableToken();
    return key;
  }

  #load(claims: TokenClaims): Promise<Verified> {
    const { agentId, credentialId } = claims;
    return this.#home.read(async (tx) => {
      const now = this.#home.clock.now();
      const standing = await standingOf(tx, { credentialId, agentId, now });
      if (standing === undefined || !standing.alive || standing.agentStatus !== 'active' || standing.epoch !== claims.epoch) {
        throw revokedToken();
      }
      // A key whose scopes were narrowed, or that of a key before it, narrows its tokens.
      const scopes = claims.scopes.filter((scope) => standing.scopes.includes(scope));
      const granted = [...grantsOfScopes(scopes)].filter((grant) => standing.grants.has(grant));
      const caller: AgentTokenCaller = {
        kind: 'agentToken',
        orgId: standing.orgId,
        agentId,
        credentialId,
        credentialName: standing.name,
        scopes,
        grants: new Set([...granted, 'self:read' as const, 'self:profile' as const]),
        agentIds: new Set([agentId]),
        expiresAt: Math.min(claims.expiresAt, standing.expiresAt ?? Infinity),
      };
      return { caller, gates: standing.gates };
    });
  }
}

/** The claims of a token that this deployment signed. */
function readClaims({ sub, exp, key_id: keyId, epoch, scope }: JWTPayload): TokenClaims {
  const credentialId = typeof keyId === 'string' ? keyUuid(keyId) : undefined;
  const isWhole = sub !== undefined && shapeOf(sub) === 'agt' && credentialId !== undefined && exp !== undefined;
  if (!isWhole || typeof epoch !== 'number' || typeof scope !== 'string') throw unusableToken();
  return { agentId: uuidOfAgt(sub), credentialId, epoch, scopes: scope.split(' '), expiresAt: exp * 1_000 };
}
