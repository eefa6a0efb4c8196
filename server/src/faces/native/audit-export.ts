import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import type { ExportedEntry } from '../../domain/audit/index.ts';
import { showAuditEntry } from './audit.wire.ts';

export type ExportFormat = 'csv' | 'jsonl';

const mediaTypes: { readonly [F in ExportFormat]: string } = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** How long a client may read nothing before it is cut off. */
const idleMs = 60_000;

type Shown = ReturnType<typeof showAuditEntry>;
type Column = keyof Shown;
const columns: readonly Column[] = [
  'id',
  'seq',
  'event',
  'actor',
  'actor_name',
  'target',
  'agent_id',
  'at',
  'ip',
  'user_agent',
  'request_id',
  'details',
  'hash',
];

/** Characters that make a spreadsheet take a cell for a formula. */
const formulaStart = /^[=+\-@\t\r]/;

/** One cell of a CSV file that no spreadsheet takes for a formula. Source: RFC 4180; OWASP, "CSV Injection". */
export function csvCell(value: unknown): string {
  const text = value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvRow(entry: ExportedEntry): string {
  const shown = showAuditEntry(entry);
  return csvLine(columns.map((column) => shown[column]));
}

function jsonRow(entry: ExportedEntry): string {
  return `${JSON.stringify({ ...showAuditEntry(entry), hashed: entry.hashed })}\n`;
}

/**
 * Sends entries as a file while they are read: the next batch is fetched when the client took the one before. A failure in the middle cuts the
 * connection, so that nobody takes a part for the whole.
 */
export async function sendExport(
  reply: FastifyReply,
  batches: AsyncGenerator<readonly ExportedEntry[]>,
  { format, day }: { readonly format: ExportFormat; readonly day: string },
): Promise<void> {
  // Read before the head is sent: what is wrong with the request is still answered as a refusal.
  const first = await batches.next();
  reply.hijack();
  const response = reply.raw;
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(name, value);
  response.writeHead(200, {
    'content-type': mediaTypes[format],
    'content-disposition': `attachment; filename="audit-${day}.${format}"`,
  });
  response.setTimeout(idleMs, () => response.destroy());
  try {
    await pipeline(Readable.from(textOf(first.done === true ? [] : first.value, batches, format)), response);
  } catch (error) {
    // A client that goes away is its own affair; the stream has closed both ends.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) {
      reply.log.error({ err: error, request_id: reply.request.id }, 'audit.export_failed');
    }
  }
}

async function* textOf(
  first: readonly ExportedEntry[],
  rest: AsyncGenerator<readonly ExportedEntry[]>,
  format: ExportFormat,
): AsyncGenerator<string> {
  const rowOf = format === 'csv' ? csvRow : jsonRow;
  yield (format === 'csv' ? csvLine(columns) : '') + first.map(rowOf).join('');
  for await (const batch of rest) yield batch.map(rowOf).join('');
}
