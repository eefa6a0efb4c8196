import { isTerminal, type StreamedEvent } from '@forgeyard/sdk';
import { useEffect, useReducer, useRef } from 'react';
import { followLog, type Follow } from '../api/follow.ts';
import { useForge } from '../api/forge.ts';
import { useLive } from '../api/live.ts';
import { createBatch } from './batch.ts';
import { useLiveLink } from './live-link.ts';
import { emptyLog, growLog, type Log } from './log.ts';

const flushEveryMs = 100;

interface LogSource {
  readonly of: 'run' | 'session';
  readonly id: string;
  readonly isPaused: boolean;
}

/**
 * Follows an event log while the page is visible: at most ten updates a second, resumed after every break.
 * A hidden page closes the connection and resumes where it was.
 */
export function useLog({ of, id, isPaused }: LogSource): Log {
  const forge = useForge();
  const live = useLive();
  const link = useLiveLink();
  const [log, grow] = useReducer(growLog, emptyLog);
  const cursor = useRef<string | undefined>(undefined);
  const hasEnded = useRef(false);

  useEffect(() => {
    cursor.current = undefined;
    hasEnded.current = false;
    grow([]);
  }, [of, id]);

  useEffect(() => {
    if (isPaused) return link.set('paused');
    let control: AbortController | null = null;
    const batch = createBatch<StreamedEvent>(flushEveryMs, grow);
    const onEvent = (event: StreamedEvent) => {
      cursor.current = event.cursor ?? cursor.current;
      hasEnded.current ||= of === 'run' && isTerminal(event.type);
      batch.add(event);
    };
    // The log of a session comes over the page's live connection, which resumes and hides by itself.
    if (of === 'session') {
      const stop = live.follow(id, cursor.current, onEvent);
      return () => {
        stop();
        batch.flush();
        batch.close();
      };
    }
    const openLog: Follow['open'] = (options) => forge.runs.follow(id, options);
    const open = () => {
      if (control !== null || hasEnded.current) return;
      control = new AbortController();
      void followLog({ open: openLog, after: cursor.current, onEvent, onLink: link.set, signal: control.signal });
    };
    const close = () => {
      batch.flush();
      control?.abort();
      control = null;
    };
    const onVisibility = () => (document.hidden ? close() : open());
    document.addEventListener('visibilitychange', onVisibility);
    onVisibility();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      close();
      batch.close();
      link.set('idle');
    };
  }, [forge, live, link, of, id, isPaused]);

  return log;
}
