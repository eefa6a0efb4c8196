import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/** Keeps a scroll area at its end, but only while the reader is already there. */
export interface Tail {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** How many items arrived since the reader scrolled up. */
  readonly unseen: number;
  readonly toEnd: () => void;
}

const nearEndPx = 48;

/** `size` counts the items; `growth` is any value that changes when the last item grows. */
export function useTail(size: number, growth: unknown): Tail {
  const ref = useRef<HTMLDivElement | null>(null);
  const isAtEnd = useRef(true);
  const [seen, setSeen] = useState(size);
  const [isAway, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const area = ref.current;
    if (area === null) return;
    isAtEnd.current = true;
    area.scrollTop = area.scrollHeight;
    setAway(false);
  }, []);

  const onScroll = useCallback(() => {
    const area = ref.current;
    if (area === null) return;
    const near = area.scrollHeight - area.scrollTop - area.clientHeight < nearEndPx;
    if (near === isAtEnd.current) return;
    isAtEnd.current = near;
    setAway(!near);
    setSeen(size);
  }, [size]);

  useEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [size, growth, toEnd]);

  return { ref, onScroll, unseen: isAway ? Math.max(0, size - seen) : 0, toEnd };
}
