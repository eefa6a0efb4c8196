import type { JsonValue, Span } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { duration, exactly } from '../format/time.ts';
import { count, pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Status } from '../ui/status.tsx';
import { kindWords } from './span-looks.ts';
import type { SpanRow } from './span-tree.ts';
import { endOf, startOf } from './time-scale.ts';

interface SpanPanelProps {
  readonly sessionId: string;
  readonly row: SpanRow;
  readonly nowMs: number;
}

/** Attributes that are shown by a name of their own, in this order. */
const payloads: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Instructions', ['gen_ai.system_instructions']],
  ['Input', ['gen_ai.input.messages', 'gen_ai.tool.call.arguments', 'gen_ai.prompt', 'input.value', 'input']],
  ['Output', ['gen_ai.output.messages', 'gen_ai.tool.call.result', 'gen_ai.completion', 'output.value', 'output']],
];
const shownByName = new Set(payloads.flatMap(([, names]) => names));

/** Everything about the chosen step; large attributes are asked for when it is chosen. */
export function SpanPanel({ sessionId, row, nowMs }: SpanPanelProps) {
  const forge = useForge();
  const full = useQuery({
    queryKey: ['sessions', 'span', sessionId, row.key, row.span.seq],
    enabled: row.span.truncated === true,
    queryFn: ({ signal }) => forge.sessions.span(sessionId, row.span.id, { signal }),
  });
  const span = full.data ?? row.span;
  const events = span.events.map(readEvent);
  const error = span.status_message ?? (span.status === 'error' ? 'It failed without a message.' : null);
  return (
    <section
      aria-label="Selected step"
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-border bg-card p-4 xl:max-h-[calc(60vh+4rem)] xl:overflow-y-auto"
    >
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 font-mono font-medium wrap-anywhere">{span.name}</h2>
        <Status value={span.status === 'unset' ? 'ended' : span.status} />
      </div>
      <dl className="tabular grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
        {factsOf(row, span, nowMs).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      {error !== null && <p className="rounded-md bg-destructive-muted p-3 wrap-anywhere">{error}</p>}
      {full.isError && <ErrorPanel title="The whole step could not be loaded" error={full.error} onRetry={() => void full.refetch()} />}
      {full.isFetching && full.data === undefined && <p className="text-muted-foreground">Loading the whole step…</p>}
      {payloads.flatMap(([title, names]) =>
        names.filter((name) => name in span.attributes).map((name) => <Payload key={name} title={title} value={span.attributes[name]} />),
      )}
      {events.map(({ name, at, attributes }, place) => (
        <Payload key={`${place} ${name}`} title={`${name}${at === null ? '' : ` · ${at}`}`} value={stackIn(attributes) ?? attributes} />
      ))}
      <Attributes span={span} />
    </section>
  );
}

function factsOf({ tokens, below, attempt }: SpanRow, span: Span, nowMs: number): readonly (readonly [string, ReactNode])[] {
  const facts: (readonly [string, ReactNode])[] = [
    ['Kind', kindWords[span.kind]],
    ['Started', exactly(span.started_at)],
    [span.ended_at === null ? 'So far' : 'Took', duration(endOf(span, nowMs) - startOf(span))],
  ];
  if (span.model !== null) facts.push(['Model', span.model]);
  if (span.tool !== null) facts.push(['Tool', span.tool]);
  if (span.input_tokens !== null || span.output_tokens !== null)
    facts.push(['Tokens', `${count(span.input_tokens ?? 0)} in, ${count(span.output_tokens ?? 0)} out`]);
  else if (tokens > 0) facts.push(['Tokens below', count(tokens)]);
  if (attempt > 1) facts.push(['Try', String(attempt)]);
  if (below > 0) facts.push(['Steps below', count(below)]);
  if (span.run_id !== null) facts.push(['Run', <RunLink key="run" id={span.run_id} />]);
  facts.push(
    ['Span', <IdChip key="span" id={span.id} name="span id" />],
    ['Trace', <IdChip key="trace" id={span.trace_id} name="trace id" />],
  );
  return facts;
}

function RunLink({ id }: { readonly id: string }) {
  return (
    <Link to="/runs/$id" params={{ id }} className="text-primary underline underline-offset-2">
      Open run
    </Link>
  );
}

function Attributes({ span }: { readonly span: Span }) {
  const rest = Object.entries(span.attributes).filter(([name]) => !shownByName.has(name));
  if (rest.length === 0) return null;
  return (
    <details>
      <summary className="min-h-6 text-xs font-medium text-muted-foreground">Attributes ({rest.length})</summary>
      <dl className="mt-2 flex flex-col gap-1.5 text-xs">
        {rest.map(([name, value]) => (
          <div key={name}>
            <dt className="font-mono text-muted-foreground wrap-anywhere">{name}</dt>
            <dd className="font-mono whitespace-pre-wrap wrap-anywhere">{pretty(value, 4_000)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Payload({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="text-xs font-medium text-muted-foreground">{title}</h3>
      <CodeBlock text={pretty(value, 64_000)} label={title} className="whitespace-pre-wrap wrap-anywhere" />
    </div>
  );
}

interface ReadEvent {
  readonly name: string;
  readonly at: string | null;
  readonly attributes: unknown;
}

function readEvent(event: JsonValue): ReadEvent {
  if (typeof event !== 'object' || event === null || !('name' in event)) return { name: 'event', at: null, attributes: event };
  const at = typeof event['at'] === 'string' ? event['at'] : null;
  return { name: String(event['name']), at, attributes: event['attributes'] ?? {} };
}

/** An exception is read as its stack. */
function stackIn(attributes: unknown): string | null {
  if (typeof attributes !== 'object' || attributes === null) return null;
  const stack: unknown = Reflect.get(attributes, 'exception.stacktrace');
  return typeof stack === 'string' ? stack : null;
}
