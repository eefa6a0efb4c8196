import type { Resolution } from '@forgeyard/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { createOutbox, type Outgoing, type Outgoings, type OutboxStore } from './outbox.ts';

/** The answers on their way, and how to take them back. */
export interface Outbox extends Pick<OutboxStore, 'put' | 'undo'> {
  readonly of: (id: string) => Outgoing | undefined;
}

/** Answers wait 5 s in here, so that they can be taken back. Leaving the page, or putting the phone away, sends them at once. */
export function useOutbox(onRefused: (id: string, resolution: Resolution, error: unknown) => void): Outbox {
  const forge = useForge();
  const queries = useQueryClient();
  const [items, setItems] = useState<Outgoings>(new Map());
  const refused = useRef(onRefused);
  refused.current = onRefused;
  const store = useMemo(() => {
    const refresh = () => queries.invalidateQueries({ queryKey: ['interactions'] });
    return createOutbox({
      // The question shows its outcome before its answer leaves the outbox.
      send: (id, resolution) => forge.interactions.resolve(id, resolution).then(refresh),
      onRefused: (id, resolution, error) => {
        refused.current(id, resolution, error);
        void refresh();
      },
      onChange: setItems,
    });
  }, [forge, queries]);

  useEffect(() => {
    const onHidden = () => document.hidden && store.sendAll();
    document.addEventListener('visibilitychange', onHidden);
    window.addEventListener('pagehide', store.sendAll);
    return () => {
      document.removeEventListener('visibilitychange', onHidden);
      window.removeEventListener('pagehide', store.sendAll);
      store.sendAll();
    };
  }, [store]);

  return useMemo(() => ({ of: (id) => items.get(id), put: store.put, undo: store.undo }), [items, store]);
}
