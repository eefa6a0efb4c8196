import { Component, useLayoutEffect, type ComponentType, type ReactNode } from 'react';
import { useRouter, useShown } from './hooks.ts';
import type { Place } from './router.ts';

export interface FailureProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

interface ViewProps {
  readonly NotFound: ComponentType;
  readonly Failure: ComponentType<FailureProps>;
}

/** The page in its frame. */
export function RouterView({ NotFound, Failure }: ViewProps) {
  const router = useRouter();
  const shown = useShown();
  useLayoutEffect(() => {
    if (shown !== null) router.settle(shown);
  }, [router, shown]);
  if (shown === null) return null;
  if (shown.error !== undefined) return <Failure error={shown.error} onRetry={router.reopen} />;
  if (shown.loaded === null) return <NotFound />;
  const Frame = shown.loaded.frame;
  return (
    <Caught place={shown.place} Failure={Failure}>
      {Frame === null ? <Outlet Failure={Failure} /> : <Frame />}
    </Caught>
  );
}

/** Where a frame has its page. */
export function Outlet({ Failure }: Pick<ViewProps, 'Failure'>) {
  const shown = useShown();
  if (shown === null || shown.loaded === null) return null;
  const Page = shown.loaded.page;
  return (
    <Caught place={shown.place} Failure={Failure}>
      <Page key={shown.match?.path} />
    </Caught>
  );
}

interface CaughtProps extends Pick<ViewProps, 'Failure'> {
  readonly place: Place;
  readonly children: ReactNode;
}

interface CaughtState {
  readonly failed: { readonly error: unknown } | null;
}

/** Shows a failure in the place of what failed, until it is tried again or another place is opened. */
class Caught extends Component<CaughtProps, CaughtState> {
  override state: CaughtState = { failed: null };

  static getDerivedStateFromError(error: unknown): CaughtState {
    return { failed: { error } };
  }

  override componentDidUpdate(before: CaughtProps): void {
    if (this.state.failed !== null && before.place !== this.props.place) this.setState({ failed: null });
  }

  override render(): ReactNode {
    const { failed } = this.state;
    const { Failure, children } = this.props;
    return failed === null ? children : <Failure error={failed.error} onRetry={() => this.setState({ failed: null })} />;
  }
}
