import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LinkState } from '../api/follow.ts';

export type LiveState = LinkState | 'idle' | 'paused';

/** What the pill in the top bar shows: the state of the log that the open page follows. */
export interface LiveLink {
  get(): LiveState;
  set(state: LiveState): void;
  subscribe(listener: () => void): () => void;
}

/** Makes the one link of a page. */
export function createLiveLink(): LiveLink {
  let state: LiveState = 'idle';
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: (next) => {
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const LiveLinkContext = createContext<LiveLink>(createLiveLink());

/** The page's live link, to report to. */
export function useLiveLink(): LiveLink {
  return useContext(LiveLinkContext);
}

/** The state of the page's live link, to show. */
export function useLiveState(): LiveState {
  const link = useLiveLink();
  return useSyncExternalStore(link.subscribe, link.get);
}
