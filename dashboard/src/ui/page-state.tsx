import type { UseQueryResult } from '@tanstack/react-query';
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
      {query.isError && <ErrorPanel title={`${noun}: could not be loaded`} error={query.error} onRetry={() => void query.refetch()} />}
    </div>
  );
}
