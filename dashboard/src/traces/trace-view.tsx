import type { Session } from '@forgeyard/sdk';
import { useMemo, useRef, useState } from 'react';
import { useLetters } from '../shell/use-letters.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { useServerNow } from './server-now.ts';
import { SpanPanel } from './span-panel.tsx';
import { barLooks, kindWords } from './span-looks.ts';
import { firstFailure, treeOf, visibleRows, type SpanTree } from './span-tree.ts';
import { scaleOf } from './time-scale.ts';
import { TraceTools } from './trace-tools.tsx';
import { TraceTree } from './trace-tree.tsx';
import { useSpans } from './use-spans.ts';

interface TraceViewProps {
  readonly session: Session;
  /** Changes when the session's log grows. */
  readonly growth: unknown;
  readonly isPaused: boolean;
  /** The id of the span that is looked at; empty for none. */
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly onlyFailed: boolean;
  readonly onOnlyFailed: (isOn: boolean) => void;
}

/** The steps of a session on a time axis, live, with everything about the one that is chosen. */
export function TraceView({ session, growth, isPaused, selected, onSelect, onlyFailed, onOnlyFailed }: TraceViewProps) {
  const loaded = useSpans(session.id, growth, isPaused);
  const [words, setWords] = useState('');
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const tree = useMemo(() => treeOf(loaded.spans), [loaded.spans]);
  const rows = useMemo(() => visibleRows(tree, { words, onlyFailed, collapsed }), [tree, words, onlyFailed, collapsed]);
  const isRunning = useMemo(() => tree.rows.some(({ span }) => span.status === 'running'), [tree]);
  const tick = useServerNow(250, isRunning && !isPaused);
  const frozen = useRef(tick);
  if (!isPaused) frozen.current = tick;
  const nowMs = frozen.current;
  const roots = useMemo(() => tree.rows.filter(({ depth }) => depth === 0).map(({ span }) => span), [tree]);
  const scale = useMemo(() => scaleOf(roots, isRunning ? nowMs : 0), [roots, isRunning, nowMs]);
  const chosen = tree.rows.find(({ span }) => span.id === selected) ?? (session.has_error ? firstFailure(tree) : undefined) ?? tree.rows[0];
  const expandAll = () => setCollapsed(new Set());
  useLetters({ f: () => onOnlyFailed(!onlyFailed), e: expandAll });

  if (loaded.isPending) return <SkeletonRows label="the trace" />;
  if (loaded.error !== null && loaded.spans.length === 0)
    return <ErrorPanel title="The trace could not be loaded" error={loaded.error} onRetry={loaded.retry} />;
  if (loaded.spans.length === 0) return <NoSpans session={session} />;
  const collapseAll = () => setCollapsed(new Set(tree.rows.filter(({ childCount }) => childCount > 0).map(({ key }) => key)));
  const toggle = (key: string, isClosed: boolean) =>
    setCollapsed((before) => {
      const next = new Set(before);
      if (isClosed) next.add(key);
      else next.delete(key);
      return next;
    });
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <TraceTools
        {...{ words, onlyFailed, onOnlyFailed }}
        onWords={setWords}
        shown={rows.length}
        total={tree.rows.length}
        failed={tree.rows.filter(({ span }) => span.status === 'error').length}
        isCut={loaded.isCut}
        onExpand={expandAll}
        onCollapse={collapseAll}
      />
      <div className="grid min-w-0 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-2">
          <TraceTree
            rows={rows}
            scale={scale}
            nowMs={nowMs}
            collapsed={collapsed}
            selected={chosen?.key}
            onSelect={onSelect}
            onToggle={toggle}
          />
          <Legend tree={tree} />
        </div>
        {chosen !== undefined && <SpanPanel key={chosen.key} sessionId={session.id} row={chosen} nowMs={nowMs} />}
      </div>
    </div>
  );
}

/** What the colours of the bars mean, as far as there are any. */
function Legend({ tree }: { readonly tree: SpanTree }) {
  const kinds = useMemo(() => [...new Set(tree.rows.map(({ span }) => span.kind))], [tree]);
  return (
    <ul aria-label="Kinds of steps" className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted-foreground">
      {kinds.map((kind) => (
        <li key={kind} className="inline-flex items-center gap-1.5">
          <span aria-hidden className={`size-2.5 rounded-xs ${barLooks[kind]}`} />
          {kindWords[kind]}
        </li>
      ))}
    </ul>
  );
}

function NoSpans({ session }: { readonly session: Session }) {
  const isTelemetry = session.origin === 'telemetry' || session.origin === 'external' || session.origin === 'launch';
  return (
    <p className="rounded-lg border border-dashed border-input p-6 text-muted-foreground">
      {isTelemetry
        ? 'No trace yet. An agent that sends OpenTelemetry spans to this server is shown here step by step.'
        : 'Nothing ran yet.'}
    </p>
  );
}
