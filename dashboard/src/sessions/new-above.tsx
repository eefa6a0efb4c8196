import { ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

interface NewAboveProps<Row> {
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** A list to which news come on top: while somebody reads in it they are counted instead of shown, so that nothing moves away. */
export function NewAbove<Row extends { readonly id: string }>({ rows, children }: NewAboveProps<Row>) {
  const region = useRef<HTMLDivElement | null>(null);
  const isInside = useRef(false);
  const [anchor, setAnchor] = useState<string | null>(null);
  const first = rows[0]?.id ?? null;
  const hold = () => setAnchor((before) => before ?? first);
  const latest = useRef({ hold, letGo: () => {} });
  latest.current = {
    hold,
    letGo: () => {
      const area = region.current;
      const isFocused = area?.contains(document.activeElement) === true;
      if (!isInside.current && !isFocused && (area?.getBoundingClientRect().top ?? 0) >= 0) setAnchor(null);
    },
  };
  useEffect(() => {
    const onScroll = () => {
      if ((region.current?.getBoundingClientRect().top ?? 0) < 0) latest.current.hold();
      else latest.current.letGo();
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);
  const place = anchor === null ? 0 : rows.findIndex(({ id }) => id === anchor);
  const waiting = Math.max(0, place);
  const show = () => {
    setAnchor(null);
    region.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <div
      ref={region}
      className="scroll-mt-20"
      onPointerEnter={(event) => {
        if (event.pointerType !== 'mouse') return;
        isInside.current = true;
        hold();
      }}
      onPointerLeave={() => {
        isInside.current = false;
        latest.current.letGo();
      }}
      onFocus={hold}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && latest.current.letGo()}
    >
      {/* Lies over the list without a height of its own, so that its coming and going moves nothing. */}
      <div role="status" className="sticky top-16 z-20 flex h-0 justify-center">
        {waiting > 0 && (
          <Button look="primary" className="mt-1 shadow-md" onClick={show}>
            <ArrowUp size={16} aria-hidden />
            {waiting} new
          </Button>
        )}
      </div>
      {children(waiting > 0 ? rows.slice(waiting) : rows)}
    </div>
  );
}
