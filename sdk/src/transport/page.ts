import type { Call, CallOptions, QueryValue } from './call.ts';
import type { Transport } from './transport.ts';

export interface PageQuery {
  /** Entries in one page, 1..200. */
  readonly limit?: number | undefined;
  /** `nextCursor` of an earlier page. */
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
  readonly hasMore: boolean;
  /** The page behind this one; null at the end. */
  readonly next: () => Promise<Page<T> | null>;
}

/** A list call: `await` gives the first page, `for await` walks through every entry and loads pages as needed. Nothing is sent before either. */
export interface Listing<T> extends PromiseLike<Page<T>>, AsyncIterable<T> {
  /** Walks through pages instead of entries. */
  readonly pages: () => AsyncIterable<Page<T>>;
  /** Every entry in one array; stops at `max` (default 10000). */
  readonly all: (max?: number) => Promise<readonly T[]>;
}

interface ListBody<T> {
  readonly data: readonly T[];
  readonly next_cursor?: string | null;
  readonly has_more?: boolean;
}

interface ListCall {
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Name of the query field that carries the cursor. */
  readonly cursorField?: 'cursor' | 'after';
  readonly options?: CallOptions | undefined;
}

export function listing<T>(transport: Transport, call: ListCall): Listing<T> {
  const first = (): Promise<Page<T>> => loadPage<T>(transport, call);
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is the promise of a Listing.
    then: (onPage, onError) => first().then(onPage, onError),
    pages: () => pagesFrom(first),
    [Symbol.asyncIterator]: () => entriesFrom(first),
    all: (max = 10_000) => collected(first, max),
  };
}

async function loadPage<T>(transport: Transport, call: ListCall): Promise<Page<T>> {
  const request: Call = { method: 'GET', path: call.path, query: call.query, options: call.options };
  const body = await transport.json<ListBody<T>>(request);
  const cursor = body.next_cursor ?? null;
  const hasMore = (body.has_more ?? cursor !== null) && cursor !== null;
  const nextCall = (at: string): ListCall => ({ ...call, query: { ...call.query, [call.cursorField ?? 'cursor']: at } });
  return { data: body.data, nextCursor: cursor, hasMore, next: async () => (hasMore ? loadPage<T>(transport, nextCall(cursor)) : null) };
}

/** Ends when a cursor comes back unchanged, so that a faulty server cannot hold the caller forever. */
async function* pagesFrom<T>(first: () => Promise<Page<T>>): AsyncGenerator<Page<T>> {
  let page: Page<T> | null = await first();
  while (page !== null) {
    yield page;
    const previous: string | null = page.nextCursor;
    page = await page.next();
    if (page !== null && page.nextCursor === previous) return yield page;
  }
}

async function* entriesFrom<T>(first: () => Promise<Page<T>>): AsyncGenerator<T> {
  for await (const page of pagesFrom(first)) yield* page.data;
}

async function collected<T>(first: () => Promise<Page<T>>, max: number): Promise<readonly T[]> {
  const entries: T[] = [];
  for await (const entry of entriesFrom(first)) {
    if (entries.length >= max) break;
    entries.push(entry);
  }
  return entries;
}

/** A filter that takes one word or several, as the wire wants it: with commas between; undefined for none. */
export function wordList(words: string | readonly string[] | undefined): string | undefined {
  if (words === undefined || typeof words === 'string') return words;
  return words.length === 0 ? undefined : words.join(',');
}
