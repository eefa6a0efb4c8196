import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { duration } from '../format/time.ts';
import { cx } from '../ui/cx.ts';
import type { Span } from './span.ts';

interface WaterfallProps {
  readonly spans: readonly Span[];
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  /** Where the time axis ends now: the end of the run, or the present while it runs. */
  readonly nowMs: number;
}

const rowHeightPx = 34;
const virtualAbove = 100;
const ticks = [0, 0.25, 0.5, 0.75, 1] as const;

const bars: Readonly<Record<Span['kind'], string>> = {
  run: 'bg-foreground/45',
  queue: 'hatched border border-bar-wait',
  model: 'bg-bar-model',
  tool: 'bg-bar-tool',
  wait: 'hatched border border-bar-wait',
};

/** The steps of a run as a tree beside a time axis; arrow keys, Home and End move the selection. */
export function Waterfall({ spans, selected, onSelect, nowMs }: WaterfallProps) {
  const area = useRef<HTMLDivElement | null>(null);
  const startMs = spans[0]?.startMs ?? nowMs;
  const totalMs = Math.max(1, nowMs - startMs);
  const place = Math.max(
    0,
    spans.findIndex((span) => span.id === selected),
  );
  const isVirtual = spans.length > virtualAbove;
  const virtual = useVirtualizer({
    count: spans.length,
    getScrollElement: () => area.current,
    estimateSize: () => rowHeightPx,
    overscan: 10,
  });
  const items = isVirtual ? virtual.getVirtualItems() : spans.map((_, index) => ({ index, start: index * rowHeightPx }));

  useEffect(() => {
    if (isVirtual) virtual.scrollToIndex(place);
  }, [isVirtual, place, virtual]);

  const onKeyDown = (event: KeyboardEvent) => {
    const to = destination(event.key, place, spans.length);
    const span = to === null ? undefined : spans[to];
    if (span === undefined) return;
    event.preventDefault();
    onSelect(span.id);
  };
  return (
    <div className="overflow-hidden rounded-lg border border-border bg-card">
      <div aria-hidden className="flex h-8 items-center border-b border-border bg-muted text-xs text-muted-foreground">
        <span className="w-[46%] shrink-0 px-3 sm:w-72">Step</span>
        <span className="tabular relative mr-16 h-full flex-1">
          {ticks.map((tick) => (
            <span
              key={tick}
              className={cx(
                'absolute top-1.5 whitespace-nowrap',
                tick === 0 ? '' : tick === 1 ? '-translate-x-full' : 'hidden -translate-x-1/2 md:inline',
              )}
              style={{ left: `${tick * 100}%` }}
            >
              {duration(totalMs * tick)}
            </span>
          ))}
        </span>
      </div>
      <div
        ref={area}
        role="tree"
        aria-label="Steps"
        tabIndex={0}
        aria-activedescendant={`span-${place}`}
        onKeyDown={onKeyDown}
        className="max-h-[60vh] overflow-y-auto -outline-offset-2!"
      >
        <div role="presentation" className="relative" style={{ height: spans.length * rowHeightPx }}>
          {items.map(({ index, start }) => {
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

function Row({ span, index, start, total, isSelected, startMs, totalMs, nowMs, onSelect }: RowProps) {
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
