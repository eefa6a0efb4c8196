import { ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState, type FocusEvent, type PointerEvent, type ReactNode, type RefObject } from 'react';
import { Button } from '../ui/button.tsx';

interface NewAboveProps<Row> {
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** A list to which news come on top: while somebody reads in it they are counted instead of shown, so that nothing moves away. */
export function NewAbove<Row extends { readonly id: string }>({ rows, children }: NewAboveProps<Row>) {
  const region = useRef<HTMLDivElement | null>(null);
  const { anchor, letGo, handlers } = useHold(region, rows[0]?.id ?? null);
  const waiting =
    anchor === null
      ? 0
      : Math.max(
          0,
          rows.findIndex(({ id }) => id === anchor),
        );
  const show = () => {
    letGo();
    region.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <div ref={region} className="scroll-mt-20" {...handlers}>
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

/** Remembers the row that was the first when somebody began to read: pointed at it, gave it the focus, or scrolled past its top. */
function useHold(region: RefObject<HTMLDivElement | null>, first: string | null) {
  const isInside = useRef(false);
  const [anchor, setAnchor] = useState<string | null>(null);
  const hold = () => setAnchor((before) => before ?? first);
  const letGoUnlessRead = () => {
    const area = region.current;
    const isRead = isInside.current || area?.contains(document.activeElement) === true || isScrolledPast(area);
    if (!isRead) setAnchor(null);
  };
  const latest = useRef({ hold, letGoUnlessRead });
  latest.current = { hold, letGoUnlessRead };
  useEffect(() => {
    const onScroll = () => (isScrolledPast(region.current) ? latest.current.hold() : latest.current.letGoUnlessRead());
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, [region]);
  const handlers = {
    onPointerEnter: (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      isInside.current = true;
      hold();
    },
    onPointerLeave: () => {
      isInside.current = false;
      letGoUnlessRead();
    },
    onFocus: hold,
    onBlur: (event: FocusEvent) => !event.currentTarget.contains(event.relatedTarget) && letGoUnlessRead(),
  };
  return { anchor, letGo: () => setAnchor(null), handlers };
}

function isScrolledPast(area: HTMLElement | null): boolean {
  return area !== null && area.getBoundingClientRect().top < 0;
}
