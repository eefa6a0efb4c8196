import type { SecurityDoc, SecuritySchemeDoc } from './openapi-document.ts';
import type { Route } from './route.ts';

/** The ways to say who calls. Source: http/authenticate.ts. */
export const securitySchemes: Readonly<Record<string, SecuritySchemeDoc>> = {
  forgeKey: { type: 'apiKey', in: 'header', name: 'X-Forge-Api-Key', description: 'A key that was made in the dashboard or with the API' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key under the name that the agent API documents' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same key as `Authorization: Bearer`' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'forgeyard_session',
    description: 'The cookie of a person who signed in; under https it is called `__Host-forgeyard_session`',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'The `csrf_token` of the signed-in person; needed beside the cookie by every request that changes something',
  },
};

/** One key under any of its names, or the session cookie, which needs its token where something changes. */
export function securityOf(route: Route): SecurityDoc {
  if (route.policy.by === 'anybody') return [];
  const cookie: Readonly<Record<string, readonly string[]>> = route.method === 'GET' ? { session: [] } : { session: [], csrf: [] };
  return [{ forgeKey: [] }, { apiKey: [] }, { bearer: [] }, cookie];
}
