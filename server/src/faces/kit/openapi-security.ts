import type { CredentialForm } from '../../kernel/caller.ts';
import type { SecurityDoc, SecuritySchemeDoc } from './openapi-document.ts';
import type { Route } from './route.ts';

/** The ways to say who calls. Source: http/authenticate.ts. */
export const securitySchemes: Readonly<Record<string, SecuritySchemeDoc>> = {
  forgeKey: { type: 'apiKey', in: 'header', name: 'X-Forge-Api-Key', description: 'A key that was made in the dashboard or with the API' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key under the name that the agent API documents' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same key as `Authorization: Bearer`' },
  agentKey: { type: 'apiKey', in: 'header', name: 'X-Agent-Key', description: 'A key that acts as one agent, or as one person' },
  account: {
    type: 'http',
    scheme: 'basic',
    description: "An agent account's id and its recovery key, or an API key where a token is issued: `agt_…:rk_…`, `agt_…:sk_…`",
  },
  token: { type: 'http', scheme: 'bearer', description: 'An access token that an agent account exchanged its API key for' },
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

/** Which schemes carry each form of credential. An account's API key that is used as a key is covered by `apiKey` and `bearer`. */
const schemesOf: { readonly [F in CredentialForm]: readonly string[] } = {
  apiKey: ['forgeKey', 'apiKey', 'bearer'],
  agentKey: ['agentKey'],
  userKey: ['agentKey'],
  identityKey: [],
  token: ['token'],
  recovery: ['account'],
  session: ['session'],
};

/** One credential of the forms that the route takes; the session cookie needs its token where something changes. */
export function securityOf({ policy: { by }, method }: Route): SecurityDoc {
  if (by === 'anybody') return [];
  const isExchange = by.length === 1 && by[0] === 'identityKey';
  const names = isExchange ? ['account'] : [...new Set(by.flatMap((form) => schemesOf[form]))];
  const inOrder = Object.keys(securitySchemes).filter((name) => names.includes(name));
  return inOrder.map((name) => (name === 'session' && method !== 'GET' ? { session: [], csrf: [] } : { [name]: [] }));
}
