import type { Resolution } from '@forgeyard/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useForge } from '../api/forge.ts';

/** How long an answer can be taken back. */
export const undoMs = 5_000;

/** An answer on its way: it waits until `untilMs`, is being sent, or was refused. */
export type Outgoing =
  | { readonly state: 'waits'; readonly resolution: Resolution; readonly untilMs: number }
  | { readonly state: 'sending'; readonly resolution: Resolution }
  | { readonly state: 'failed'; readonly resolution: Resolution; readonly error: unknown };

export interface Outbox {
  readonly of: (id: string) => Outgoing | undefined;
  /** Sends after 5 s. */
  readonly put: (id: string, resolution: Resolution) => void;
  /** Takes back the answer that was given last and is not sent yet; false when there is none. */
  readonly undo: (id?: string) => boolean;
  /** Forgets a refusal. */
  readonly clear: (id: string) => void;
}

type Items = ReadonlyMap<string, Outgoing>;

/**
 * Answers wait 5 s in here, so that they can be taken back. Leaving the page, or putting the phone away, sends them at once.
 */
export function useOutbox(onRefused: (id: string, resolution: Resolution, error: unknown) => void): Outbox {
  const forge = useForge();
  const queries = useQueryClient();
  const [items, setItems] = useState<Items>(new Map());
  const refused = useRef(onRefused);
  refused.current = onRefused;
  const timers = useRef(new Map<string, { readonly timer: ReturnType<typeof setTimeout>; readonly send: () => void }>());

  const change = useCallback((id: string, item: Outgoing | null) => {
    setItems((before) => {
      const next = new Map(before);
      next.delete(id);
      return item === null ? next : next.set(id, item);
    });
  }, []);
  const send = useCallback(
    async (id: string, resolution: Resolution) => {
      timers.current.delete(id);
      change(id, { state: 'sending', resolution });
      try {
        await forge.interactions.resolve(id, resolution);
        await queries.invalidateQueries({ queryKey: ['interactions'] });
        change(id, null);
      } catch (error) {
        change(id, { state: 'failed', resolution, error });
        refused.current(id, resolution, error);
        await queries.invalidateQueries({ queryKey: ['interactions'] });
      }
    },
    [change, forge, queries],
  );
  const put = useCallback(
    (id: string, resolution: Resolution) => {
      if (timers.current.has(id)) return;
      const now = () => {
        clearTimeout(timer);
        void send(id, resolution);
      };
      const timer = setTimeout(now, undoMs);
      timers.current.set(id, { timer, send: now });
      change(id, { state: 'waits', resolution, untilMs: Date.now() + undoMs });
    },
    [change, send],
  );
  const undo = useCallback(
    (id?: string) => {
      const last = id ?? [...timers.current.keys()].at(-1);
      const waiting = last === undefined ? undefined : timers.current.get(last);
      if (last === undefined || waiting === undefined) return false;
      clearTimeout(waiting.timer);
      timers.current.delete(last);
      change(last, null);
      return true;
    },
    [change],
  );

  useEffect(() => {
    const waiting = timers.current;
    const sendAll = () => {
      for (const { send: now } of [...waiting.values()]) now();
    };
    const onHidden = () => document.hidden && sendAll();
    document.addEventListener('visibilitychange', onHidden);
    window.addEventListener('pagehide', sendAll);
    return () => {
      document.removeEventListener('visibilitychange', onHidden);
      window.removeEventListener('pagehide', sendAll);
      sendAll();
    };
  }, []);

  return useMemo(() => ({ of: (id) => items.get(id), put, undo, clear: (id) => change(id, null) }), [items, put, undo, change]);
}
