import type { Forgeyard, Span } from '@forgeyard/sdk';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort } from '../api/failure.ts';
import { useForge } from '../api/forge.ts';
import { useChanges } from '../api/use-changes.ts';
import { keyOf } from './span-tree.ts';

export interface Spans {
  readonly spans: readonly Span[];
  readonly isPending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** True when the session has more spans than a page can show. */
  readonly isCut: boolean;
}

const perPage = 5_000;
const spansMax = 50_000;
const settleMs = 200;
const topics = ['sessions'] as const;

/** The spans of a session. After the first time only what is new or has changed is asked for, when `growth` changes and when the session may have. */
export function useSpans(sessionId: string, growth: unknown, isPaused: boolean): Spans {
  const forge = useForge();
  const known = useRef(new Map<string, Span>());
  const after = useRef(0);
  const [shown, setShown] = useState<readonly Span[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [asked, setAsked] = useState(0);
  const ask = useCallback(() => setAsked((before) => before + 1), []);
  useChanges(topics, ({ ids }) => (ids === null || ids.includes(sessionId)) && ask());

  useEffect(() => {
    if (isPaused) return;
    const control = new AbortController();
    const load = async () => {
      try {
        const hasNews = await readMore(forge, { sessionId, known: known.current, after, signal: control.signal });
        setError(null);
        setShown((before) => (hasNews || before === null ? [...known.current.values()] : before));
      } catch (thrown) {
        if (!isAbort(thrown) && !control.signal.aborted) setError(thrown);
      }
    };
    const timer = setTimeout(() => void load(), after.current === 0 ? 0 : settleMs);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [forge, sessionId, growth, asked, isPaused]);

  return { spans: shown ?? [], isPending: shown === null && error === null, error, retry: ask, isCut: known.current.size >= spansMax };
}

interface Reading {
  readonly sessionId: string;
  readonly known: Map<string, Span>;
  readonly after: { current: number };
  readonly signal: AbortSignal;
}

/** Reads on behind what is known; true when something came. */
async function readMore(forge: Forgeyard, { sessionId, known, after, signal }: Reading): Promise<boolean> {
  let hasNews = false;
  while (known.size < spansMax) {
    const page = await forge.sessions.spans(sessionId, { after: after.current, limit: perPage }, { signal });
    for (const span of page.data) {
      known.set(keyOf(span), span);
      after.current = Math.max(after.current, span.seq);
    }
    hasNews ||= page.data.length > 0;
    if (!page.hasMore) break;
  }
  return hasNews;
}
