import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../kernel/refusal.ts';

/** What a request presents in its headers to say who sends it. */
export interface Presented {
  /** The header, or for `authorization` the scheme, that carries it. */
  readonly via: 'forge' | 'api' | 'agent' | 'bearer' | 'basic';
  readonly secret: string;
  /** The account that a Basic credential names; empty otherwise. */
  readonly account: string;
}

const headerOf = { 'x-forge-api-key': 'forge', 'x-api-key': 'api', 'x-agent-key': 'agent' } as const;
const credentialHeaders: ReadonlySet<string> = new Set([...Object.keys(headerOf), 'authorization']);
const basicLengthMax = 1_024;

const invalidKey = (): Refusal => new Refusal('unauthenticated', 'credential.unknown', 'Invalid API key');

/** Whether a request names a credential itself, instead of leaving it to the cookie. */
export function presentsCredential(headers: IncomingHttpHeaders): boolean {
  return [...credentialHeaders].some((name) => headers[name] !== undefined);
}

/** Credential headers as they were sent: the parsed headers join a repeated one, or silently keep its first. */
function countPresented({ raw: { rawHeaders } }: FastifyRequest): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (credentialHeaders.has(rawHeaders[at]?.toLowerCase() ?? '')) count += 1;
  return count;
}

/**
 * The one explicit credential of a request, or undefined when it has none.
 * @throws Refusal `invalid` credential.two_at_once · `unauthenticated` credential.unknown when its form is not a known one
 */
export function presentedCredential(request: FastifyRequest): Presented | undefined {
  const { headers } = request;
  const { authorization } = headers;
  const named = headers['x-forge-api-key'] ?? headers['x-api-key'] ?? headers['x-agent-key'];
  if (named === undefined && authorization === undefined) return undefined;
  if (countPresented(request) > 1 || Array.isArray(named)) {
    throw new Refusal('invalid', 'credential.two_at_once', 'Present exactly one credential.');
  }
  if (named !== undefined) return { via: viaOf(request), secret: named, account: '' };
  return ofAuthorization(authorization ?? '');
}

function viaOf({ headers }: FastifyRequest): Presented['via'] {
  if (headers['x-forge-api-key'] !== undefined) return headerOf['x-forge-api-key'];
  return headers['x-api-key'] === undefined ? headerOf['x-agent-key'] : headerOf['x-api-key'];
}

function ofAuthorization(value: string): Presented {
  const [, scheme = '', credential = ''] = /^(Bearer|Basic) +([^\s]+)$/i.exec(value) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { via: 'bearer', secret: credential, account: '' };
  if (scheme === '' || credential.length > basicLengthMax) throw invalidKey();
  const text = Buffer.from(credential, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) throw invalidKey();
  return { via: 'basic', account: text.slice(0, colon), secret: text.slice(colon + 1) };
}
