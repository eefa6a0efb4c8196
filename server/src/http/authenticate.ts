import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { formOf } from '../kernel/caller.ts';
import type { Caller, CredentialForm } from '../kernel/caller.ts';
import type { FailureLimit } from '../kernel/failure-limit.ts';
import { agtOfUuid } from '../kernel/id.ts';
import { Refusal } from '../kernel/refusal.ts';
import { isEqualSecret } from '../kernel/secret.ts';
import type { LoginSessions } from '../domain/people/index.ts';
import type { KeyLimits } from './key-limits.ts';
import type { OpenStreams } from './open-streams.ts';
import { presentedCredential } from './presented.ts';
import type { Presented } from './presented.ts';
import type { StreamTickets } from './stream-tickets.ts';

/** Source: agents API, "List All Agents" note (X-CSRF-Token on every mutating session request). */
export const csrfHeader = 'x-csrf-token';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Turns a secret into its caller. */
export interface Verifier {
  /** Answers from memory, or undefined when the database has to be asked. */
  recall(secret: string, ip: string): Caller | undefined;
  verify(secret: string, ip: string): Promise<Caller>;
}

export interface Authenticators {
  readonly keys: Verifier;
  readonly tokens: Verifier;
  readonly logins: LoginSessions;
  /** Slows down guessing of Basic credentials. */
  readonly guesses: FailureLimit;
  readonly limits: KeyLimits;
  /** Ends streams of callers that lost their authority. */
  readonly streams: OpenStreams;
  /** Stand for a credential where a route takes them. */
  readonly tickets: StreamTickets;
  readonly cookieName: string;
  /** Origins whose pages may use the cookie. */
  readonly isOwnOrigin: (origin: string, host: string) => boolean;
}

/** Kinds of credentials that each header carries; a secret under another header counts as unknown. */
const formsOf: { readonly [V in Presented['via']]: ReadonlySet<CredentialForm> } = {
  forge: new Set<CredentialForm>(['apiKey']),
  api: new Set<CredentialForm>(['apiKey', 'agentKey', 'userKey', 'identityKey']),
  agent: new Set<CredentialForm>(['agentKey', 'userKey']),
  bearer: new Set<CredentialForm>(['apiKey', 'agentKey', 'userKey', 'identityKey', 'token']),
  basic: new Set<CredentialForm>(['recovery', 'identityKey']),
};

const unknownKey = (): Refusal => new Refusal('unauthenticated', 'credential.unknown', 'Invalid API key');

/** Three parts with dots between them are a token; keys never hold a dot, except those an operator chose. */
const tokenPattern = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Who sent this request. An explicit credential header beats the ambient cookie; the CSRF token is required exactly when the cookie is used.
 * @throws Refusal `unauthenticated` credential.missing, credential.unknown, credential.revoked, credential.expired, session.ended ·
 * `invalid` credential.two_at_once · `forbidden` csrf.invalid, credential.ip_not_allowed, agent.not_active · `limited` login.too_many_failures
 */
export function authenticate(request: FastifyRequest, authenticators: Authenticators): Caller | Promise<Caller> {
  const presented = presentedCredential(request);
  if (presented !== undefined) return callerOf(request, authenticators, presented);
  const token = request.cookies[authenticators.cookieName];
  if (token === undefined) throw new Refusal('unauthenticated', 'credential.missing', 'A credential is required.');
  return personOf(request, authenticators, token);
}

function callerOf({ ip }: FastifyRequest, authenticators: Authenticators, presented: Presented): Caller | Promise<Caller> {
  const { keys, tokens } = authenticators;
  const { via, secret } = presented;
  if (via === 'basic') return accountOf(ip, authenticators, presented);
  const verifier = via === 'bearer' && tokenPattern.test(secret) ? tokens : keys;
  const known = verifier.recall(secret, ip);
  if (known !== undefined) return ofThisHeader(known, via);
  return verifier.verify(secret, ip).then((caller) => ofThisHeader(caller, via));
}

function ofThisHeader(caller: Caller, via: Presented['via']): Caller {
  const form = formOf(caller);
  if (form === null || !formsOf[via].has(form)) throw unknownKey();
  return caller;
}

/** `agent_id:recovery_key` or `agent_id:api_key`; the key must be that account's own. Source: agents domain, "Auth". */
async function accountOf(ip: string, { keys, guesses }: Authenticators, { account, secret }: Presented): Promise<Caller> {
  return guesses.guard(ip, account, async () => {
    const caller = ofThisHeader(keys.recall(secret, ip) ?? (await keys.verify(secret, ip)), 'basic');
    const agentId = caller.kind === 'recovery' || caller.kind === 'apiKey' ? caller.agentId : null;
    if (agentId === null || agtOfUuid(agentId) !== account.toLowerCase()) throw unknownKey();
    return caller;
  });
}

async function personOf(request: FastifyRequest, { logins, isOwnOrigin }: Authenticators, token: string): Promise<Caller> {
  const person = await logins.callerOf(token);
  if (person === undefined) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
  if (safeMethods.has(request.method)) return person;
  const { origin, host = '' } = request.headers;
  const csrf = request.headers[csrfHeader];
  const isForeign = origin !== undefined && !isOwnOrigin(origin, host);
  if (isForeign || typeof csrf !== 'string' || !isEqualSecret(csrf, person.csrf)) {
    throw new Refusal('forbidden', 'csrf.invalid', 'The X-CSRF-Token header is missing or wrong.', {
      subject: { orgId: person.orgId, actor: `user:${person.userId}` },
    });
  }
  return person;
}
