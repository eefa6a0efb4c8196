import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { accountRoutes } from './account.routes.ts';
import { agentRoutes } from './agents.routes.ts';
import { runRoutes } from './runs.routes.ts';
import { sessionRoutes } from './sessions.routes.ts';
import { settingsRoutes } from './settings.routes.ts';
import { toolRoutes } from './tools.routes.ts';

/** Every route of our own API. */
export function nativeRoutes(account: FaceParts): readonly RouteDraft[] {
  return [...accountRoutes(account), ...agentRoutes, ...runRoutes, ...sessionRoutes, ...settingsRoutes, ...toolRoutes];
}
