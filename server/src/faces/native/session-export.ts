import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import type { At } from '../../domain/home.ts';
import { listSessions } from '../../domain/sessions/index.ts';
import type { Session, SessionFilter } from '../../domain/sessions/index.ts';
import { csvCell } from './audit-export.ts';
import type { ExportFormat } from './audit-export.ts';
import { showSession } from './session.show.ts';

const mediaTypes: { readonly [F in ExportFormat]: string } = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
};
const rowsMax = 10_000;
const batchMax = 200;
/** How long a client may read nothing before it is cut off. */
const idleMs = 60_000;

const columns = [
  'id',
  'name',
  'agent',
  'status',
  'origin',
  'started_at',
  'ended_at',
  'credential',
  'user',
  'runs_count',
  'messages_count',
  'spans_count',
  'input_tokens',
  'output_tokens',
  'latest_message',
  'latest_message_at',
  'last_error',
] as const;

function cellsOf(session: Session, at: At): Readonly<Record<(typeof columns)[number], unknown>> {
  const shown = showSession(session, at);
  return {
    ...shown,
    agent: shown.agent.slug,
    credential: shown.credential?.name ?? null,
    user: shown.user?.name ?? null,
    input_tokens: shown.tokens.input,
    output_tokens: shown.tokens.output,
  };
}

const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/**
 * Sends sessions as a file, at most 10,000 of them, the newest first. The next batch is fetched when the client took the one before; a failure in
 * the middle cuts the connection, so that nobody takes a part for the whole.
 */
export async function sendSessionExport(
  at: At,
  reply: FastifyReply,
  filter: SessionFilter,
  { format, day }: { readonly format: ExportFormat; readonly day: string },
): Promise<void> {
  // Read before the head is sent: what is wrong with the request is still answered as a refusal.
  const first = await listSessions(at, { ...filter, limit: batchMax });
  reply.hijack();
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'content-type': mediaTypes[format],
    'content-disposition': `attachment; filename="sessions-${day}.${format}"`,
  });
  response.setTimeout(idleMs, () => response.destroy());
  try {
    await pipeline(Readable.from(textOf(at, filter, first, format)), response);
  } catch (error) {
    // A client that goes away is its own affair; the stream has closed both ends.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) {
      reply.log.error({ err: error, request_id: reply.request.id }, 'sessions.export_failed');
    }
  }
}

async function* textOf(
  at: At,
  filter: SessionFilter,
  first: Awaited<ReturnType<typeof listSessions>>,
  format: ExportFormat,
): AsyncGenerator<string> {
  const rowOf =
    format === 'csv'
      ? (session: Session): string => {
          const cells = cellsOf(session, at);
          return csvLine(columns.map((column) => cells[column]));
        }
      : (session: Session): string => `${JSON.stringify(showSession(session, at))}\n`;
  yield (format === 'csv' ? csvLine(columns) : '') + first.items.map(rowOf).join('');
  let cursor = first.nextCursor;
  for (let sent = first.items.length; cursor !== null && sent < rowsMax;) {
    const page = await listSessions(at, { ...filter, limit: Math.min(batchMax, rowsMax - sent), cursor });
    yield page.items.map(rowOf).join('');
    sent += page.items.length;
    cursor = page.nextCursor;
  }
}
