import { RateLimitError } from '@forgeyard/sdk';
import { useEffect, useRef } from 'react';
import { statusOf } from '../api/failure.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { waitWords } from './wait-words.ts';

interface TroubleProps {
  readonly title: string;
  readonly error: unknown;
  /** What a plain refusal (400, 401) means here; one text for all of its reasons. */
  readonly refused?: string;
}

/** What went wrong at the door, in words; takes the focus, so that it is read out and Tab leads on to the fields. */
export function Trouble({ title, error, refused }: TroubleProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), [error]);
  if (error === null || error === undefined) return null;
  const words = wordsFor(error, refused);
  return (
    <div ref={place} tabIndex={-1} className="rounded-lg outline-none">
      {words === null ? (
        <ErrorPanel title={title} error={error} />
      ) : (
        <p role="alert" className="rounded-lg border border-destructive/50 bg-destructive-muted px-3 py-2.5">
          {words}
        </p>
      )}
    </div>
  );
}

function wordsFor(error: unknown, refused: string | undefined): string | null {
  if (error instanceof RateLimitError) return `Too many tries. Wait ${waitWords(error.retryAfterMs)}, then try again.`;
  return refused !== undefined && [400, 401].includes(statusOf(error)) ? refused : null;
}
