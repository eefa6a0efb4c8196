import type { LiveChange, LiveTopic } from '@forgeyard/sdk';
import { useEffect, useRef } from 'react';
import { useLive } from './live.ts';

/** News of other processes come as hints, which may be lost; after so long everything is looked at again. */
const everyMs = 30_000;

/** Calls `onChange` when something of these topics changed, while the page is visible; without ids when it is not known what. */
export function useChanges(topics: readonly LiveTopic[], onChange: (change: LiveChange) => void): void {
  const live = useLive();
  const latest = useRef(onChange);
  latest.current = onChange;
  const wanted = topics.join(' ');
  useEffect(() => {
    const stop = live.onChange(topics, (change) => latest.current(change));
    const timer = setInterval(() => {
      if (!document.hidden) for (const topic of topics) latest.current({ topic, ids: null });
    }, everyMs);
    return () => {
      stop();
      clearInterval(timer);
    };
    // The list is made anew at every render: its words are what counts.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [live, wanted]);
}
