import type { Forgeyard, SessionDetail, Span } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { endsOf, type Ends } from '../ends.ts';

/** One of two sessions that are compared. */
export interface Side {
  readonly session: SessionDetail;
  readonly ends: Ends;
  readonly work: readonly Work[];
}

/** All steps of one name, added up. */
export interface Work {
  readonly name: string;
  readonly kind: Span['kind'];
  readonly count: number;
  readonly failed: number;
  readonly ms: number;
  readonly tokens: number;
}

const eventsMax = 5_000;
const spansMax = 5_000;

/** Everything that is compared of a session: at most its first 5,000 events and 5,000 steps. */
export const sideQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['sessions', 'compared', id],
    enabled: id !== '',
    queryFn: async ({ signal }): Promise<Side> => {
      const [session, events, spans] = await Promise.all([
        forge.sessions.get(id, { signal }),
        forge.sessions.events(id, { limit: 500 }, { signal }).all(eventsMax),
        forge.sessions.spans(id, { limit: spansMax }, { signal }),
      ]);
      return { session, ends: endsOf(events), work: workOf(spans.data) };
    },
  });

/** Adds up the steps by what they are called, in the order in which each came first; what only holds others together is left out. */
export function workOf(spans: readonly Span[]): readonly Work[] {
  const sums = new Map<string, Work>();
  for (const span of spans.toSorted((one, other) => one.started_us - other.started_us)) {
    if (span.kind === 'agent' || span.kind === 'queue') continue;
    const key = `${span.kind} ${span.name}`;
    const sum = sums.get(key) ?? { name: span.name, kind: span.kind, count: 0, failed: 0, ms: 0, tokens: 0 };
    sums.set(key, {
      ...sum,
      count: sum.count + 1,
      failed: sum.failed + (span.status === 'error' ? 1 : 0),
      ms: sum.ms + (span.duration_ms ?? 0),
      tokens: sum.tokens + (span.input_tokens ?? 0) + (span.output_tokens ?? 0),
    });
  }
  return [...sums.values()];
}

/** A kind of step on either side; undefined where it did not happen. */
export interface WorkPair {
  readonly key: string;
  readonly name: string;
  readonly kind: Span['kind'];
  readonly one: Work | undefined;
  readonly other: Work | undefined;
}

/** Lays the steps of two sessions side by side: those of the first in its order, then what only the second did. */
export function pairsOf(one: readonly Work[], other: readonly Work[]): readonly WorkPair[] {
  const keyOf = ({ kind, name }: Work): string => `${kind} ${name}`;
  const ones = new Map(one.map((work) => [keyOf(work), work]));
  const others = new Map(other.map((work) => [keyOf(work), work]));
  return [...new Map([...one, ...other].map((work) => [keyOf(work), work])).entries()].map(([key, { name, kind }]) => ({
    key,
    name,
    kind,
    one: ones.get(key),
    other: others.get(key),
  }));
}
