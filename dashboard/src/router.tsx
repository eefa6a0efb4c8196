import type { QueryClient } from '@tanstack/react-query';
import type { Forgeyard } from '@forgeyard/sdk';
import type { ComponentType } from 'react';
import { statusOf } from './api/failure.ts';
import { meQuery } from './api/queries.ts';
import { Router, type PageLoader, type Path } from './routing/index.ts';
import { isInFront } from './sign-in/own-path.ts';
import { Shell } from './shell/shell.tsx';

interface RouterContext {
  readonly forge: Forgeyard;
  readonly queries: QueryClient;
}

type PageModule<Name extends string> = { readonly [Key in Name]: ComponentType };
type Load<Name extends string> = () => Promise<PageModule<Name>>;

/** A page before signing in. */
const alone =
  <Name extends string>(load: Load<Name>, name: Name): PageLoader =>
  async () => ({ page: (await load())[name], frame: null });

const inShell =
  <Name extends string>(load: Load<Name>, name: Name): PageLoader =>
  async () => ({ page: (await load())[name], frame: Shell });

/** A page for everybody: no session is asked for. */
const open =
  <Name extends string>(load: Load<Name>, name: Name): PageLoader =>
  async () => {
    const [page, { PublicFrame }] = await Promise.all([load(), import('./directory/public-frame.tsx')]);
    return { page: page[name], frame: PublicFrame };
  };

/** Every page is a chunk of its own. */
const pages: Readonly<Record<Path, PageLoader>> = {
  '/login': alone(() => import('./sign-in/login-page.tsx'), 'LoginPage'),
  '/sign-up': alone(() => import('./sign-in/sign-up-page.tsx'), 'SignUpPage'),
  '/invitations/$token': alone(() => import('./sign-in/invitation-page.tsx'), 'InvitationPage'),
  '/reset': alone(() => import('./sign-in/reset-ask-page.tsx'), 'ResetAskPage'),
  '/reset/$token': alone(() => import('./sign-in/reset-page.tsx'), 'ResetPage'),
  '/welcome': alone(() => import('./sign-in/welcome-page.tsx'), 'WelcomePage'),
  '/': inShell(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
  '/agents': inShell(() => import('./agents/agents-page.tsx'), 'AgentsPage'),
  '/agents/$slug': inShell(() => import('./agents/agent-page.tsx'), 'AgentPage'),
  '/runs': inShell(() => import('./runs/runs-page.tsx'), 'RunsPage'),
  '/runs/$id': inShell(() => import('./runs/run-page.tsx'), 'RunPage'),
  '/sessions': inShell(() => import('./sessions/sessions-page.tsx'), 'SessionsPage'),
  '/sessions/compare': inShell(() => import('./sessions/compare/compare-page.tsx'), 'ComparePage'),
  '/sessions/$id': inShell(() => import('./sessions/session-page.tsx'), 'SessionPage'),
  '/inbox': inShell(() => import('./inbox/inbox-page.tsx'), 'InboxPage'),
  '/tasks': inShell(() => import('./tasks/tasks-page.tsx'), 'TasksPage'),
  '/tasks/$id': inShell(() => import('./tasks/task-page.tsx'), 'TaskPage'),
  '/deliverables': inShell(() => import('./deliverables/deliverables-page.tsx'), 'DeliverablesPage'),
  '/deliverables/$id': inShell(() => import('./deliverables/deliverable-page.tsx'), 'DeliverablePage'),
  '/projects': inShell(() => import('./projects/projects-page.tsx'), 'ProjectsPage'),
  '/projects/$id': inShell(() => import('./projects/project-page.tsx'), 'ProjectPage'),
  '/directory': open(() => import('./directory/directory-page.tsx'), 'DirectoryPage'),
  '/directory/$agt': open(() => import('./directory/profile-page.tsx'), 'ProfilePage'),
  '/settings/keys': inShell(() => import('./keys/keys-page.tsx'), 'KeysPage'),
  '/settings/keys/$id': inShell(() => import('./keys/key-page.tsx'), 'KeyPage'),
  '/settings/audit': inShell(() => import('./audit/audit-page.tsx'), 'AuditPage'),
  '/settings/webhooks': inShell(() => import('./webhooks/webhooks-page.tsx'), 'WebhooksPage'),
  '/settings/webhooks/$id': inShell(() => import('./webhooks/webhook-page.tsx'), 'WebhookPage'),
  '/settings/providers': inShell(() => import('./providers/providers-page.tsx'), 'ProvidersPage'),
  '/settings/profile': inShell(() => import('./account/profile-page.tsx'), 'ProfilePage'),
  '/settings/teams': inShell(() => import('./teams/teams-page.tsx'), 'TeamsPage'),
  '/settings/teams/$id': inShell(() => import('./teams/team-page.tsx'), 'TeamPage'),
  '/settings/members': inShell(() => import('./members/members-page.tsx'), 'MembersPage'),
};

/** True for the pages that nobody has to sign in for. */
export function isForVisitors(pathname: string): boolean {
  return isInFront(pathname) || /^\/directory(\/|$)/.test(pathname);
}

const startedOverKey = 'forgeyard.started-over';
const startOverEveryMs = 60_000;

/** Loads everything anew, once a minute at most: a page that was open while the server was renewed asks for files that are gone. */
function startsOver(): boolean {
  try {
    const isTooSoon = Date.now() - Number(sessionStorage.getItem(startedOverKey) ?? 0) < startOverEveryMs;
    if (isTooSoon || !navigator.onLine) return false;
    sessionStorage.setItem(startedOverKey, String(Date.now()));
  } catch {
    return false;
  }
  location.reload();
  return true;
}

/** Makes the router: who is not signed in is led to the sign-in page and back again. */
export function buildRouter({ forge, queries }: RouterContext): Router {
  return new Router({
    loaderOf: (path) => pages[path],
    startsOver,
    guard: async ({ pathname, href, isKnown }) => {
      // The address that earlier versions had.
      if (pathname === '/settings/password') return '/settings/profile';
      if (!isKnown || isForVisitors(pathname)) return null;
      try {
        const me = await queries.ensureQueryData(meQuery(forge));
        // The server answers nothing else to such a person.
        return me.user?.must_change_password === true && pathname !== '/settings/profile' ? '/settings/profile' : null;
      } catch (thrown) {
        if (statusOf(thrown) === 401) return `/login?${new URLSearchParams({ next: href })}`;
        throw thrown;
      }
    },
  });
}
