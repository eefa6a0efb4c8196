import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { statusOf } from '../api/failure.ts';
import { buttonClass } from './button.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { useTitle } from './page.tsx';
import { SkeletonRows } from './skeleton.tsx';

interface PageStateProps {
  /** What the page is about, such as "run". */
  readonly noun: string;
  readonly query: UseQueryResult<unknown>;
}

/** A page about one thing before that thing is there: loading, or why it cannot be shown. */
export function PageState({ noun, query }: PageStateProps) {
  useTitle(noun);
  return (
    <div className="mx-auto w-full max-w-6xl p-4 sm:p-6">
      <h1 className="sr-only">{noun}</h1>
      {query.isPending && <SkeletonRows label={noun} />}
      {query.isError && <Failed noun={noun} query={query} />}
    </div>
  );
}

/** What is not there is not asked for again; there is a way on instead. */
function Failed({ noun, query }: PageStateProps) {
  const isGone = statusOf(query.error) === 404;
  return (
    <div className="flex flex-col items-start gap-4">
      <div className="w-full">
        <ErrorPanel title={`${noun}: could not be loaded`} error={query.error} onRetry={isGone ? undefined : () => void query.refetch()} />
      </div>
      {isGone && (
        <>
          <p className="text-muted-foreground">It may have been deleted, or belong to another organization than the one you are in now.</p>
          <Link to="/" className={buttonClass()}>
            Go to the overview
          </Link>
        </>
      )}
    </div>
  );
}
