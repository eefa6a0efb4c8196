import { CSPProvider } from '@base-ui/react/csp-provider';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { isPassing, statusOf } from './api/failure.ts';
import { createForge, ForgeContext } from './api/forge.ts';
import { createLive, LiveContext } from './api/live.ts';
import { createLiveLink, LiveLinkContext } from './events/live-link.ts';
import { buildRouter, isForVisitors } from './router.tsx';
import { followSystemTheme } from './shell/theme.ts';
import './styles.css';

const retriesMax = 2;
const link = createLiveLink();
const forge = createForge(() => link.set('live'));
const live = createLive(async () => new (await import('./api/live-connection.ts')).LiveConnection(forge, link));

/** A lost session leads to the sign-in page and back to where the person was. */
function onLostSession(thrown: unknown): void {
  if (statusOf(thrown) !== 401) return;
  const { pathname, href } = router.state.location;
  if (isForVisitors(pathname)) return;
  queries.removeQueries({ queryKey: ['me'] });
  void router.navigate({ to: '/login', search: { next: href } });
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: onLostSession }),
  mutationCache: new MutationCache({ onError: onLostSession }),
  defaultOptions: { queries: { staleTime: 2_000, retry: (failures, thrown) => failures < retriesMax && isPassing(thrown) } },
});
const router = buildRouter({ forge, queries });

followSystemTheme();
const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root.');
createRoot(place).render(
  <ForgeContext value={forge}>
    <LiveLinkContext value={link}>
      <LiveContext value={live}>
        <QueryClientProvider client={queries}>
          <CSPProvider disableStyleElements>
            <RouterProvider router={router} />
          </CSPProvider>
        </QueryClientProvider>
      </LiveContext>
    </LiveLinkContext>
  </ForgeContext>,
);
