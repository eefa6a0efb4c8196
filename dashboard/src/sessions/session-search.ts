import type { SessionOrigin, SessionQuery, SessionStatus } from '@forgeyard/sdk';

/** What the address of the sessions says. */
export interface SessionSearch {
  readonly q?: string;
  readonly status?: string;
  readonly origin?: string;
  readonly agent?: string;
  /** The id of a credential. */
  readonly key?: string;
  readonly error?: string;
  readonly time?: string;
  readonly scope?: string;
}

const hourMs = 3_600_000;
const spans: ReadonlyMap<string, number> = new Map([
  ['1h', hourMs],
  ['24h', 24 * hourMs],
  ['7d', 7 * 24 * hourMs],
  ['30d', 30 * 24 * hourMs],
]);
const origins: readonly SessionOrigin[] = ['api_key', 'ui', 'runner', 'external', 'telemetry', 'launch'];
const statuses: readonly SessionStatus[] = [
  'ACTIVE',
  'AWAITING_INPUT',
  'PAUSED',
  'STALE',
  'DISCONNECTED',
  'COMPLETED',
  'FAILED',
  'KILLED',
  'DELETED',
];

/** What the server is asked for; words that it does not know are left out. */
export function sessionQueryOf(search: SessionSearch, nowMs: number): SessionQuery {
  const { q = '', agent = '', key = '', time = '', scope } = search;
  const status = statuses.filter((each) => (search.status ?? '').split(',').includes(each));
  const origin = origins.filter((each) => (search.origin ?? '').split(',').includes(each));
  const spanMs = spans.get(time);
  return {
    ...(q === '' ? {} : { q }),
    ...(agent === '' ? {} : { agent }),
    ...(key === '' ? {} : { credential: key }),
    ...(status.length === 0 ? {} : { status }),
    ...(origin.length === 0 ? {} : { origin }),
    ...(search.error === 'true' ? { has_error: true } : {}),
    ...(spanMs === undefined ? {} : { since: new Date(nowMs - spanMs).toISOString() }),
    ...(scope === 'shared' || scope === 'all' ? { scope } : {}),
  };
}

export function isFiltered(search: SessionSearch): boolean {
  return Object.values(search).some((value) => value !== '');
}

/** The address of the same sessions as a file. */
export function exportHref(query: SessionQuery, format: 'csv' | 'jsonl'): string {
  const fields = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `/v1/sessions/export?${new URLSearchParams([['format', format], ...fields])}`;
}
