import { duration } from '../format/time.ts';
import { cx } from '../ui/cx.ts';
import type { Span } from './span.ts';

/** How high every row of the waterfall is. */
export const rowHeightPx = 34;

const bars: Readonly<Record<Span['kind'], string>> = {
  run: 'bg-foreground/45',
  queue: 'hatched border border-bar-wait',
  model: 'bg-bar-model',
  tool: 'bg-bar-tool',
  wait: 'hatched border border-bar-wait',
};

interface RowProps {
  readonly span: Span;
  readonly index: number;
  readonly start: number;
  readonly total: number;
  readonly isSelected: boolean;
  readonly startMs: number;
  readonly totalMs: number;
  readonly nowMs: number;
  readonly onSelect: (id: string) => void;
}

/** One step of a run: its name, its bar on the time axis, and how long it took. */
export function Row({ span, index, start, total, isSelected, startMs, totalMs, nowMs, onSelect }: RowProps) {
  const lengthMs = Math.max(0, (span.endMs ?? nowMs) - span.startMs);
  const left = Math.min(99, Math.max(0, ((span.startMs - startMs) / totalMs) * 100));
  const width = Math.max(0.6, Math.min(100 - left, (lengthMs / totalMs) * 100));
  const isOpen = span.endMs === null;
  return (
    <div
      id={`span-${index}`}
      role="treeitem"
      aria-level={span.depth + 1}
      aria-setsize={total}
      aria-posinset={index + 1}
      aria-selected={isSelected}
      data-kind={span.kind}
      onClick={() => onSelect(span.id)}
      className={cx(
        'absolute inset-x-0 flex cursor-pointer items-center border-b border-border/60',
        isSelected ? 'bg-accent' : 'hover:bg-accent/60',
      )}
      style={{ height: rowHeightPx, transform: `translateY(${start}px)` }}
    >
      <span className="flex w-[46%] shrink-0 items-center gap-2 px-3 sm:w-72" style={{ paddingLeft: 12 + span.depth * 16 }}>
        <span aria-hidden className={cx('size-2.5 shrink-0 rounded-xs', bars[span.kind])} />
        <span
          className={cx(
            'truncate',
            span.kind === 'run' ? 'font-medium' : 'font-mono text-xs',
            span.status === 'failed' && 'text-destructive',
          )}
        >
          {span.label}
        </span>
        <span className="sr-only">, {span.status}, </span>
        {span.attempt > 1 && <span className="shrink-0 text-xs text-muted-foreground">attempt {span.attempt}</span>}
      </span>
      <span aria-hidden className="relative h-full flex-1">
        <span
          className={cx(
            'absolute top-2.5 h-3.5 rounded-xs',
            bars[span.kind],
            isOpen && 'striped',
            span.status === 'failed' && span.kind !== 'run' && 'bg-destructive!',
          )}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
      </span>
      <span className="tabular w-16 shrink-0 pr-2 text-right text-xs text-muted-foreground">{duration(lengthMs)}</span>
    </div>
  );
}
