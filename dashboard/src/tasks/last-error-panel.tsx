import type { Task } from '@forgeyard/sdk';
import { CircleAlert, RotateCw } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { Moment } from '../ui/moment.tsx';

interface LastErrorPanelProps {
  readonly task: Task;
  /** Null for those who may not retry. */
  readonly onRetry: (() => void) | null;
}

/** Why the last run failed, and when it is tried again by itself. */
export function LastErrorPanel({ task, onRetry }: LastErrorPanelProps) {
  const error = task.last_error;
  if (error === null || task.status === 'completed' || task.status === 'cancelled') return null;
  return (
    <section
      aria-label="Last error"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-destructive/50 bg-destructive-muted p-4"
    >
      <CircleAlert size={20} aria-hidden className="mt-0.5 shrink-0 text-destructive" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">The last run failed</p>
        <p className="wrap-anywhere">{error.message}</p>
        <p className="mt-1 flex flex-wrap gap-x-3 text-xs">
          <span className="font-mono">{error.category}</span>
          {error.retry_at === null ? (
            <span>It is not tried again by itself.</span>
          ) : (
            <span>
              Next try <Moment at={error.retry_at} />
            </span>
          )}
        </p>
      </div>
      {onRetry !== null && (
        <Button onClick={onRetry}>
          <RotateCw size={16} aria-hidden />
          Retry now
        </Button>
      )}
    </section>
  );
}
