import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { accessRoutes } from './access.routes.ts';
import { accountRoutes } from './account.routes.ts';
import { agentSideRoutes } from './agent-side.routes.ts';
import { instanceRoutes } from './instances.routes.ts';
import { messageRoutes } from './messages.routes.ts';
import { notificationRoutes } from './notifications.routes.ts';
import { teamRoutes } from './teams.routes.ts';
import { userAgentRoutes } from './user-agents.routes.ts';

/** Every route of the dashboard backend. */
export function monitorRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [
    ...instanceRoutes,
    ...messageRoutes,
    ...accessRoutes,
    ...teamRoutes,
    ...accountRoutes(parts),
    ...agentSideRoutes,
    ...userAgentRoutes,
    ...notificationRoutes,
  ];
}
