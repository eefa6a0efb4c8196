import type { LiveChange, LiveTopic, StreamedEvent } from '@forgeyard/sdk';
import { createContext, useContext } from 'react';

export type ChangeListener = (change: LiveChange) => void;

/** What the page hears from the server while it is open. */
export interface Live {
  /** Calls the listener for each change of these topics, and for each of them whenever something may have been missed. */
  readonly onChange: (topics: readonly LiveTopic[], listener: ChangeListener) => () => void;
  /** Follows a session's log behind a cursor; of one session one log at a time. */
  readonly follow: (sessionId: string, after: string | undefined, onEvent: (event: StreamedEvent) => void) => () => void;
}

/** A live connection whose code is loaded when somebody listens for the first time: the first page does not wait for it. */
export function createLive(load: () => Promise<Live>): Live {
  let loading: Promise<Live> | undefined;
  const later = (listen: (live: Live) => () => void): (() => void) => {
    let stop: (() => void) | undefined;
    let isOver = false;
    // A file that cannot be had now is asked for again by the next listener.
    loading ??= load().catch((thrown: unknown) => {
      loading = undefined;
      throw thrown;
    });
    void loading.then(
      (live) => {
        if (!isOver) stop = listen(live);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      stop?.();
    };
  };
  return {
    onChange: (topics, listener) => later((live) => live.onChange(topics, listener)),
    follow: (sessionId, after, onEvent) => later((live) => live.follow(sessionId, after, onEvent)),
  };
}

export const LiveContext = createContext<Live | null>(null);

/** The live connection of this page; only works below LiveContext. */
export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('No live connection above this component.');
  return live;
}
