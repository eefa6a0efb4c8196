import { ArrowUp } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { stillRows } from './still-rows.ts';

interface StillListProps<Row> {
  readonly rows: readonly Row[];
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** Keeps the rows of a list in place while the pointer or the focus is in it, and offers the new order instead. */
export function StillList<Row extends { readonly id: string }>({ rows, children }: StillListProps<Row>) {
  const [held, setHeld] = useState<readonly Row[] | null>(null);
  const region = useRef<HTMLDivElement | null>(null);
  const still = stillRows(rows, held);
  const hold = () => setHeld((before) => before ?? rows);
  const letGo = () => {
    if (region.current?.contains(document.activeElement) !== true) setHeld(null);
  };
  return (
    <div
      ref={region}
      onPointerEnter={(event) => event.pointerType === 'mouse' && hold()}
      onPointerLeave={letGo}
      onFocus={hold}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setHeld(null)}
    >
      {/* Lies over the list without a height of its own, so that its coming and going moves nothing. */}
      <div role="status" className="sticky top-16 z-20 flex h-0 justify-center">
        {still.waiting > 0 && (
          <Button look="primary" className="mt-1 shadow-md" onClick={() => setHeld(null)}>
            <ArrowUp size={16} aria-hidden />
            {still.waiting} changed
          </Button>
        )}
      </div>
      {children(still.rows)}
    </div>
  );
}
