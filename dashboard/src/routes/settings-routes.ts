import { createRoute, redirect } from '@tanstack/react-router';
import { shell } from './frames.ts';
import { page } from './page.ts';
import { texts } from './texts.ts';

const keys = createRoute({
  getParentRoute: () => shell,
  path: '/settings/keys',
  validateSearch: texts('q', 'kind', 'status', 'attention'),
  component: page(() => import('../keys/keys-page.tsx'), 'KeysPage'),
});

const key = createRoute({
  getParentRoute: () => shell,
  path: '/settings/keys/$id',
  component: page(() => import('../keys/key-page.tsx'), 'KeyPage'),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  validateSearch: texts('event', 'actor', 'target', 'range', 'from', 'to', 'entry'),
  component: page(() => import('../audit/audit-page.tsx'), 'AuditPage'),
});

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks',
  validateSearch: texts('q', 'status'),
  component: page(() => import('../webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});

const webhook = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks/$id',
  validateSearch: texts('tab', 'state', 'event', 'delivery'),
  component: page(() => import('../webhooks/webhook-page.tsx'), 'WebhookPage'),
});

const providers = createRoute({
  getParentRoute: () => shell,
  path: '/settings/providers',
  component: page(() => import('../providers/providers-page.tsx'), 'ProvidersPage'),
});

const ownAccount = createRoute({
  getParentRoute: () => shell,
  path: '/settings/profile',
  component: page(() => import('../account/profile-page.tsx'), 'ProfilePage'),
});

const members = createRoute({
  getParentRoute: () => shell,
  path: '/settings/members',
  component: page(() => import('../members/members-page.tsx'), 'MembersPage'),
});

const teams = createRoute({
  getParentRoute: () => shell,
  path: '/settings/teams',
  component: page(() => import('../teams/teams-page.tsx'), 'TeamsPage'),
});

const team = createRoute({
  getParentRoute: () => shell,
  path: '/settings/teams/$id',
  component: page(() => import('../teams/team-page.tsx'), 'TeamPage'),
});

/** The address that earlier versions had. */
const password = createRoute({
  getParentRoute: () => shell,
  path: '/settings/password',
  beforeLoad: () => {
    throw redirect({ to: '/settings/profile', replace: true });
  },
});

export const settingsRoutes = [keys, key, audit, webhooks, webhook, providers, ownAccount, members, teams, team, password];
