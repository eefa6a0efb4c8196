import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import { otlpFrame, otlpSpan } from '../../domain/traces/index.ts';
import type { ExportedSpans, Span } from '../../domain/traces/index.ts';

/** How long a client may read nothing before it is cut off. */
const idleMs = 60_000;

/** Sends a session's spans as one OTLP/JSON request, read while they are sent. A failure in the middle cuts the connection. */
export async function sendTrace(reply: FastifyReply, exported: ExportedSpans, version: string): Promise<void> {
  // Read before the head is sent: what is wrong with the request is still answered as a refusal.
  const first = await exported.pages.next();
  reply.hijack();
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-disposition': `attachment; filename="trace-${exported.sessionId}.json"`,
  });
  response.setTimeout(idleMs, () => response.destroy());
  try {
    await pipeline(Readable.from(textOf(exported, first.done === true ? [] : first.value, version)), response);
  } catch (error) {
    // A client that goes away is its own affair; the stream has closed both ends.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) {
      reply.log.error({ err: error, request_id: reply.request.id }, 'trace.export_failed');
    }
  }
}

async function* textOf({ agentSlug, sessionId, pages }: ExportedSpans, first: readonly Span[], version: string): AsyncGenerator<string> {
  const { open, close } = otlpFrame({ 'service.name': agentSlug, 'session.id': sessionId }, version);
  const written = (spans: readonly Span[]): string => spans.map((span) => JSON.stringify(otlpSpan(span))).join(',');
  yield open + written(first);
  for await (const page of pages) if (page.length > 0) yield `,${written(page)}`;
  yield close;
}
