import { lazyRouteComponent } from '@tanstack/react-router';
import type { ReactNode } from 'react';

type PageModule<Name extends string> = { readonly [Key in Name]: () => ReactNode };

/**
 * A page in a chunk of its own. After the server was renewed the chunk may be gone: everything is loaded anew then, once.
 * Without a network that would lose what was typed, so the failure is shown instead.
 */
export function page<Name extends string>(load: () => Promise<PageModule<Name>>, name: Name) {
  return lazyRouteComponent(() => load().catch(explain), name);
}

function explain(thrown: unknown): never {
  if (navigator.onLine) throw thrown;
  throw new Error('This device is offline, and the code of this page has not been loaded yet.', { cause: thrown });
}
