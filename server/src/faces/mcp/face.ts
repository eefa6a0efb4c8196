import type { Refusal } from '../../kernel/refusal.ts';
import { statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';

export const contentType = 'application/json; charset=utf-8';
/** Where the metadata of the endpoint lies. Source: RFC 9728, section 3.1 (the path of the resource is appended). */
export const metadataPath = '/.well-known/oauth-protected-resource/mcp';

/** Codes of JSON-RPC 2.0; what it has no code for is an error of this server. */
const parseError = -32_700;
const invalidRequest = -32_600;
const serverError = -32_000;
const internalError = -32_603;

/** Enough for every tool. */
const scopesOfAll = 'read write';

/** Requests that reached no tool: foreign pages and names, missing and wrong credentials, bodies that are no message. */
const forbiddenReasons: ReadonlySet<string> = new Set(['request.host', 'request.origin']);

function statusOf({ kind, reason }: Refusal): number {
  // A browser's own session is no credential here, and a request that carries nothing else carries none.
  if (reason === 'csrf.invalid' || reason === 'session.ended') return 401;
  return forbiddenReasons.has(reason) ? 403 : statusOfKind[kind];
}

function codeOf({ kind, reason }: Refusal): number {
  if (reason === 'body.malformed') return parseError;
  return kind === 'invalid' && !forbiddenReasons.has(reason) ? invalidRequest : serverError;
}

function errorBody(code: number, message: string, requestId: string, reason: string) {
  return { jsonrpc: '2.0', id: null, error: { code, message, data: { code: reason, request_id: requestId } } };
}

/** What a client has to bring. Source: RFC 6750, section 3; RFC 9728, section 5.1. */
function challenge({ reason, detail }: Refusal, status: number, origin: string): Readonly<Record<string, string>> {
  const metadata = `resource_metadata="${origin}${metadataPath}"`;
  if (status === 401)
    return {
      'www-authenticate': `Bearer ${reason === 'credential.missing' ? '' : 'error="invalid_token", '}scope="${scopesOfAll}", ${metadata}`,
    };
  if (status !== 403 || detail.scope === undefined) return {};
  return { 'www-authenticate': `Bearer error="insufficient_scope", scope="${detail.scope}", ${metadata}` };
}

/** Agents that speak the Model Context Protocol, revisions 2026-07-28 and 2025-11-25. Words every refusal as a JSON-RPC error. */
export function mcpFace(routes: FaceDraft['routes'], origin: () => string): FaceDraft {
  return {
    name: 'mcp',
    prefixes: ['/mcp', '/.well-known/oauth-protected-resource'],
    routes,
    refuse: (refusal, requestId): RefusalAnswer => {
      const status = statusOf(refusal);
      const body = errorBody(codeOf(refusal), refusal.message, requestId, refusal.reason);
      return { status, contentType, body, headers: challenge(refusal, status, origin()) };
    },
    fault: (requestId) => ({
      status: 500,
      contentType,
      body: errorBody(internalError, 'The server failed to answer.', requestId, 'internal'),
    }),
  };
}
