import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

const nearEndPx = 160;

/** Keeps the page at the end of a conversation while the reader is there, and counts what came while they read further up. */
export interface WindowTail {
  readonly unseen: number;
  readonly toEnd: () => void;
}

/** `size` counts what was said; a conversation that `isLive` is opened at its end. */
export function useWindowTail(size: number, isLive: boolean): WindowTail {
  const isAtEnd = useRef(isLive);
  const [seen, setSeen] = useState(size);
  const latest = useRef(size);
  latest.current = size;
  const toEnd = useCallback(() => {
    isAtEnd.current = true;
    scrollTo(0, document.documentElement.scrollHeight);
    setSeen(latest.current);
  }, []);
  useEffect(() => {
    const onScroll = () => {
      isAtEnd.current = document.documentElement.scrollHeight - scrollY - innerHeight < nearEndPx;
      if (isAtEnd.current) setSeen(latest.current);
    };
    addEventListener('scroll', onScroll, { passive: true });
    return () => removeEventListener('scroll', onScroll);
  }, []);
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    const wasOpened = isFirst.current;
    isFirst.current = false;
    if (isAtEnd.current && (isLive || !wasOpened)) toEnd();
  }, [size, isLive, toEnd]);
  return { unseen: Math.max(0, size - seen), toEnd };
}
