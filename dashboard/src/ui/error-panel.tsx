import { CircleAlert, RotateCw } from 'lucide-react';
import { describeFailure } from '../api/failure.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

interface ErrorPanelProps {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** Says inline what failed, with the code and the request id that a log search needs. */
export function ErrorPanel({ title, error, onRetry }: ErrorPanelProps) {
  const { message, code, requestId } = describeFailure(error);
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-destructive/50 bg-destructive-muted p-4 text-foreground"
    >
      <CircleAlert size={20} className="mt-0.5 shrink-0 text-destructive" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="wrap-anywhere">{message}</p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 font-mono text-xs">
          <span>{code}</span>
          {requestId !== null && (
            <span className="inline-flex max-w-full items-center">
              <span className="min-w-0 break-all">request {requestId}</span>
              <CopyButton text={requestId} label="Copy request id" look="quiet" isIcon />
            </span>
          )}
        </p>
      </div>
      {onRetry !== undefined && (
        <Button onClick={onRetry}>
          <RotateCw size={16} aria-hidden />
          Retry
        </Button>
      )}
    </div>
  );
}
