import type { FaceParts, RouteDraft } from '../kit/index.ts';

/** Every route of the agents domain. */
export function identityRoutes(_parts: FaceParts): readonly RouteDraft[] {
  return [];
}
