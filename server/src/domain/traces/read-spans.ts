import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, SpanRow } from '../../store/index.ts';
import type { At, Home } from '../home.ts';
import { query } from '../operation.ts';
import { visibleSession } from '../sessions/index.ts';
import { spansAfter, toSpan } from './span-queries.ts';
import type { Span } from './span.ts';
import { runSpansOfSession } from './traced-runs.ts';

/** Spans that one page holds at most, and about how many characters of attributes and events. */
export const spanPageMax = 5_000;
const pageCharactersMax = 4_000_000;
const spansAtOnce = 250;

const spanById = statement<{ session: string; span: string }, SpanRow>((db, arg) =>
  db.selectFrom('spans').selectAll().where('session_id', '=', arg.session).where('span_id', '=', arg.span).orderBy('seq').limit(10),
);

export interface SpanListRequest {
  readonly sessionId: string;
  /** Exclusive. */
  readonly after: number;
  readonly limit: number;
  /** This span alone, by its id. */
  readonly span?: string | undefined;
}

export interface SpanPage {
  readonly items: readonly Span[];
  readonly hasMore: boolean;
}

/**
 * Spans of a session in the order in which they came or changed: those that a foreign agent sent, and those of our own runs.
 * @throws Refusal `not_found` session.unknown, span.unknown
 */
export const listSpans = query<SpanListRequest, SpanPage>({
  grant: 'sessions:read',
  work: async (tx, { caller, home }, request) => {
    const session = await visibleSession(tx, caller, request.sessionId);
    return request.span === undefined ? pageOf(tx, home, { ...request, sessionId: session.id }) : oneOf(tx, home, session.id, request.span);
  },
});

async function pageOf(tx: ReadTx, home: Home, request: SpanListRequest): Promise<SpanPage> {
  const { sessionId, after, limit } = request;
  const { spans, upto } = await sentSpans(tx, request);
  const own = (await runSpansOfSession(tx, home.models, sessionId)).filter((span) => span.seq > after && span.seq <= upto);
  const all = own.length === 0 ? spans : [...own, ...spans].sort((left, right) => left.seq - right.seq);
  return { items: all.slice(0, limit), hasMore: all.length > limit || upto < Infinity };
}

/** Spans as they were sent, as many as a page may hold; `upto` is the last of them where there are more. */
async function sentSpans(
  tx: ReadTx,
  { sessionId, after, limit }: SpanListRequest,
): Promise<{ readonly spans: readonly Span[]; readonly upto: number }> {
  const spans: Span[] = [];
  let upto = after;
  for (let characters = 0; spans.length <= limit && characters < pageCharactersMax;) {
    const rows = await tx.all(spansAfter, { session: sessionId, after: upto, limit: spansAtOnce });
    spans.push(...rows.map(toSpan));
    characters += rows.reduce((sum, row) => sum + row.attributes_json.length + row.events_json.length, 0);
    if (rows.length < spansAtOnce) return { spans, upto: Infinity };
    upto = rows.at(-1)?.seq ?? upto;
  }
  return { spans, upto };
}

async function oneOf(tx: ReadTx, home: Home, sessionId: string, spanId: string): Promise<SpanPage> {
  const sent = (await tx.all(spanById, { session: sessionId, span: spanId })).map(toSpan);
  const items = sent.length > 0 ? sent : (await runSpansOfSession(tx, home.models, sessionId)).filter((span) => span.id === spanId);
  if (items.length === 0) throw new Refusal('not_found', 'span.unknown', 'There is no such span in this session.');
  return { items, hasMore: false };
}

/** Spans that an export holds at most. */
export const exportedSpansMax = 50_000;

export interface ExportedSpans {
  readonly sessionId: string;
  readonly agentSlug: string;
  /** Pages in order; each is read when the one before has been taken. */
  readonly pages: AsyncGenerator<readonly Span[]>;
}

/** All spans of a session, at most 50,000, page by page. @throws Refusal `not_found` session.unknown */
export const exportSpans = Object.assign(
  async (at: At, sessionId: string): Promise<ExportedSpans> => {
    const { id, slug } = await sessionToExport(at, sessionId);
    return { sessionId: id, agentSlug: slug, pages: pagesOf(at, id) };
  },
  { grant: 'sessions:read' as const },
);

const sessionToExport = query<string, { readonly id: string; readonly slug: string }>({
  grant: 'sessions:read',
  work: async (tx, { caller }, sessionId) => {
    const { id, agent_slug: slug } = await visibleSession(tx, caller, sessionId);
    return { id, slug: slug ?? '' };
  },
});

async function* pagesOf(at: At, sessionId: string): AsyncGenerator<readonly Span[]> {
  let after = 0;
  for (let left = exportedSpansMax; left > 0;) {
    const { items, hasMore } = await listSpans(at, { sessionId, after, limit: Math.min(left, spanPageMax) });
    yield items;
    after = items.at(-1)?.seq ?? after;
    left -= items.length;
    if (!hasMore) return;
  }
}
