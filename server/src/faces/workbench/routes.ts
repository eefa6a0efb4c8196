import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { keyRoutes } from './keys.routes.ts';
import { sessionRoutes } from './session.routes.ts';

/** Every route of the agents API that is served so far. */
export function workbenchRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [...sessionRoutes(parts), ...keyRoutes];
}
