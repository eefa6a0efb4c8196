import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../kernel/caller.ts';
import { Refusal } from '../kernel/refusal.ts';
import { isEqualSecret } from '../kernel/secret.ts';
import type { KeyVerifier } from '../domain/credentials/index.ts';
import type { LoginSessions } from '../domain/people/index.ts';

/** Source: agents API, "List All Agents" note (X-CSRF-Token on every mutating session request). */
export const csrfHeader = 'x-csrf-token';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Authenticators {
  readonly keys: KeyVerifier;
  readonly logins: LoginSessions;
  readonly cookieName: string;
  /** Origins whose pages may use the cookie. */
  readonly isOwnOrigin: (origin: string, host: string) => boolean;
}

const credentialHeaders: ReadonlySet<string> = new Set(['x-forge-api-key', 'x-api-key', 'authorization']);

/** Credential headers as they were sent: the parsed headers join a repeated one, or silently keep its first. */
function countPresented({ raw: { rawHeaders } }: FastifyRequest): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (credentialHeaders.has(rawHeaders[at]?.toLowerCase() ?? '')) count += 1;
  return count;
}

/** The key that a request presents, whichever header carries it. @throws Refusal `invalid` credential.two_at_once */
function presentedKey(request: FastifyRequest): string | undefined {
  const { headers } = request;
  const value = headers['x-forge-api-key'] ?? headers['x-api-key'] ?? headers.authorization;
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || countPresented(request) > 1) {
    throw new Refusal('invalid', 'credential.two_at_once', 'Present exactly one credential.');
  }
  if (value !== headers.authorization) return value;
  const match = /^Bearer +([^\s]+)$/i.exec(value);
  if (match === null) throw new Refusal('unauthenticated', 'credential.unknown', 'Invalid API key');
  return match[1];
}

/**
 * Who sent this request. An explicit credential header beats the ambient cookie; the CSRF token is required exactly when the cookie is used.
 * @throws Refusal `unauthenticated` credential.missing, credential.unknown, credential.revoked, credential.expired ·
 * `invalid` credential.two_at_once · `forbidden` csrf.invalid
 */
export function authenticate(request: FastifyRequest, authenticators: Authenticators): Caller | Promise<Caller> {
  const key = presentedKey(request);
  if (key !== undefined) return authenticators.keys.recall(key, request.ip) ?? authenticators.keys.verify(key, request.ip);
  const token = request.cookies[authenticators.cookieName];
  if (token === undefined) throw new Refusal('unauthenticated', 'credential.missing', 'A credential is required.');
  return personOf(request, authenticators, token);
}

async function personOf(request: FastifyRequest, { logins, isOwnOrigin }: Authenticators, token: string): Promise<Caller> {
  const person = await logins.callerOf(token);
  if (person === undefined) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
  if (safeMethods.has(request.method)) return person;
  const { origin, host = '' } = request.headers;
  const csrf = request.headers[csrfHeader];
  const isForeign = origin !== undefined && !isOwnOrigin(origin, host);
  if (isForeign || typeof csrf !== 'string' || !isEqualSecret(csrf, person.csrf)) {
    throw new Refusal('forbidden', 'csrf.invalid', 'The X-CSRF-Token header is missing or wrong.');
  }
  return person;
}
