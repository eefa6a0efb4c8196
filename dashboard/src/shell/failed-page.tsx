import type { ErrorComponentProps } from '@tanstack/react-router';
import { lazy, Suspense, type ComponentType } from 'react';

/** Where the rest of the dashboard cannot be had either, these words have to do. */
const Plain: ComponentType<ErrorComponentProps> = () => (
  <p role="alert" className="p-6">
    This page could not be opened. Reload it to try again.
  </p>
);

const Whole = lazy<ComponentType<ErrorComponentProps>>(() =>
  import('./route-error.tsx').then(
    ({ RouteError }) => ({ default: RouteError }),
    () => ({ default: Plain }),
  ),
);

/** What is shown in place of a page that could not be opened at all. */
export function FailedPage(props: ErrorComponentProps) {
  return (
    <Suspense>
      <Whole {...props} />
    </Suspense>
  );
}
