import { Type } from 'typebox';
import { Refusal } from '../../kernel/refusal.ts';
import { anyJson, customRoute } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { metadataRoutes } from './metadata.routes.ts';
import type { Endpoint } from './serve.ts';

/** Source: MCP 2026-07-28, "Transports" as the SDK bounds it. */
const bodyBytesMax = 4 * 1024 * 1024;

/** Anything but a batch; what a message has to look like depends on the revision, and the protocol's library judges it. */
const message = Type.Object({}, { additionalProperties: true, description: 'One JSON-RPC 2.0 request or notification; no batch' });
const answers = {
  200: { description: 'The JSON-RPC answer, as JSON or as the last event of a stream', schema: anyJson },
  202: { description: 'A notification was taken' },
  400: { description: 'No message, or headers that do not agree with it', schema: anyJson },
  401: { description: 'No credential, or one that is not accepted; `WWW-Authenticate` names the metadata', schema: anyJson },
  403: { description: 'insufficient_scope, or a page or host name that is not ours', schema: anyJson },
  404: { description: 'A method that is not served', schema: anyJson },
  413: { description: 'More than 4 MiB', schema: anyJson },
  415: { description: 'Not JSON', schema: anyJson },
} as const;

export function mcpRoutes(parts: FaceParts): readonly RouteDraft[] {
  const endpoint = once(async () => (await import('./serve.ts')).createEndpoint(parts));
  const call = customRoute({
    tag: 'MCP',
    method: 'POST',
    path: '/mcp',
    operationId: 'mcpCall',
    summary: 'The MCP endpoint: tools to log steps, ask people, take tasks, hand in results and run agents',
    body: message,
    bodyExample: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
    bodyBytesMax,
    answers,
    respond: async (at, wire, reply) => {
      refuseForeignPage(wire.header('origin'), wire.header('host') ?? '', parts.publicOrigin());
      const served = await endpoint();
      served.admit(at, wire.body);
      reply.hijack();
      const { raw: response } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(name, value);
      // Whoever leaves while an answer is written leaves it unread.
      response.on('error', () => undefined);
      parts.background(served.answer({ at, request: reply.request.raw, body: wire.body, response }));
      return 'streamed';
    },
  });
  return [call, ...metadataRoutes(parts)];
}

/** A page of another origin may be one that a foreign name was rebound to this server for. Source: MCP, "Transports" (Origin). */
function refuseForeignPage(origin: string | undefined, host: string, publicOrigin: string): void {
  if (origin === undefined || origin === publicOrigin || origin === `http://${host}` || origin === `https://${host}`) return;
  throw new Refusal('forbidden', 'request.origin', 'Pages of other origins cannot use this server.');
}

/** The protocol's library is large and most servers never need it: it is loaded with the first call. */
function once(make: () => Promise<Endpoint>): () => Promise<Endpoint> {
  let made: Promise<Endpoint> | undefined;
  return () => (made ??= make());
}
