import { createRouter } from '@tanstack/react-router';
import { publicPages, root, shell, type RouterContext } from './routes/frames.ts';
import { frontRoutes } from './routes/front-routes.ts';
import { page } from './routes/page.ts';
import { publicRoutes } from './routes/public-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { parseSearch, stringifySearch } from './routes/texts.ts';
import { workRoutes } from './routes/work-routes.ts';
import { FailedPage } from './shell/failed-page.tsx';
import { isInFront } from './sign-in/own-path.ts';

const routeTree = root.addChildren([
  ...frontRoutes,
  publicPages.addChildren(publicRoutes),
  shell.addChildren([...workRoutes, ...settingsRoutes]),
]);

/** True for the pages that nobody has to sign in for. */
export function isForVisitors(pathname: string): boolean {
  return isInFront(pathname) || /^\/directory(\/|$)/.test(pathname);
}

/** Builds the router: every page is its own chunk, loaded on intent. */
export function buildRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Every parameter is plain text: the default would read `?q=12` as a number and quote it in the address.
    parseSearch,
    stringifySearch,
    defaultNotFoundComponent: page(() => import('./shell/not-found.tsx'), 'NotFound'),
    defaultErrorComponent: FailedPage,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof buildRouter>;
  }
}
