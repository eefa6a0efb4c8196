import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import type { AnswerDoc, Streamed } from './route.ts';

/** How long a client may read nothing before it is cut off. */
const idleMs = 60_000;

/** How a route documents that it answers with a file. */
export const fileAnswer: AnswerDoc = { description: 'The file, to be saved and never shown', mediaType: 'application/octet-stream' };

export interface SentFile {
  readonly filename: string;
  readonly mimeType: string;
  readonly bytes: number;
}

/**
 * Sends a stored file as an attachment of its stored type, part by part as the client takes them. Somebody else made it, so that no browser may
 * show or guess it (`nosniff` and the content security policy are on every answer). A failure in the middle cuts the connection.
 */
export async function sendFile(reply: FastifyReply, file: SentFile, parts: AsyncIterable<Buffer>): Promise<Streamed> {
  reply.hijack();
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'content-type': file.mimeType,
    'content-length': file.bytes,
    'content-disposition': dispositionOf(file.filename),
  });
  response.setTimeout(idleMs, () => response.destroy());
  try {
    await pipeline(Readable.from(parts), response);
  } catch (error) {
    // A client that goes away is its own affair; the stream has closed both ends.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) {
      reply.log.error({ err: error, request_id: reply.request.id }, 'file.not_sent');
    }
  }
  return 'streamed';
}

/** Source: RFC 6266, section 4.3; RFC 8187, section 3.2. */
function dispositionOf(filename: string): string {
  const plain = filename.replace(/[^\u0020-\u007e]|["\\%]/g, '_');
  const exact = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
