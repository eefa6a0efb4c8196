import type { Forgeyard } from '@forgeyard/sdk';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router';
import { statusOf } from '../api/failure.ts';
import { meQuery } from '../api/queries.ts';
import { page } from './page.ts';

export interface RouterContext {
  readonly forge: Forgeyard;
  readonly queries: QueryClient;
}

export const root = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const Shell = page(() => import('../shell/shell.tsx'), 'Shell');

/** The frame of pages for which one has to be signed in; everybody else is led to the sign-in page and back again. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    void Shell.preload?.();
    const me = await context.queries.ensureQueryData(meQuery(context.forge)).catch((thrown: unknown) => {
      if (statusOf(thrown) === 401) throw redirect({ to: '/login', search: { next: location.href } });
      throw thrown;
    });
    // The server answers nothing else to such a person.
    if (me.user?.must_change_password === true && location.pathname !== '/settings/profile') throw redirect({ to: '/settings/profile' });
  },
});

/** Pages for everybody: no session is asked for. */
export const publicPages = createRoute({
  getParentRoute: () => root,
  id: 'public',
  component: page(() => import('../directory/public-frame.tsx'), 'PublicFrame'),
});
