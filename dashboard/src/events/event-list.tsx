import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { RunEvent } from '@forgeyard/sdk';
import { clockTime } from '../format/time.ts';
import { count, oneLine, pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { cx } from '../ui/cx.ts';
import { TextInput } from '../ui/field.tsx';
import { NewBelow } from '../ui/new-below.tsx';
import { typeMatcher } from './type-matcher.ts';
import { useTail } from './use-tail.ts';

interface EventListProps {
  readonly events: readonly RunEvent[];
  /** Where the server has them. */
  readonly eventsPath: string;
  readonly type: string;
  readonly seq: number | null;
  readonly onType: (type: string) => void;
  readonly onSeq: (seq: number | null) => void;
}

const rowHeightPx = 32;

/** The raw events of a log in their order; follows the end only while the reader is there. */
export function EventList({ events, eventsPath, type, seq, onType, onSeq }: EventListProps) {
  const shown = useMemo(() => {
    const matches = typeMatcher(type);
    return events.filter((event) => matches(event.type));
  }, [events, type]);
  const chosen = seq === null ? undefined : shown.find((event) => event.seq === seq);
  return (
    <div className="flex flex-col gap-3">
      <div role="search" className="flex flex-wrap items-center gap-3">
        <TextInput
          type="search"
          aria-label="Filter events by type"
          data-shortcut="filter"
          placeholder="Type, such as run.* or tool.failed"
          className="max-w-xs font-mono"
          value={type}
          onChange={(event) => onType(event.target.value)}
        />
        <span className="tabular text-muted-foreground">
          {count(shown.length)} of {count(events.length)} events
        </span>
      </div>
      <Rows shown={shown} chosen={chosen} onSeq={onSeq} />
      {chosen !== undefined && (
        <div className="flex flex-col gap-2">
          <div className="flex flex-wrap gap-2">
            <CopyButton text={location.href} label="Copy the link to this event" />
            <CopyButton text={resumeCommand(eventsPath, chosen.seq)} label="Copy as curl from here" />
          </div>
          <CodeBlock text={pretty(chosen)} label={`event ${chosen.seq}`} />
        </div>
      )}
    </div>
  );
}

/** Reads the log from behind an event on, live. */
function resumeCommand(eventsPath: string, seq: number | null): string {
  return `curl -N '${location.origin}${eventsPath}' -H "Authorization: Bearer $FORGEYARD_KEY" -H 'Accept: text/event-stream' -H 'Last-Event-ID: ${seq ?? 0}'`;
}

interface RowsProps {
  readonly shown: readonly RunEvent[];
  readonly chosen: RunEvent | undefined;
  readonly onSeq: (seq: number | null) => void;
}

/** The rows in view; a chosen event is scrolled to once, when it is chosen or arrives. */
function Rows({ shown, chosen, onSeq }: RowsProps) {
  const tail = useTail(shown.length, shown);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => tail.ref.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
  });
  const wasShown = useRef<RunEvent | undefined>(undefined);

  useEffect(() => {
    if (chosen === undefined || wasShown.current === chosen) return;
    wasShown.current = chosen;
    virtual.scrollToIndex(shown.indexOf(chosen), { align: 'center' });
  }, [chosen, shown, virtual]);

  return (
    <div className="relative">
      <div
        ref={tail.ref}
        onScroll={tail.onScroll}
        role="region"
        aria-label="Events"
        tabIndex={0}
        className="h-[55vh] min-h-64 overflow-y-auto rounded-lg border border-border bg-card"
      >
        <ol className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const event = shown[index];
            if (event === undefined) return null;
            return (
              <li
                key={event.seq ?? index}
                aria-setsize={shown.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0"
                style={{ height: rowHeightPx, transform: `translateY(${start}px)` }}
              >
                <EventRow event={event} isChosen={event === chosen} onSeq={onSeq} />
              </li>
            );
          })}
        </ol>
      </div>
      <NewBelow count={tail.unseen} onClick={tail.toEnd} />
    </div>
  );
}

interface EventRowProps {
  readonly event: RunEvent;
  readonly isChosen: boolean;
  readonly onSeq: (seq: number | null) => void;
}

function EventRow({ event, isChosen, onSeq }: EventRowProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onSeq(isChosen ? null : event.seq)}
      className={cx(
        'flex h-8 w-full items-center gap-3 border-b border-border/60 px-3 text-left font-mono text-xs -outline-offset-2!',
        isChosen ? 'bg-accent' : 'hover:bg-accent/60',
      )}
    >
      <span className="tabular w-10 shrink-0 text-right text-muted-foreground">{event.seq}</span>
      <time dateTime={event.at} className="hidden shrink-0 text-muted-foreground sm:inline">
        {clockTime(event.at)}
      </time>
      <span className="w-40 shrink-0 truncate font-medium">{event.type}</span>
      <span className="min-w-0 truncate text-muted-foreground">{oneLine(event.payload)}</span>
    </button>
  );
}
