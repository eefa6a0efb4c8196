import type { FaceParts, RouteDraft } from '../kit/index.ts';

/** Every route of the agents API that is served so far. */
export function workbenchRoutes(_parts: FaceParts): readonly RouteDraft[] {
  return [];
}
