import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Axis } from './axis.tsx';
import { Row, rowHeightPx } from './span-row.tsx';
import type { Span } from './span.ts';

interface WaterfallProps {
  readonly spans: readonly Span[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  /** Where the time axis ends now: the end of the run, or the present while it runs. */
  readonly nowMs: number;
}

/** The steps of a run as a tree beside a time axis; arrow keys, Home and End move the selection. */
export function Waterfall({ spans, selected, onSelect, nowMs }: WaterfallProps) {
  const area = useRef<HTMLDivElement | null>(null);
  const startMs = spans[0]?.startMs ?? nowMs;
  const totalMs = Math.max(1, nowMs - startMs);
  const place = Math.max(
    0,
    spans.findIndex((span) => span.id === selected),
  );
  const virtual = useVirtualizer({
    count: spans.length,
    getScrollElement: () => area.current,
    estimateSize: () => rowHeightPx,
    overscan: 10,
  });

  useEffect(() => virtual.scrollToIndex(place), [place, virtual]);

  const onKeyDown = (event: KeyboardEvent) => {
    const to = destination(event.key, place, spans.length);
    const span = to === null ? undefined : spans[to];
    if (span === undefined) return;
    event.preventDefault();
    onSelect(span.id);
  };
  return (
    <div className="overflow-hidden rounded-lg border border-border bg-card">
      <Axis totalMs={totalMs} />
      <div
        ref={area}
        role="tree"
        aria-label="Steps"
        tabIndex={0}
        aria-activedescendant={`span-${place}`}
        onKeyDown={onKeyDown}
        className="max-h-[60vh] overflow-y-auto -outline-offset-2!"
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const span = spans[index];
            if (span === undefined) return null;
            const row = { span, index, start, total: spans.length, isSelected: index === place, startMs, totalMs, nowMs };
            return <Row key={span.id} {...row} onSelect={onSelect} />;
          })}
        </div>
      </div>
    </div>
  );
}

function destination(key: string, place: number, total: number): number | null {
  if (key === 'ArrowDown') return Math.min(total - 1, place + 1);
  if (key === 'ArrowUp') return Math.max(0, place - 1);
  if (key === 'Home') return 0;
  return key === 'End' ? total - 1 : null;
}
