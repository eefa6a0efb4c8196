import { duration, exactly } from '../format/time.ts';
import { count, pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { Status } from '../ui/status.tsx';
import type { Span } from './span.ts';

/** Everything about the selected step: state, times, what went in, what came out. */
export function SpanPanel({ span, openText }: { readonly span: Span; readonly openText: string }) {
  const isWriting = span.kind === 'model' && span.endMs === null && openText !== '';
  const output = isWriting ? openText : span.output;
  return (
    <section aria-label="Selected step" className="flex min-w-0 flex-col gap-3 rounded-lg border border-border bg-card p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="min-w-0 truncate font-mono font-medium">{span.label}</h2>
        <Status value={span.status} />
      </div>
      <dl className="tabular grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
        <dt className="text-muted-foreground">Kind</dt>
        <dd>{span.kind}</dd>
        <dt className="text-muted-foreground">Started</dt>
        <dd className="wrap-anywhere">{exactly(new Date(span.startMs).toISOString())}</dd>
        {span.endMs !== null && (
          <>
            <dt className="text-muted-foreground">Took</dt>
            <dd>{duration(span.endMs - span.startMs)}</dd>
          </>
        )}
        {span.usage !== null && (
          <>
            <dt className="text-muted-foreground">Tokens</dt>
            <dd>
              {count(span.usage.input_tokens)} in, {count(span.usage.output_tokens)} out
            </dd>
          </>
        )}
      </dl>
      {span.error !== null && (
        <p className="rounded-md bg-destructive-muted p-3 wrap-anywhere">
          <span className="font-mono text-xs font-medium text-destructive">{span.error.code}</span> {span.error.message}
        </p>
      )}
      {span.input !== null && <Payload title="Input" value={span.input} />}
      {output !== null && output !== '' && <Payload title={isWriting ? 'Being written' : 'Output'} value={output} />}
    </section>
  );
}

function Payload({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="text-xs font-medium text-muted-foreground">{title}</h3>
      <CodeBlock text={pretty(value)} label={title.toLowerCase()} className="whitespace-pre-wrap wrap-anywhere" />
    </div>
  );
}
