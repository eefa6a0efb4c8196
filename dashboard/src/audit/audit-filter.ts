import type { AuditQuery } from '@forgeyard/sdk';

const dayMs = 86_400_000;

/** Spans of time that the log can be narrowed to. */
export const ranges = [
  { id: '1h', label: 'Last hour', ms: 3_600_000 },
  { id: '24h', label: 'Last 24 hours', ms: dayMs },
  { id: '7d', label: 'Last 7 days', ms: 7 * dayMs },
  { id: '30d', label: 'Last 30 days', ms: 30 * dayMs },
] as const;

/** What the address of the page says about the filter. */
export interface AuditSearch {
  readonly event?: string;
  readonly actor?: string;
  readonly target?: string;
  /** One of the ranges, or `dates`. */
  readonly range?: string;
  /** The first and the last day, such as `2026-11-22`. */
  readonly from?: string;
  readonly to?: string;
}

/** The filter in the server's words; relative ranges count from `openedMs`. */
export function queryOf(search: AuditSearch, openedMs: number): AuditQuery {
  return { event: eventOf(search.event ?? ''), actor: given(search.actor), target: given(search.target), ...spanOf(search, openedMs) };
}

const eventPattern = /^[a-z_]{1,40}(\.[a-z_]{1,40}){0,3}(\.\*)?$/;

/** What is typed as an event, in the server's words: a noun alone stands for all its events. Undefined for what cannot be an event. */
export function eventOf(text: string): string | undefined {
  const typed = text.trim().toLowerCase();
  const noun = /^([a-z_]{1,40})\.?$/.exec(typed)?.[1];
  if (noun !== undefined) return `${noun}.*`;
  return eventPattern.test(typed) ? typed : undefined;
}

export function isFiltered({ event = '', actor = '', target = '', range = '' }: AuditSearch): boolean {
  return [event, actor, target, range].some((text) => text !== '');
}

/** The address of the file that holds what the filter lets through; the browser downloads it. */
export function exportHref(format: 'csv' | 'jsonl', query: AuditQuery): string {
  const search = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(query)) if (typeof value === 'string') search.set(name, value);
  return `/v1/audit/export?${search.toString()}`;
}

function spanOf({ range, from, to }: AuditSearch, openedMs: number): Pick<AuditQuery, 'start' | 'end'> {
  if (range === 'dates') return { start: dayAt(from, '00:00:00.000'), end: dayAt(to, '23:59:59.999') };
  const span = ranges.find(({ id }) => id === range);
  return span === undefined ? {} : { start: new Date(openedMs - span.ms).toISOString() };
}

function dayAt(day: string | undefined, time: string): string | undefined {
  const ms = Date.parse(`${day ?? ''}T${time}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
