import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { all, native } from '../../test/route-table.ts';
import { pino } from 'pino';
import { withPolicies } from '../faces/kit/index.ts';
import type { Face } from '../faces/kit/index.ts';
import { policies } from '../faces/policies.ts';
import { world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { allowedMethods } from './allowed-methods.ts';
import { DeniedAttempts } from '../domain/audit/index.ts';
import { createListener } from './listener.ts';

const uuid = '0194f0c2-1111-7000-8000-000000000001';
const run = '0194f0c2-2222-7000-8000-000000000002';

/** Every request that a contract documents, and the operation that owns it. An agent is written `:a` and stands for all its addresses. */
const documented: readonly (readonly [string, string, string])[] = [
  ['GET', '/api/v1/agents', 'runnerListAgents'],
  ['POST', '/api/v1/agents', 'runnerCreateAgent'],
  ['GET', '/api/v1/agents/:a', 'runnerGetAgent'],
  ['PUT', '/api/v1/agents/:a', 'runnerUpdateAgent'],
  ['DELETE', '/api/v1/agents/:a', 'runnerDeleteAgent'],
  ['POST', '/api/v1/agents/:a/run', 'runnerRunAgent'],
  ['GET', '/api/v1/agents/:a/runs', 'runnerListRuns'],
  ['GET', `/api/v1/agents/:a/runs/${run}`, 'runnerGetRun'],
  ['GET', '/api/v1/tools', 'runnerListTools'],
  ['POST', '/api/agents/:a/execute', 'forgeExecute'],
  ['POST', '/api/v1/agents/:a/execute', 'forgeExecuteV1'],
  ['POST', '/v1/auth/owner-link', 'signInByOwnerLink'],
  ['POST', '/v1/auth/login', 'signIn'],
  ['POST', '/v1/auth/password', 'changePassword'],
  ['POST', '/v1/auth/logout', 'signOut'],
  ['GET', '/v1/me', 'getMe'],
  ['GET', '/v1/auth/options', 'getSignInOptions'],
  ['POST', '/v1/auth/sign-up', 'signUp'],
  ['POST', '/v1/auth/password-reset', 'requestPasswordReset'],
  ['POST', '/v1/auth/password-reset/complete', 'completePasswordReset'],
  ['POST', '/v1/auth/two-factor/verify', 'verifyTwoFactor'],
  ['POST', '/v1/auth/two-factor', 'enableTwoFactor'],
  ['POST', '/v1/auth/two-factor/confirm', 'confirmTwoFactor'],
  ['POST', '/v1/auth/two-factor/disable', 'disableTwoFactor'],
  ['GET', '/v1/auth/passkeys', 'listPasskeys'],
  ['POST', '/v1/auth/passkeys', 'addPasskey'],
  ['DELETE', `/v1/auth/passkeys/${run}`, 'removePasskey'],
  ['POST', '/v1/auth/passkeys/options', 'startPasskeyRegistration'],
  ['POST', '/v1/auth/passkeys/sign-in/options', 'startPasskeySignIn'],
  ['POST', '/v1/auth/passkeys/sign-in', 'signInByPasskey'],
  ['POST', '/v1/auth/oidc/oidc', 'startProviderSignIn'],
  ['GET', '/v1/auth/oidc/oidc/callback', 'finishProviderSignIn'],
  ['GET', '/v1/auth/sessions', 'listLoginSessions'],
  ['DELETE', `/v1/auth/sessions/${run}`, 'endLoginSession'],
  ['POST', '/v1/auth/sessions/end-others', 'endOtherLoginSessions'],
  ['PATCH', '/v1/me', 'updateMe'],
  ['POST', '/api/auth/login', 'workbenchLogin'],
  ['POST', '/api/auth/signup', 'workbenchSignUp'],
  ['POST', '/api/auth/logout', 'workbenchLogout'],
  ['GET', '/api/auth/me', 'workbenchMe'],
  ['GET', '/api/auth/csrf', 'workbenchCsrf'],
  ['POST', '/api/auth/change-password', 'workbenchChangePassword'],
  ['GET', '/v1/orgs', 'listMyOrgs'],
  ['POST', '/v1/orgs', 'createOrg'],
  ['POST', `/v1/orgs/${run}/switch`, 'switchOrg'],
  ['GET', '/v1/org', 'getOrg'],
  ['PATCH', '/v1/org', 'updateOrg'],
  ['POST', '/v1/org/leave', 'leaveOrg'],
  ['GET', '/v1/members', 'listMembers'],
  ['PATCH', `/v1/members/${run}`, 'changeMemberRole'],
  ['DELETE', `/v1/members/${run}`, 'removeMember'],
  ['POST', `/v1/members/${run}/reset-link`, 'createResetLink'],
  ['GET', '/v1/invitations', 'listInvitations'],
  ['POST', '/v1/invitations', 'createInvitation'],
  ['DELETE', `/v1/invitations/${run}`, 'revokeInvitation'],
  ['POST', '/v1/invitations/lookup', 'lookUpInvitation'],
  ['POST', '/v1/invitations/accept', 'acceptInvitation'],
  ['GET', '/v1/agents', 'listAgents'],
  ['POST', '/v1/agents', 'createAgent'],
  ['GET', '/v1/agents/:a', 'getAgent'],
  ['PATCH', '/v1/agents/:a', 'updateAgent'],
  ['DELETE', '/v1/agents/:a', 'deleteAgent'],
  ['GET', '/v1/agents/:a/versions', 'listAgentVersions'],
  ['POST', '/v1/agents/:a/versions/3/restore', 'restoreAgentVersion'],
  ['GET', '/v1/templates', 'listTemplates'],
  ['POST', '/v1/agents/:a/runs', 'startRun'],
  ['GET', '/v1/runs', 'listRuns'],
  ['GET', `/v1/runs/${run}`, 'getRun'],
  ['POST', `/v1/runs/${run}/cancel`, 'cancelRun'],
  ['POST', `/v1/runs/${run}/replay`, 'replayRun'],
  ['GET', `/v1/runs/${run}/events`, 'listRunEvents'],
  ['GET', '/v1/sessions', 'listSessions'],
  ['GET', `/v1/sessions/${run}`, 'getSession'],
  ['PATCH', `/v1/sessions/${run}`, 'renameSession'],
  ['GET', `/v1/sessions/${run}/events`, 'listSessionEvents'],
  ['GET', '/v1/interactions', 'listInteractions'],
  ['POST', `/v1/interactions/${run}/resolve`, 'resolveInteraction'],
  ['GET', '/v1/credentials', 'listCredentials'],
  ['POST', '/v1/credentials', 'createCredential'],
  ['DELETE', `/v1/credentials/${run}`, 'revokeCredential'],
  ['GET', `/v1/credentials/${run}`, 'getCredential'],
  ['PATCH', `/v1/credentials/${run}`, 'updateCredential'],
  ['POST', `/v1/credentials/${run}/rotate`, 'rotateCredential'],
  ['POST', '/v1/credentials/revoke-all', 'revokeAllCredentials'],
  ['POST', '/v1/leaked-keys', 'reportLeakedKey'],
  ['POST', '/v1/agents/:a/recovery-key', 'issueRecoveryKey'],
  ['POST', '/api/api-keys', 'forgeCreateKey'],
  ['GET', '/api/api-keys', 'forgeListKeys'],
  ['GET', `/api/api-keys/${run}`, 'forgeGetKey'],
  ['PATCH', `/api/api-keys/${run}`, 'forgeUpdateKey'],
  ['DELETE', `/api/api-keys/${run}`, 'forgeRevokeKey'],
  ['POST', '/api/agents/:a/keys', 'workbenchCreateAgentKey'],
  ['DELETE', `/api/agents/:a/keys/${run}`, 'workbenchRevokeAgentKey'],
  ['GET', '/api/users/me/keys', 'workbenchListUserKeys'],
  ['POST', '/api/users/me/keys', 'workbenchCreateUserKey'],
  ['DELETE', `/api/users/me/keys/${run}`, 'workbenchRevokeUserKey'],
  ['GET', '/v1/providers', 'listProviders'],
  ['POST', '/v1/providers', 'addProvider'],
  ['DELETE', `/v1/providers/${run}`, 'removeProvider'],
  ['GET', '/v1/tools', 'listTools'],
  ['POST', '/v1/tools/data-transform/csv_to_json', 'testTool'],
  ['GET', '/v1/models', 'listModels'],
  ['POST', '/api/auth/register', 'identityRegister'],
  ['POST', '/api/auth/token', 'identityIssueToken'],
  ['GET', '/.well-known/jwks.json', 'identityJwks'],
  ['GET', '/health', 'identityHealth'],
  ['POST', '/api/agents/:a', 'identityCreateKey'],
  ['GET', `/api/agents/agt_${uuid.replaceAll('-', '')}?limit=20`, 'identityListKeys'],
  ['POST', `/api/agents/:a/keys/aky_${run.replaceAll('-', '')}/rotate`, 'identityRotateKey'],
  ['POST', '/api/agents/:a/keys/revoke-all', 'identityRevokeAllKeys'],
  ['GET', '/api/agents/:a/audit-logs?event=key.created&limit=20', 'identityListAuditLogs'],
  ['DELETE', `/api/agents/agt_${uuid.replaceAll('-', '')}`, 'identityDeleteAccount'],
  ['POST', '/api/agents/profile', 'identityCreateProfile'],
  ['PUT', '/api/agents/profile', 'identityUpdateProfile'],
  ['DELETE', '/api/agents/profile', 'identityDeleteProfile'],
  ['GET', `/api/agents/profile/agt_${uuid.replaceAll('-', '')}`, 'identityGetProfile'],
  ['GET', '/api/agents/directory?q=weather+forecast&category=weather&limit=10&offset=0', 'identitySearchDirectory'],
  ['GET', '/api/agents/directory/random', 'identityRandomProfiles'],
  ['GET', '/v1/audit?event=key.*&limit=10', 'listAuditEntries'],
  ['GET', '/v1/audit/export?format=csv', 'exportAuditEntries'],
  ['GET', '/v1/audit/verify', 'verifyAuditChain'],
  ['GET', '/v1/agents/:a/profile', 'getAgentProfile'],
  ['PUT', '/v1/agents/:a/profile', 'putAgentProfile'],
  ['DELETE', '/v1/agents/:a/profile', 'removeAgentProfile'],
];
const addresses = [
  uuid,
  uuid.toUpperCase(),
  `agt_${uuid.replaceAll('-', '')}`,
  '7',
  '999999999999999',
  'data-cleanup',
  'run',
  'execute',
  'a%20b',
  '-x',
];

/** Each face first once, and all of them backwards: a request that two faces own is found by one of these. */
function ordersOf<Item>(items: readonly Item[]): Item[][] {
  const rotated = items.map((_, at) => [...items.slice(at), ...items.slice(0, at)]);
  return [...rotated, items.toReversed()];
}

/** The same paths, methods and id shapes; each route only says whose it is. */
function labelled({ params: _params, query: _query, body: _body, ...route }: Face['routes'][number]): Face['routes'][number] {
  return { ...route, policy: { by: 'anybody', grant: null }, handle: async () => ({ status: 200, body: { owner: route.operationId } }) };
}

describe('owners of requests', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  const mounted = (faces: readonly Face[]) => {
    const { home } = w.server;
    return createListener({
      home,
      faces,
      fallback: native,
      authenticators: w.server.authenticators,
      logger: pino({ level: 'silent' }),
      denials: new DeniedAttempts(w.server.home, () => undefined),
      isHttps: false,
      isKnownHost: () => true,
      extra: () => undefined,
    });
  };

  test.each(ordersOf(all).map((order) => [order.map((face) => face.name).join(', '), order] as const))(
    'every documented request has exactly one owner, for every shape of id, with the faces mounted as %s',
    async (_names, order) => {
      const app = await mounted(order.map((face) => ({ ...face, routes: face.routes.toReversed().map(labelled) })));
      for (const [method, pattern, owner] of documented) {
        for (const address of pattern.includes(':a') ? addresses : ['']) {
          const url = pattern.replace(':a', address);
          const reply = await app.inject({ method: method as 'GET', url });
          expect([reply.statusCode, reply.json()], `${method} ${url}`).toEqual([200, { owner }]);
        }
      }
      await app.close();
    },
  );

  test('S58: no operation is left out of the table, and none is named twice', () => {
    const ids = all.flatMap((face) => face.routes.map((route) => route.operationId)).sort();
    expect(documented.map(([, , owner]) => owner).sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('S58: the table of policies has no line without a route', () => {
    expect(Object.keys(policies).sort()).toEqual(all.flatMap((face) => face.routes.map((route) => route.operationId)).sort());
  });

  test('no two routes of different faces match one method, path and id shape', () => {
    const places = all.flatMap((face) =>
      face.routes.map((route) => `${route.method} ${route.path.replace(/:[a-z_]+/g, ':')} ${route.idShape ?? ''}`),
    );
    expect(new Set(places).size).toBe(places.length);
  });

  test('a route without a policy, or with one that its operation contradicts, keeps the server from starting', () => {
    expect(() => withPolicies(native, { ...policies, listRuns: undefined as never })).toThrow('route without a policy: listRuns');
    expect(() => withPolicies(native, { ...policies, listRuns: policies['getAgent'] as never })).toThrow(/asks for agents:read/);
  });

  test('only signing in, opening an account, the directory and what is public anyway are open to everybody', () => {
    const open = all.flatMap((face) => face.routes.filter((route) => route.policy.by === 'anybody').map((route) => route.operationId));
    expect(open.sort()).toEqual([
      'completePasswordReset',
      'finishProviderSignIn',
      'getSignInOptions',
      'identityHealth',
      'identityJwks',
      'identityRandomProfiles',
      'identityRegister',
      'identitySearchDirectory',
      'lookUpInvitation',
      'reportLeakedKey',
      'requestPasswordReset',
      'signIn',
      'signInByOwnerLink',
      'signInByPasskey',
      'signUp',
      'startPasskeySignIn',
      'startProviderSignIn',
      'verifyTwoFactor',
      'workbenchLogin',
      'workbenchSignUp',
    ]);
  });

  test('the methods of a path are those that any face serves there', () => {
    expect(allowedMethods(all, `/api/v1/agents/${uuid}?x=1`)).toEqual(['DELETE', 'GET', 'PUT']);
    expect(allowedMethods(all, '/v1/agents')).toEqual(['GET', 'POST']);
    expect(allowedMethods(all, '/v1/agents/')).toEqual([]);
    expect(allowedMethods(all, '/v1/nothing')).toEqual([]);
  });
});
