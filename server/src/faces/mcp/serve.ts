import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { AuthInfo, McpServerFactory } from '@modelcontextprotocol/server';
import { isProgram, lacksGrant } from '../../kernel/caller.ts';
import type { At } from '../../domain/home.ts';
import type { FaceParts } from '../kit/index.ts';
import { grantOfTool } from './catalogue.ts';
import { calledTool, isInitialize, isLong, isModern } from './message.ts';
import { serverFor } from './server.ts';
import { Takings } from './takings.ts';
import type { Taking } from './takings.ts';

/** Streams that only listen for changes, per process. */
const subscriptionsMax = 256;

const sessionLengthMax = 200;

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
  const callers = new WeakMap<AuthInfo, { readonly at: At; readonly taking: Taking }>();
  let takings: Takings | undefined;
  const factory: McpServerFactory = ({ authInfo, era }) => {
    const call = authInfo === undefined ? undefined : callers.get(authInfo);
    if (call === undefined) throw new Error('a message without a caller');
    return serverFor({ ...call, era }, parts);
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
      const session = sessionOf(request, body);
      takings ??= new Takings(at);
      takings.hear(at, session, body);
      const taking = takings.follow(at, session, body, response);
      callers.set(auth, { at, taking });
      if (isInitialize(body)) response.setHeader('mcp-session-id', randomUUID());
      // A stream from the start, so that nobody between cuts a connection on which nothing is said for long.
      return (isLong(body) ? long : short)(withoutCredentials(request, auth), flushing(response, taking), body);
    },
  };
}

/** What the library may know of the caller: who, and what for. */
function authInfoOf({ caller }: At): AuthInfo {
  return { token: '', clientId: isProgram(caller) ? caller.credentialId : '', scopes: [...caller.grants] };
}

/** A client learns at once that its call was taken, not with the first byte of an answer that may be minutes away. */
function flushing(response: ServerResponse, { signal }: Taking): Parameters<ReturnType<typeof toNodeHandler>>[1] {
  return {
    writeHead: (status, headers) => {
      response.writeHead(status, headers);
      response.flushHeaders();
    },
    // Nobody reads the answer to a call that was taken back.
    write: (chunk) => signal.aborted || response.write(chunk),
    end: (chunk) => response.end(signal.aborted ? undefined : chunk),
    on: (event, listener) => response.on(event, listener),
    get destroyed() {
      return response.destroyed;
    },
  };
}

/**
 * What a client of the older revision tells its own requests from those of others by. It is given for that alone: nothing is kept under it, and any
 * is taken.
 */
function sessionOf({ headers }: IncomingMessage, body: unknown): string | undefined {
  const given = headers['mcp-session-id'];
  return isModern(body) || typeof given !== 'string' || given.length > sessionLengthMax ? undefined : given;
}

function withoutCredentials({ method = 'POST', url = '/mcp', headers }: IncomingMessage, auth: AuthInfo) {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !credentialHeaders.has(name)));
  return { method, url, headers: kept, auth, async *[Symbol.asyncIterator]() {} };
}
