import type { SpanRow, Tx } from '../../store/index.ts';
import { spanInsertion } from './span-queries.ts';

export interface NewSpans {
  /** Rows that are not there as they are: to be written. */
  readonly rows: readonly SpanRow[];
  /** How many more spans there will be, and tokens of calls of models. */
  readonly count: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Of a query with a list of ids. */
const idsAtOnce = 500;

/**
 * What of these rows of one session changes anything, so that a request that is sent again changes nothing. A span that goes on never replaces one
 * that has ended. The session is held, so that nobody else writes its spans meanwhile.
 */
export async function whatIsNew(tx: Tx, rows: readonly SpanRow[]): Promise<NewSpans> {
  const known = new Map<string, SpanRow>();
  for (const [trace, own] of Map.groupBy(rows, (row) => row.trace_id))
    for (let start = 0; start < own.length; start += idsAtOnce)
      for (const row of await rowsLike(tx, trace, own.slice(start, start + idsAtOnce))) known.set(trace + row.span_id, row);
  const news = { rows: [] as SpanRow[], count: 0, inputTokens: 0, outputTokens: 0 };
  for (const row of rows) {
    const before = known.get(row.trace_id + row.span_id);
    if (before !== undefined && (before.ended_us > row.ended_us || isSame(before, row))) continue;
    news.rows.push(row);
    news.count += before === undefined ? 1 : 0;
    news.inputTokens += countedTokens(row).input - countedTokens(before).input;
    news.outputTokens += countedTokens(row).output - countedTokens(before).output;
  }
  return news;
}

function rowsLike(tx: Tx, trace: string, rows: readonly SpanRow[]): Promise<readonly SpanRow[]> {
  const [session = ''] = rows.map((row) => row.session_id);
  const ids = rows.map((row) => row.span_id);
  return tx.query((db) =>
    db.selectFrom('spans').selectAll().where('session_id', '=', session).where('trace_id', '=', trace).where('span_id', 'in', ids),
  );
}

function isSame(before: SpanRow, row: SpanRow): boolean {
  return spanInsertion.columns.every((column) => column === 'seq' || before[column] === row[column]);
}

/** Only calls of models count: what stands around them often holds their sums. */
function countedTokens(row: SpanRow | undefined): { readonly input: number; readonly output: number } {
  return row?.kind === 'model' ? { input: row.input_tokens ?? 0, output: row.output_tokens ?? 0 } : { input: 0, output: 0 };
}
