import { toRfc3339 } from '../../kernel/clock.ts';
import { agtOfUuid } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { RateLimit } from '../../kernel/rate-limit.ts';
import { deleteAccount } from '../../domain/agents/index.ts';
import { issueToken, registerAccount } from '../../domain/tokens/index.ts';
import { customRoute, route } from '../kit/index.ts';
import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { exampleRegistration } from './examples.ts';
import { ownAccount } from './own-account.ts';
import { agentParams, deleted, emptyBody, errorBody, health, issued, keySet, registerBody, registered, tokenBody } from './wire.ts';

const shared = { tag: 'Agent accounts' } as const;
/** How long clients may keep the published keys; retired ones stay listed for longer. */
const keySetMaxAgeS = 300;

/** Opening, using and closing an agent's own account. */
export function accountRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [register(new RateLimit(parts.registrations)), issue, publishKeys, remove, healthOf(parts)];
}

function register(limit: RateLimit): RouteDraft {
  return customRoute({
    ...shared,
    method: 'POST',
    path: '/api/auth/register',
    operationId: 'identityRegister',
    summary: 'Register an agent account',
    body: registerBody,
    bodyExample: {
      agent_name: 'weather-agent',
      email: 'agent@example.com',
      metadata: { description: 'Forecasts', owner: 'Example', version: '1.0.0' },
    },
    answers: {
      201: { description: 'Registered; the recovery key is shown once', schema: registered, example: exampleRegistration },
      400: { description: 'INVALID_REQUEST', schema: errorBody },
      403: { description: 'FORBIDDEN: registration is closed, or needs an invitation', schema: errorBody },
      429: { description: 'RATE_LIMIT_EXCEEDED', schema: errorBody },
    },
    respond: async ({ home, request }, { body }) => {
      await limit.take(request.ip);
      const { description = '', ...facts } = body.metadata ?? {};
      const metadata: JsonObject = { ...facts, ...(body.email === undefined ? {} : { email: body.email }) };
      const account = await registerAccount(home, request, { name: body.agent_name, description, metadata, invitation: body.invitation });
      return {
        status: 201,
        body: {
          agent_id: agtOfUuid(account.agentId),
          agent_name: account.name,
          recovery_key: account.recoveryKey.reveal(),
          created_at: toRfc3339(account.createdAt),
          warning: exampleRegistration.warning,
        },
      };
    },
  });
}

const issue = customRoute({
  ...shared,
  method: 'POST',
  path: '/api/auth/token',
  operationId: 'identityIssueToken',
  summary: 'Exchange an API key for an access token; `Authorization: Basic agent_id:api_key`',
  body: tokenBody,
  bodyExample: { grant_type: 'client_credentials' },
  isBodyOptional: true,
  // OAuth 2.0 (RFC 6749 section 4.4.2) sends a form.
  takesForm: true,
  answers: {
    200: {
      description: 'A JWT that lives ten minutes',
      schema: issued,
      example: { access_token: 'eyJ…', token_type: 'Bearer', expires_in: 600, scope: 'messages:read messages:write' },
    },
    400: { description: 'INVALID_REQUEST: another grant type, or a scope that the key does not have', schema: errorBody },
    401: { description: 'UNAUTHORIZED', schema: errorBody },
    429: { description: 'RATE_LIMIT_EXCEEDED', schema: errorBody },
  },
  respond: async (at, { body }) => {
    const { token, expiresInS, scopes } = await issueToken(at, body.scope?.split(' '));
    return { status: 200, body: { access_token: token.reveal(), token_type: 'Bearer', expires_in: expiresInS, scope: scopes.join(' ') } };
  },
});

const publishKeys = customRoute({
  ...shared,
  method: 'GET',
  path: '/.well-known/jwks.json',
  operationId: 'identityJwks',
  summary: 'The public keys that verify access tokens',
  answers: { 200: { description: 'A JSON Web Key Set (RFC 7517)', schema: keySet } },
  respond: async ({ home }) => ({
    status: 200,
    body: { keys: await home.tokenSigner.keys.published() },
    headers: { 'cache-control': `public, max-age=${keySetMaxAgeS}`, 'content-type': 'application/jwk-set+json' },
  }),
});

const remove = route({
  ...shared,
  method: 'DELETE',
  path: '/api/agents/:id',
  idShape: 'agt',
  operationId: 'identityDeleteAccount',
  summary: 'Delete an agent account; `Authorization: Basic agent_id:recovery_key`',
  params: agentParams,
  body: emptyBody,
  isBodyOptional: true,
  answers: {
    200: {
      description: 'Deleted: keys, tokens and runs have ended',
      schema: deleted,
      example: { status: 'deleted', message: 'Agent account has been deleted' },
    },
    400: { description: 'INVALID_AGENT_ID', schema: errorBody },
    401: { description: 'UNAUTHORIZED', schema: errorBody },
    403: { description: 'FORBIDDEN', schema: errorBody },
  },
  operation: deleteAccount,
  read: ({ params }, at) => {
    ownAccount(at, params.id);
    return undefined;
  },
  show: () => ({ status: 'deleted', message: 'Agent account has been deleted' }),
});

function healthOf({ version }: FaceParts): RouteDraft {
  return customRoute({
    ...shared,
    method: 'GET',
    path: '/health',
    operationId: 'identityHealth',
    summary: 'Whether the server answers',
    answers: {
      200: { description: 'It does', schema: health, example: { status: 'ok', timestamp: '2026-04-03T20:00:00.000Z', version: '0.4.0' } },
    },
    respond: async ({ home }) => ({ status: 200, body: { status: 'ok', timestamp: toRfc3339(home.clock.now()), version } }),
  });
}
