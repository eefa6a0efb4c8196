import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { AuthInfo, McpServerFactory } from '@modelcontextprotocol/server';
import { isProgram, lacksGrant } from '../../kernel/caller.ts';
import type { At } from '../../domain/home.ts';
import type { FaceParts } from '../kit/index.ts';
import { grantOfTool } from './catalogue.ts';
import { calledTool, isLong } from './message.ts';
import { serverFor } from './server.ts';

/** Streams that only listen for changes, per process. */
const subscriptionsMax = 256;

/** Headers that carry credentials end here: nothing behind this needs to see them. */
const credentialHeaders: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-api-key', 'x-agent-key', 'x-forge-api-key']);

export interface Exchange {
  readonly at: At;
  readonly request: IncomingMessage;
  /** The parsed message. */
  readonly body: unknown;
  readonly response: ServerResponse;
}

export interface Endpoint {
  /**
   * Source: MCP 2026-07-28, "Authorization" (a call for which a scope is missing answers 403 and names it).
   * @throws Refusal `forbidden` caller.lacks_grant
   */
  admit(at: At, body: unknown): void;
  /** Writes the whole answer of one POST; closing the connection cancels it. */
  answer(exchange: Exchange): Promise<void>;
}

/** The protocol's library over our own callers: a server of its own for every message, for the caller who sent it. */
export function createEndpoint(parts: FaceParts): Endpoint {
  const callers = new WeakMap<AuthInfo, At>();
  const factory: McpServerFactory = ({ authInfo }) => {
    const at = authInfo === undefined ? undefined : callers.get(authInfo);
    if (at === undefined) throw new Error('a message without a caller');
    return serverFor(at, parts);
  };
  const serve = (responseMode: 'auto' | 'sse') =>
    toNodeHandler(createMcpHandler(parts.mcpServer ?? factory, { responseMode, maxSubscriptions: subscriptionsMax }));
  const short = serve('auto');
  const long = serve('sse');
  return {
    admit: ({ caller }, body) => {
      const name = calledTool(body);
      const grant = name === null ? null : grantOfTool(name);
      if (grant !== null && !caller.grants.has(grant)) throw lacksGrant(grant);
    },
    answer: ({ at, request, body, response }) => {
      const auth = authInfoOf(at);
      callers.set(auth, at);
      // A stream from the start, so that nobody between cuts a connection on which nothing is said for long.
      return (isLong(body) ? long : short)(withoutCredentials(request, auth), flushing(response), body);
    },
  };
}

/** What the library may know of the caller: who, and what for. */
function authInfoOf({ caller }: At): AuthInfo {
  return { token: '', clientId: isProgram(caller) ? caller.credentialId : '', scopes: [...caller.grants] };
}

/** A client learns at once that its call was taken, not with the first byte of an answer that may be minutes away. */
function flushing(response: ServerResponse): Parameters<ReturnType<typeof toNodeHandler>>[1] {
  return {
    writeHead: (status, headers) => {
      response.writeHead(status, headers);
      response.flushHeaders();
    },
    write: (chunk) => response.write(chunk),
    end: (chunk) => response.end(chunk),
    on: (event, listener) => response.on(event, listener),
    get destroyed() {
      return response.destroyed;
    },
  };
}

function withoutCredentials({ method = 'POST', url = '/mcp', headers }: IncomingMessage, auth: AuthInfo) {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !credentialHeaders.has(name)));
  return { method, url, headers: kept, auth, async *[Symbol.asyncIterator]() {} };
}
