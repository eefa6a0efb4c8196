import type { Session } from '@forgeyard/sdk';
import { useCallback, useMemo, useState } from 'react';
import { useLetters } from '../shell/use-letters.ts';
import type { Column } from '../ui/data-table.tsx';
import { nameOf } from './source.ts';

const pickedMax = 100;

/** The sessions that something is to be done with, 100 at most. */
export interface Picked {
  readonly sessions: readonly Session[];
  readonly column: Column<Session>;
  readonly clear: () => void;
}

/** Lets rows be picked: by their boxes, or with `x` while a row has the focus. */
export function usePicked(): Picked {
  const [picked, setPicked] = useState<ReadonlyMap<string, Session>>(new Map());
  const clear = useCallback(() => setPicked(new Map()), []);
  useLetters({
    x: () => {
      const box = document.activeElement?.closest('tr')?.querySelector<HTMLElement>('[data-pick]') ?? null;
      box?.click();
      return box !== null;
    },
  });
  const column = useMemo((): Column<Session> => {
    const toggle = (session: Session) =>
      setPicked((before) => {
        const next = new Map(before);
        if (!next.delete(session.id) && next.size < pickedMax) next.set(session.id, session);
        return next;
      });
    return {
      id: 'pick',
      title: 'Pick',
      isTitleHidden: true,
      width: 'w-11',
      from: 'sm',
      cell: (session) => (
        // Lies above the link that fills the row.
        <label className="relative z-10 flex size-9 items-center justify-center">
          <span className="sr-only">Pick {nameOf(session)}</span>
          <input
            type="checkbox"
            data-pick
            className="size-4 accent-primary"
            checked={picked.has(session.id)}
            onChange={() => toggle(session)}
          />
        </label>
      ),
    };
  }, [picked]);
  return { sessions: useMemo(() => [...picked.values()], [picked]), column, clear };
}
