import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { Axis } from '../runs/axis.tsx';
import type { SpanRow } from './span-tree.ts';
import type { TimeScale } from './time-scale.ts';
import { TraceRow, traceRowHeightPx } from './trace-row.tsx';

interface TraceTreeProps {
  readonly rows: readonly SpanRow[];
  readonly scale: TimeScale;
  readonly nowMs: number;
  readonly collapsed: ReadonlySet<string>;
  /** The key of the chosen row. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onToggle: (key: string, isClosed: boolean) => void;
}

/** Rows of a trace beside a time axis; only those in view are in the document. Arrow keys, Home and End as in every tree. */
export function TraceTree({ rows, scale, nowMs, collapsed, selected, onSelect, onToggle }: TraceTreeProps) {
  const area = useRef<HTMLDivElement | null>(null);
  const id = useId();
  const place = rows.findIndex(({ key }) => key === selected);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => area.current,
    estimateSize: () => traceRowHeightPx,
    overscan: 12,
  });
  useEffect(() => {
    if (place >= 0) virtual.scrollToIndex(place);
    // Only a new choice scrolls: rows that come above move nothing.
  }, [selected, virtual]);
  const onKeyDown = treeKeys({ rows, place, collapsed }, onSelect, onToggle);
  if (rows.length === 0) return <p className="rounded-lg border border-dashed border-input p-6">No step matches.</p>;
  return (
    <div className="min-w-0 overflow-hidden rounded-lg border border-border bg-card">
      <Axis totalMs={scale.totalMs} />
      {scale.hasCuts && <p className="border-b border-border px-3 py-1 text-xs text-muted-foreground">Long pauses are cut out.</p>}
      <div
        ref={area}
        role="tree"
        aria-label="Steps"
        tabIndex={0}
        aria-activedescendant={place < 0 ? undefined : `${id}-${place}`}
        onKeyDown={onKeyDown}
        className="max-h-[60vh] min-h-24 overflow-y-auto -outline-offset-2!"
      >
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <TraceRow
                key={row.key}
                id={`${id}-${index}`}
                {...{ row, index, start, scale, nowMs, onSelect, onToggle }}
                total={rows.length}
                isSelected={index === place}
                isClosed={collapsed.has(row.key)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The keys of a tree: they choose a row, or open and close the chosen one. */
function treeKeys(at: TreePlace, onSelect: TraceTreeProps['onSelect'], onToggle: TraceTreeProps['onToggle']) {
  return (event: KeyboardEvent) => {
    const step = stepOf(event.key, at);
    if (step === null) return;
    event.preventDefault();
    if ('toggle' in step) return onToggle(step.toggle, step.isClosed);
    const to = at.rows[step.to];
    if (to !== undefined) onSelect(to.span.id);
  };
}

interface TreePlace {
  readonly rows: readonly SpanRow[];
  readonly place: number;
  readonly collapsed: ReadonlySet<string>;
}

type Step = { readonly to: number } | { readonly toggle: string; readonly isClosed: boolean };

function stepOf(key: string, { rows, place, collapsed }: TreePlace): Step | null {
  const row = rows[place];
  if (key === 'ArrowDown') return { to: Math.min(rows.length - 1, place + 1) };
  if (key === 'ArrowUp') return { to: Math.max(0, place - 1) };
  if (key === 'Home') return { to: 0 };
  if (key === 'End') return { to: rows.length - 1 };
  if (row === undefined) return null;
  const isClosed = collapsed.has(row.key);
  if (key === 'ArrowRight' && row.childCount > 0) return isClosed ? { toggle: row.key, isClosed: false } : { to: place + 1 };
  if (key !== 'ArrowLeft') return null;
  if (row.childCount > 0 && !isClosed) return { toggle: row.key, isClosed: true };
  return {
    to: Math.max(
      0,
      rows.findIndex(({ key: other }) => other === row.parentKey),
    ),
  };
}
