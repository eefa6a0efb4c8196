import { fromOwnJson } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { SpanRow } from '../../store/index.ts';
import type { Span, SpanKind, SpanStatus } from './span.ts';

/** Writes spans; one that is there already is replaced, but never an ended one by one that goes on. */
export const spanInsertion = insertion(
  'spans',
  [
    'session_id',
    'trace_id',
    'span_id',
    'org_id',
    'seq',
    'parent_span_id',
    'name',
    'kind',
    'status',
    'status_message',
    'started_us',
    'ended_us',
    'is_root',
    'model',
    'tool',
    'input_tokens',
    'output_tokens',
    'attributes_json',
    'events_json',
  ],
  { key: ['session_id', 'trace_id', 'span_id'], newest: 'ended_us' },
);

/** Where an agent's spans of a trace are kept already. */
export const sessionOfTrace = statement<{ org: string; agent: string; trace: string }, { session_id: string }>((db, arg) =>
  db
    .selectFrom('spans')
    .innerJoin('sessions', 'sessions.id', 'spans.session_id')
    .select('spans.session_id')
    .where('spans.org_id', '=', arg.org)
    .where('spans.trace_id', '=', arg.trace)
    .where('sessions.agent_id', '=', arg.agent)
    .limit(1),
);

export const traceOfSession = statement<{ session: string; trace: string }, { trace_id: string }>((db, arg) =>
  db.selectFrom('spans').select('trace_id').where('session_id', '=', arg.session).where('trace_id', '=', arg.trace).limit(1),
);

export type RootRow = Pick<SpanRow, 'name' | 'status' | 'status_message' | 'ended_us' | 'attributes_json'>;

/** The first root of a trace. */
export const rootOfTrace = statement<{ session: string; trace: string }, RootRow>((db, arg) =>
  db
    .selectFrom('spans')
    .select(['name', 'status', 'status_message', 'ended_us', 'attributes_json'])
    .where('session_id', '=', arg.session)
    .where('trace_id', '=', arg.trace)
    // Written into the statement, as the condition of the index that it needs.
    .where('is_root', '=', (eb) => eb.lit(1))
    .orderBy('started_us')
    .limit(1),
);

/** The root that began last. */
export const lastRoot = statement<{ session: string }, Pick<SpanRow, 'trace_id' | 'started_us'>>((db, arg) =>
  db
    .selectFrom('spans')
    .select(['trace_id', 'started_us'])
    .where('session_id', '=', arg.session)
    .where('is_root', '=', (eb) => eb.lit(1))
    .orderBy('started_us', 'desc')
    .limit(1),
);

export const sessionFacts = statement<{ id: string }, { name: string; spans_count: number; started_at: number }>((db, arg) =>
  db.selectFrom('sessions').select(['name', 'spans_count', 'started_at']).where('id', '=', arg.id),
);

/** Keeps what lists show of a session's spans, and its name. */
export const countSpans = statement<{ id: string; name: string; count: number; input: number; output: number }>((db, arg) =>
  db
    .updateTable('sessions')
    .set((eb) => ({
      name: arg.name,
      spans_count: eb('spans_count', '+', arg.count),
      span_input_tokens: eb('span_input_tokens', '+', arg.input),
      span_output_tokens: eb('span_output_tokens', '+', arg.output),
    }))
    .where('id', '=', arg.id),
);

export const spansAfter = statement<{ session: string; after: number; limit: number }, SpanRow>((db, arg) =>
  db.selectFrom('spans').selectAll().where('session_id', '=', arg.session).where('seq', '>', arg.after).orderBy('seq').limit(arg.limit),
);

/** Guaranteed by `ingestSpans`, the only writer, which stores only these words. */
function asWords(row: SpanRow): { kind: SpanKind; status: SpanStatus } {
  return { kind: row.kind as SpanKind, status: row.status as SpanStatus };
}

export function toSpan(row: SpanRow): Span {
  return {
    id: row.span_id,
    traceId: row.trace_id,
    parentId: row.parent_span_id,
    seq: row.seq,
    runId: null,
    name: row.name,
    ...asWords(row),
    statusMessage: row.status_message,
    startedUs: row.started_us,
    endedUs: row.ended_us === 0 ? null : row.ended_us,
    model: row.model,
    tool: row.tool,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    attributes: fromOwnJson(row.attributes_json),
    events: fromOwnJson(row.events_json),
  };
}
