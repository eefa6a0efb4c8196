import { ChevronDown, ChevronRight, CircleAlert } from 'lucide-react';
import { duration } from '../format/time.ts';
import { cx } from '../ui/cx.ts';
import { barLooks } from './span-looks.ts';
import type { SpanRow } from './span-tree.ts';
import { endOf, startOf, type TimeScale } from './time-scale.ts';

/** How high every row is. */
export const traceRowHeightPx = 34;
const indentMax = 8;

interface TraceRowProps {
  readonly id: string;
  readonly row: SpanRow;
  readonly index: number;
  readonly start: number;
  readonly total: number;
  readonly scale: TimeScale;
  readonly nowMs: number;
  readonly isSelected: boolean;
  readonly isClosed: boolean;
  readonly onSelect: (id: string) => void;
  readonly onToggle: (key: string, isClosed: boolean) => void;
}

/** One step: its name, its bar on the time axis, how long it took, and in short what lies below it while that is closed. */
export function TraceRow({ id, row, index, start, total, scale, nowMs, isSelected, isClosed, onSelect, onToggle }: TraceRowProps) {
  const { span } = row;
  const endMs = endOf(span, nowMs);
  const left = Math.min(0.995, scale.place(startOf(span)));
  const width = Math.max(0.006, Math.min(1 - left, scale.place(endMs) - left));
  const hasFailed = span.status === 'error';
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-setsize={total}
      aria-posinset={index + 1}
      aria-selected={isSelected}
      aria-expanded={row.childCount === 0 ? undefined : !isClosed}
      data-kind={span.kind}
      onClick={() => onSelect(span.id)}
      className={cx(
        'absolute inset-x-0 flex cursor-pointer items-center border-b border-border/60',
        isSelected ? 'bg-accent' : 'hover:bg-accent/60',
      )}
      style={{ height: traceRowHeightPx, transform: `translateY(${start}px)` }}
    >
      <Name row={row} isClosed={isClosed} onToggle={onToggle} />
      <span aria-hidden className="relative h-full flex-1 overflow-hidden">
        <span
          className={cx(
            'absolute top-2.5 h-3.5 rounded-xs',
            barLooks[span.kind],
            span.status === 'running' && 'striped',
            hasFailed && 'bg-destructive!',
          )}
          style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
        />
      </span>
      {/* What goes on would be read out again and again. */}
      <span
        aria-hidden={span.status === 'running'}
        className="tabular flex w-16 shrink-0 justify-end pr-2 text-xs whitespace-nowrap text-muted-foreground"
      >
        {duration(endMs - startOf(span))}
      </span>
    </div>
  );
}

/** What a step is called and how it ended; in short what lies below it while that is closed. */
function Name({ row, isClosed, onToggle }: Pick<TraceRowProps, 'row' | 'isClosed' | 'onToggle'>) {
  const { span, depth, childCount } = row;
  const hasFailed = span.status === 'error';
  return (
    <span
      className="flex w-[46%] min-w-0 shrink-0 items-center gap-1.5 pr-2 sm:w-72"
      style={{ paddingLeft: 4 + Math.min(depth, indentMax) * 14 }}
    >
      {childCount === 0 ? <span className="w-6 shrink-0" /> : <Toggle isClosed={isClosed} onToggle={() => onToggle(row.key, !isClosed)} />}
      <span aria-hidden className={cx('size-2.5 shrink-0 rounded-xs', barLooks[span.kind])} />
      <span className={cx('truncate', depth === 0 ? 'font-medium' : 'font-mono text-xs', hasFailed && 'text-destructive')}>
        {span.name}
      </span>
      <span className="sr-only">, {hasFailed ? 'failed' : span.status}, </span>
      {hasFailed && <CircleAlert size={14} aria-hidden className="shrink-0 text-destructive" />}
      {row.attempt > 1 && <span className="shrink-0 text-xs text-muted-foreground">try {row.attempt}</span>}
      {isClosed && (
        <span className="shrink-0 text-xs text-muted-foreground">
          +{row.below}
          {row.errorsBelow > 0 && <span className="text-destructive"> {row.errorsBelow} failed</span>}
        </span>
      )}
    </span>
  );
}

/** For the pointer only: in the tree the arrow keys open and close. */
function Toggle({ isClosed, onToggle }: { readonly isClosed: boolean; readonly onToggle: () => void }) {
  const Icon = isClosed ? ChevronRight : ChevronDown;
  return (
    <span
      aria-hidden
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded hover:bg-background"
    >
      <Icon size={14} />
    </span>
  );
}
