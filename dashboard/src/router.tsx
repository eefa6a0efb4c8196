import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { Forgeyard } from '@forgeyard/sdk';
import { statusOf } from './api/failure.ts';
import { meQuery } from './api/queries.ts';
import { NotFound } from './shell/not-found.tsx';
import { RouteError } from './shell/route-error.tsx';
import { Shell } from './shell/shell.tsx';

export interface RouterContext {
  readonly forge: Forgeyard;
  readonly queries: QueryClient;
}

type Search = Readonly<Record<string, unknown>>;

/** Reads the named text parameters of an address and ignores everything else. */
function texts<Name extends string>(...names: readonly Name[]): (search: Search) => { [Key in Name]?: string } {
  return (search) => {
    const found: { [Key in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string') found[name] = value.slice(0, 2_000);
    }
    return found;
  };
}

function stringifySearch(search: Search): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') query.set(name, value);
  return query.size === 0 ? '' : `?${query}`;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFound, errorComponent: RouteError });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: texts('next', 'error'),
  component: lazyRouteComponent(() => import('./sign-in/login-page.tsx'), 'LoginPage'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: texts('next'),
  component: lazyRouteComponent(() => import('./sign-in/sign-up-page.tsx'), 'SignUpPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  component: lazyRouteComponent(() => import('./sign-in/invitation-page.tsx'), 'InvitationPage'),
});

const resetAsk = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./sign-in/reset-ask-page.tsx'), 'ResetAskPage'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('./sign-in/reset-page.tsx'), 'ResetPage'),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  validateSearch: texts('token'),
  component: lazyRouteComponent(() => import('./sign-in/welcome-page.tsx'), 'WelcomePage'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  errorComponent: RouteError,
  beforeLoad: async ({ context, location }) => {
    const me = await context.queries.ensureQueryData(meQuery(context.forge)).catch((thrown: unknown) => {
      if (statusOf(thrown) === 401) throw redirect({ to: '/login', search: { next: location.href } });
      throw thrown;
    });
    // The server answers nothing else to such a person.
    if (me.user?.must_change_password === true && location.pathname !== '/settings/profile') throw redirect({ to: '/settings/profile' });
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: texts('period'),
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});

const agents = createRoute({
  getParentRoute: () => shell,
  path: '/agents',
  validateSearch: texts('q', 'status', 'capability', 'available'),
  component: lazyRouteComponent(() => import('./agents/agents-page.tsx'), 'AgentsPage'),
});

const agent = createRoute({
  getParentRoute: () => shell,
  path: '/agents/$slug',
  validateSearch: texts('tab', 'session', 'period', 'type'),
  component: lazyRouteComponent(() => import('./agents/agent-page.tsx'), 'AgentPage'),
});

const runs = createRoute({
  getParentRoute: () => shell,
  path: '/runs',
  validateSearch: texts('agent', 'session', 'status'),
  component: lazyRouteComponent(() => import('./runs/runs-page.tsx'), 'RunsPage'),
});

const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$id',
  validateSearch: texts('tab', 'step', 'seq', 'type'),
  component: lazyRouteComponent(() => import('./runs/run-page.tsx'), 'RunPage'),
});

const sessions = createRoute({
  getParentRoute: () => shell,
  path: '/sessions',
  validateSearch: texts('q', 'status', 'origin', 'agent', 'key', 'error', 'time', 'scope'),
  component: lazyRouteComponent(() => import('./sessions/sessions-page.tsx'), 'SessionsPage'),
});

const session = createRoute({
  getParentRoute: () => shell,
  path: '/sessions/$id',
  validateSearch: texts('tab', 'seq', 'type', 'span', 'failed'),
  component: lazyRouteComponent(() => import('./sessions/session-page.tsx'), 'SessionPage'),
});

const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/inbox',
  validateSearch: texts('id', 'who', 'kind', 'show', 'agent'),
  component: lazyRouteComponent(() => import('./inbox/inbox-page.tsx'), 'InboxPage'),
});

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/settings/keys',
  validateSearch: texts('q', 'kind', 'status', 'attention'),
  component: lazyRouteComponent(() => import('./keys/keys-page.tsx'), 'KeysPage'),
});

const key = createRoute({
  getParentRoute: () => shell,
  path: '/settings/keys/$id',
  component: lazyRouteComponent(() => import('./keys/key-page.tsx'), 'KeyPage'),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  validateSearch: texts('event', 'actor', 'target', 'range', 'from', 'to', 'entry'),
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
});

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks',
  validateSearch: texts('q', 'status'),
  component: lazyRouteComponent(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});

const webhook = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks/$id',
  validateSearch: texts('tab', 'state', 'event', 'delivery'),
  component: lazyRouteComponent(() => import('./webhooks/webhook-page.tsx'), 'WebhookPage'),
});

const tasks = createRoute({
  getParentRoute: () => shell,
  path: '/tasks',
  validateSearch: texts('project', 'agent', 'priority', 'text', 'mine', 'status', 'view'),
  component: lazyRouteComponent(() => import('./tasks/tasks-page.tsx'), 'TasksPage'),
});

const task = createRoute({
  getParentRoute: () => shell,
  path: '/tasks/$id',
  component: lazyRouteComponent(() => import('./tasks/task-page.tsx'), 'TaskPage'),
});

const deliverables = createRoute({
  getParentRoute: () => shell,
  path: '/deliverables',
  validateSearch: texts('status', 'agent', 'project', 'mine'),
  component: lazyRouteComponent(() => import('./deliverables/deliverables-page.tsx'), 'DeliverablesPage'),
});

const deliverable = createRoute({
  getParentRoute: () => shell,
  path: '/deliverables/$id',
  validateSearch: texts('view', 'from', 'to'),
  component: lazyRouteComponent(() => import('./deliverables/deliverable-page.tsx'), 'DeliverablePage'),
});

const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  validateSearch: texts('q', 'status'),
  component: lazyRouteComponent(() => import('./projects/projects-page.tsx'), 'ProjectsPage'),
});

const project = createRoute({
  getParentRoute: () => shell,
  path: '/projects/$id',
  validateSearch: texts('tab', 'entry'),
  component: lazyRouteComponent(() => import('./projects/project-page.tsx'), 'ProjectPage'),
});

/** Pages for everybody: no session is asked for. */
const publicPages = createRoute({
  getParentRoute: () => root,
  id: 'public',
  component: lazyRouteComponent(() => import('./directory/public-frame.tsx'), 'PublicFrame'),
});

const directory = createRoute({
  getParentRoute: () => publicPages,
  path: '/directory',
  validateSearch: texts('q', 'category'),
  component: lazyRouteComponent(() => import('./directory/directory-page.tsx'), 'DirectoryPage'),
});

const profile = createRoute({
  getParentRoute: () => publicPages,
  path: '/directory/$agt',
  component: lazyRouteComponent(() => import('./directory/profile-page.tsx'), 'ProfilePage'),
});

const providers = createRoute({
  getParentRoute: () => shell,
  path: '/settings/providers',
  component: lazyRouteComponent(() => import('./providers/providers-page.tsx'), 'ProvidersPage'),
});

const ownAccount = createRoute({
  getParentRoute: () => shell,
  path: '/settings/profile',
  component: lazyRouteComponent(() => import('./account/profile-page.tsx'), 'ProfilePage'),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: '/settings/members',
  component: lazyRouteComponent(() => import('./members/members-page.tsx'), 'MembersPage'),
});

/** The address that earlier versions had. */
const password = createRoute({
  getParentRoute: () => shell,
  path: '/settings/password',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile', replace: true });
  },
});

const work = [tasks, task, deliverables, deliverable, projects, project];
const inShell = [
  home,
  agents,
  agent,
  runs,
  run,
  sessions,
  session,
  inbox,
  keys,
  key,
  webhooks,
  webhook,
  audit,
  providers,
  members,
  ownAccount,
  password,
  ...work,
];
const tree = root.addChildren([
  login,
  signUp,
  invitation,
  resetAsk,
  reset,
  welcome,
  publicPages.addChildren([directory, profile]),
  shell.addChildren(inShell),
]);

/** Builds the router: every page is its own chunk, loaded on intent. */
export function buildRouter(context: RouterContext) {
  return createRouter({
    routeTree: tree,
    context,
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Every parameter is plain text: the default would read `?q=12` as a number and quote it in the address.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: RouteError,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof buildRouter>;
  }
}
