import type { FailureProps } from '../routing/index.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Everything that is known about why a page could not be opened. */
export function RouteError({ error, onRetry }: FailureProps) {
  return (
    <div className="mx-auto w-full max-w-3xl p-6">
      <ErrorPanel title="This page could not be opened" error={error} onRetry={onRetry} />
    </div>
  );
}
