import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, SpanRow } from '../../store/index.ts';
import type { At, Home } from '../home.ts';
import { query } from '../operation.ts';
import { visibleSession } from '../sessions/index.ts';
import { spansAfter, toSpan } from './span-queries.ts';
import { seqStride } from './span.ts';
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
    const asked = { ...request, sessionId: session.id, lastSeq: session.last_seq };
    return request.span === undefined ? pageOf(tx, home, asked) : oneOf(tx, home, asked, request.span);
  },
});

/** What comes to the log while it is read is left to the next request, so that nothing can slip in before what this one answers. */
interface Asked extends SpanListRequest {
  readonly lastSeq: number;
}

async function pageOf(tx: ReadTx, home: Home, request: Asked): Promise<SpanPage> {
  const sent = await sentSpans(tx, request);
  const own = await runSpansOfSession(tx, home.models, request);
  const upto = Math.min(sent.upto, own.upto);
  const all = [...own.spans, ...sent.spans].filter((span) => span.seq <= upto).sort((left, right) => left.seq - right.seq);
  return { items: all.slice(0, request.limit), hasMore: all.length > request.limit || upto < Infinity };
}

/** Spans as they were sent, as many as a page may hold; `upto` is the last of them where there are more. */
async function sentSpans(
  tx: ReadTx,
  { sessionId, after, limit, lastSeq }: Asked,
): Promise<{ readonly spans: readonly Span[]; readonly upto: number }> {
  const spans: Span[] = [];
  let upto = after;
  for (let characters = 0; spans.length <= limit && characters < pageCharactersMax;) {
    const rows = await tx.all(spansAfter, { session: sessionId, after: upto, limit: spansAtOnce });
    spans.push(...rows.filter((row) => row.seq < (lastSeq + 1) * seqStride).map(toSpan));
    characters += rows.reduce((sum, row) => sum + row.attributes_json.length + row.events_json.length, 0);
    if (rows.length < spansAtOnce) return { spans, upto: Infinity };
    upto = rows.at(-1)?.seq ?? upto;
  }
  return { spans, upto };
}

async function oneOf(tx: ReadTx, home: Home, asked: Asked, spanId: string): Promise<SpanPage> {
  const sent = (await tx.all(spanById, { session: asked.sessionId, span: spanId })).map(toSpan);
  const items = sent.length > 0 ? sent : await ownSpan(tx, home, asked, spanId);
  if (items.length === 0) throw new Refusal('not_found', 'span.unknown', 'There is no such span in this session.');
  return { items, hasMore: false };
}

/** Its id does not tell where it is. */
async function ownSpan(tx: ReadTx, home: Home, asked: Asked, spanId: string): Promise<readonly Span[]> {
  for (let after = 0; after < Infinity;) {
    const { spans, upto } = await runSpansOfSession(tx, home.models, { ...asked, after, limit: spanPageMax });
    const found = spans.filter((span) => span.id === spanId);
    if (found.length > 0) return found;
    after = upto;
  }
  return [];
}

/** Spans that an export holds at most. */
export const exportedSpansMax = 50_000;
/** Written down at once, so that other work gets its turn. */
const exportPage = 1_000;

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
    const { items, hasMore } = await listSpans(at, { sessionId, after, limit: Math.min(left, exportPage) });
    yield items;
    after = items.at(-1)?.seq ?? after;
    left -= items.length;
    if (!hasMore) return;
  }
}
