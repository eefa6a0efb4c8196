import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { duration } from '../format/time.ts';
import { count, pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { Status } from '../ui/status.tsx';
import { ToolCard } from './tool-card.tsx';
import { Answer } from './answer.tsx';
import { hasRun } from './conversation.ts';
import { isRunning, type Part, type Turn } from './turn.ts';

interface TurnViewProps {
  readonly turn: Turn;
  readonly onRetry?: ((turn: Turn) => void) | undefined;
}

/** One run of a conversation: the question on the right, then everything the agent did. */
export const TurnView = memo(function TurnView({ turn, onRetry }: TurnViewProps) {
  return (
    <article aria-label={`Run ${turn.runId}`} data-status={turn.status} className="flex min-w-0 flex-col gap-3">
      <div className="ml-auto flex max-w-[85%] min-w-0 flex-col gap-2 rounded-xl bg-secondary px-4 py-2.5 text-secondary-foreground">
        <p className="whitespace-pre-wrap wrap-anywhere">{turn.input}</p>
        {turn.data !== null && (
          <details className="text-xs">
            <summary className="min-h-6">Attached data</summary>
            <CodeBlock text={pretty(turn.data)} label="attached data" className="max-h-48 text-foreground" />
          </details>
        )}
      </div>
      {turn.parts.map((part, place) => (
        <PartView key={place} part={part} />
      ))}
      {turn.status === 'queued' && <p className="text-muted-foreground">Waiting to start…</p>}
      {turn.status === 'running' && turn.parts.length === 0 && <p className="text-muted-foreground">Working…</p>}
      {turn.error !== null && (
        <div role="alert" className="rounded-lg border border-destructive/50 bg-destructive-muted p-3">
          <p className="wrap-anywhere">{turn.error.message}</p>
          <p className="font-mono text-xs">{turn.error.code}</p>
          {onRetry !== undefined && (
            <button type="button" onClick={() => onRetry(turn)} className="mt-1 min-h-6 font-medium underline underline-offset-2">
              Send it again
            </button>
          )}
        </div>
      )}
      {hasRun(turn) && <TurnFooter turn={turn} />}
    </article>
  );
});

function TurnFooter({ turn }: { readonly turn: Turn }) {
  return (
    <p className="tabular flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted-foreground">
      <Status value={turn.status} />
      {turn.durationMs !== null && <span>{duration(turn.durationMs)}</span>}
      {!isRunning(turn) && turn.usage !== null && <span>{count(turn.usage.input_tokens + turn.usage.output_tokens)} tokens</span>}
      <Link
        to="/runs/$id"
        params={{ id: turn.runId }}
        className="inline-flex min-h-6 items-center font-medium text-primary underline underline-offset-2"
      >
        Open run
      </Link>
    </p>
  );
}

function PartView({ part }: { readonly part: Part }) {
  if (part.kind === 'tool') return <ToolCard part={part} />;
  if (part.kind === 'question') {
    return (
      <p className="rounded-lg border border-warning bg-warning-muted p-3">
        {part.question}{' '}
        {part.decision === null ? (
          <Link to="/inbox" search={{ id: part.id }} className="font-medium underline underline-offset-2">
            Answer in the inbox
          </Link>
        ) : (
          <span className="font-medium">Decided: {part.decision}</span>
        )}
      </p>
    );
  }
  return (
    <div className="min-w-0">
      {part.reasoning !== '' && (
        <details className="mb-2 text-muted-foreground">
          <summary className="min-h-6 text-xs">Reasoning</summary>
          <p className="whitespace-pre-wrap wrap-anywhere">{part.reasoning}</p>
        </details>
      )}
      <Answer text={part.text} isOpen={part.isOpen} />
    </div>
  );
}
