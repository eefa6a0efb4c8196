import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { accountRoutes } from './account.routes.ts';
import { auditRoutes } from './audit.routes.ts';
import { keyRoutes } from './keys.routes.ts';
import { profileRoutes } from './profiles.routes.ts';

/** Every route of the agents domain. */
export function identityRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [...accountRoutes(parts), ...keyRoutes, ...auditRoutes, ...profileRoutes(parts)];
}
