import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { hrefOf, searchIn, type ParamsOf, type Path, type SearchOf } from './addresses.ts';
import type { Blocker, GoOptions, Router, Shown } from './router.ts';

export const RouterContext = createContext<Router | null>(null);

/** The router of this page; only works below RouterContext. */
export function useRouter(): Router {
  const router = useContext(RouterContext);
  if (router === null) throw new Error('No router above this component.');
  return router;
}

/** What is on the screen; null before the first page is there. */
export function useShown(): Shown | null {
  const router = useRouter();
  return useSyncExternalStore(router.subscribe, router.shown);
}

/** The texts behind the `?` of this page; the same object as long as they are the same. */
export function useSearch<P extends Path>(path: P): SearchOf<P> {
  const search = useShown()?.place.search ?? '';
  return useMemo(() => searchIn(path, search), [path, search]);
}

/** The parts of this page's path that differ from thing to thing. */
export function useParams<P extends Path>(_path: P): ParamsOf<P> {
  return ofPath<P>(useShown()?.match?.params ?? {});
}

/** Guaranteed by the table of pages: a page is shown only for an address of its own path. */
function ofPath<P extends Path>(params: Readonly<Record<string, string>>): ParamsOf<P> {
  return params as ParamsOf<P>;
}

export type SearchChange<P extends Path> = SearchOf<P> | ((before: SearchOf<P>) => SearchOf<P>);

/** A page to go to; without `search` it is opened as it is without any. */
export type Target<P extends Path> = { readonly to: P; readonly search?: SearchChange<P> | undefined } & (P extends `${string}$${string}`
  ? { readonly params: ParamsOf<P> }
  : { readonly params?: never });

/** The address of a target, as seen from what stands behind the `?` now. */
export function hrefTo<P extends Path>({ to, params, search }: Target<P>, now: string): string {
  const texts = typeof search === 'function' ? search(searchIn(to, now)) : (search ?? {});
  return hrefOf(to, params ?? {}, texts);
}

type Go = <P extends Path>(target: Target<P> & GoOptions) => Promise<void>;
type Refine<F extends Path> = (change: { readonly search: SearchChange<F> } & GoOptions) => Promise<void>;

/** Goes to a page; resolves when it is there. */
export function useNavigate(): Go {
  const router = useRouter();
  return useCallback((target) => router.go(hrefTo(target, location.search), target), [router]);
}

/** Changes what stands behind the `?` of this page. */
export function useRefine<F extends Path>(from: F): Refine<F> {
  const router = useRouter();
  return useCallback(
    ({ search, ...options }) => {
      const texts = typeof search === 'function' ? search(searchIn(from, location.search)) : search;
      return router.go(hrefOf(from, router.shown()?.match?.params ?? {}, texts), options);
    },
    [router, from],
  );
}

/** Asks before the page is left while `isOn`; the browser asks in its own words when the tab is closed. */
export function useBlocker(isOn: boolean, blocker: Blocker): void {
  const router = useRouter();
  const latest = useRef(blocker);
  latest.current = blocker;
  useEffect(() => {
    if (!isOn) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const stop = router.block((next) => latest.current(next));
    addEventListener('beforeunload', onUnload);
    return () => {
      stop();
      removeEventListener('beforeunload', onUnload);
    };
  }, [router, isOn]);
}
