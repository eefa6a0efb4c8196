import { Wrench } from 'lucide-react';
import { duration } from '../format/time.ts';
import { pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { Status } from '../ui/status.tsx';
import type { ToolPart } from './turn.ts';

/** A tool call as a closed card: name, state, time; opened it shows what went in and came out. */
export function ToolCard({ part }: { readonly part: ToolPart }) {
  return (
    <details className="min-w-0 rounded-lg border border-border bg-card">
      <summary className="flex min-h-10 flex-wrap items-center gap-2 px-3 py-1.5">
        <Wrench size={15} aria-hidden className="shrink-0 text-muted-foreground" />
        <span className="min-w-0 truncate font-mono text-xs">
          {part.tool}
          {part.action !== '' && `.${part.action}`}
        </span>
        <Status value={part.status} />
        {part.durationMs !== null && <span className="tabular ml-auto text-xs text-muted-foreground">{duration(part.durationMs)}</span>}
      </summary>
      <div className="flex flex-col gap-2 border-t border-border p-3">
        <p className="text-xs font-medium text-muted-foreground">Input</p>
        <CodeBlock text={pretty(part.input)} label="tool input" className="max-h-60" />
        <p className="text-xs font-medium text-muted-foreground">{part.error === null ? 'Output' : 'Error'}</p>
        {part.error === null ? (
          <CodeBlock text={pretty(part.output)} label="tool output" className="max-h-60" />
        ) : (
          <p className="text-destructive wrap-anywhere">
            <span className="font-mono text-xs">{part.error.code}</span> {part.error.message}
          </p>
        )}
      </div>
    </details>
  );
}
