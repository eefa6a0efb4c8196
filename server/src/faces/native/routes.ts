import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { accountRoutes } from './account.routes.ts';
import { meRoutes } from './me.routes.ts';
import { oidcRoutes } from './oidc.routes.ts';
import { passkeyRoutes } from './passkeys.routes.ts';
import { twoFactorRoutes } from './two-factor.routes.ts';
import { agentRoutes } from './agents.routes.ts';
import { auditRoutes } from './audit.routes.ts';
import { profileRoutes } from './profiles.routes.ts';
import { invitationRoutes } from './invitations.routes.ts';
import { memberRoutes } from './members.routes.ts';
import { orgRoutes } from './orgs.routes.ts';
import { credentialRoutes } from './credentials.routes.ts';
import { runRoutes } from './runs.routes.ts';
import { sessionRoutes } from './sessions.routes.ts';
import { settingsRoutes } from './settings.routes.ts';
import { toolRoutes } from './tools.routes.ts';

/** Every route of our own API. */
export function nativeRoutes(account: FaceParts): readonly RouteDraft[] {
  return [
    ...accountRoutes(account),
    ...twoFactorRoutes(account),
    ...passkeyRoutes(account),
    ...oidcRoutes(account),
    ...meRoutes(account),
    ...orgRoutes,
    ...memberRoutes,
    ...invitationRoutes,
    ...agentRoutes,
    ...auditRoutes,
    ...credentialRoutes(),
    ...profileRoutes,
    ...runRoutes,
    ...sessionRoutes,
    ...settingsRoutes,
    ...toolRoutes,
  ];
}
