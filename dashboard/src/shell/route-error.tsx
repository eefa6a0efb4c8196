import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** What a route shows when it could not be opened at all. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    // Code that could not be had is not asked for a second time by browsers.
    if (error instanceof TypeError && navigator.onLine) return location.reload();
    reset();
    void router.invalidate();
  };
  return (
    <div className="mx-auto w-full max-w-3xl p-6">
      <ErrorPanel title="This page could not be opened" error={error} onRetry={retry} />
    </div>
  );
}
