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
  ['GET', '/api/agents?capability=research&status=active&available=true', 'workbenchListAgents'],
  ['POST', '/api/agents', 'workbenchCreateAgent'],
  ['GET', '/api/agents/7', 'workbenchGetAgent'],
  ['PATCH', '/api/agents/:a', 'workbenchUpdateAgent'],
  ['DELETE', '/api/agents/7', 'workbenchDeleteAgent'],
  ['PUT', '/api/agents/:a/owner', 'workbenchLinkOwner'],
  ['GET', '/api/agents/me', 'workbenchGetOwnAgent'],
  ['GET', '/api/agents/me/tasks?status=assigned&limit=50&offset=0', 'workbenchListOwnTasks'],
  ['GET', '/api/agents/me/tasks/next?lease=60', 'workbenchNextTask'],
  ['PUT', '/v1/agents/:a/owner', 'linkAgentOwner'],
  ['GET', '/api/agents/:a/metrics?period=30d', 'workbenchGetAgentMetrics'],
  ['GET', '/v1/agents/:a/metrics?period=7d', 'getAgentMetrics'],
  ['GET', '/v1/tasks?status=pending&sort=priority', 'listTasks'],
  ['POST', '/v1/tasks', 'createTask'],
  ['POST', '/v1/tasks/next', 'nextTask'],
  ['GET', `/v1/tasks/${run}`, 'getTask'],
  ['PATCH', `/v1/tasks/${run}`, 'updateTask'],
  ['DELETE', `/v1/tasks/${run}`, 'deleteTask'],
  ['GET', `/v1/tasks/${run}/explain`, 'explainTask'],
  ['POST', `/v1/tasks/${run}/claim`, 'claimTask'],
  ['POST', `/v1/tasks/${run}/lease`, 'extendTaskLease'],
  ['POST', `/v1/tasks/${run}/release`, 'releaseTask'],
  ['PATCH', `/v1/tasks/${run}/status`, 'setTaskStatus'],
  ['POST', `/v1/tasks/${run}/progress`, 'reportTaskProgress'],
  ['POST', `/v1/tasks/${run}/retry`, 'retryTask'],
  ['GET', '/v1/activity?event=task.*', 'listActivity'],
  ['GET', '/api/tasks?status=pending&priority=1&projectId=1&agentId=1&limit=100&offset=0', 'workbenchListTasks'],
  ['POST', '/api/tasks', 'workbenchCreateTask'],
  ['POST', '/api/tasks/bulk', 'workbenchCreateTasks'],
  ['PATCH', '/api/tasks/bulk', 'workbenchUpdateTasks'],
  ['DELETE', '/api/tasks/bulk', 'workbenchDeleteTasks'],
  ['GET', '/api/tasks/7', 'workbenchGetTask'],
  ['PATCH', '/api/tasks/7', 'workbenchUpdateTask'],
  ['DELETE', '/api/tasks/7', 'workbenchDeleteTask'],
  ['PATCH', '/api/tasks/7/status', 'workbenchSetTaskStatus'],
  ['POST', '/api/tasks/7/claim', 'workbenchClaimTask'],
  ['POST', '/api/tasks/7/release', 'workbenchReleaseTask'],
  ['POST', '/api/tasks/7/retry', 'workbenchRetryTask'],
  ['POST', '/api/tasks/7/progress', 'workbenchReportProgress'],
  ['GET', '/api/tasks/7/activity', 'workbenchListTaskActivity'],
  ['GET', '/api/activity', 'workbenchListActivity'],
  ['GET', '/api/deliverables?status=pending&taskId=1&agentId=1', 'workbenchListDeliverables'],
  ['GET', '/api/deliverables/pending', 'workbenchListPendingDeliverables'],
  ['GET', '/api/deliverables/mine', 'workbenchListMyDeliverables'],
  ['GET', '/api/deliverables/7', 'workbenchGetDeliverable'],
  ['GET', '/api/deliverables/7/feedback', 'workbenchGetDeliverableFeedback'],
  ['GET', `/api/deliverables/7/files/${run}`, 'workbenchGetDeliverableFile'],
  ['POST', '/api/deliverables', 'workbenchSubmitDeliverable'],
  ['POST', '/api/deliverables/7/revision', 'workbenchSubmitRevision'],
  ['PATCH', '/api/deliverables/7/review', 'workbenchReviewDeliverable'],
  ['GET', '/api/deliverables/7/comments', 'workbenchListDeliverableComments'],
  ['POST', '/api/deliverables/7/comments', 'workbenchAddDeliverableComment'],
  ['GET', '/api/tasks/7/comments', 'workbenchListTaskComments'],
  ['POST', '/api/tasks/7/comments', 'workbenchAddTaskComment'],
  ['GET', '/v1/deliverables?status=pending&mine=true', 'listDeliverables'],
  ['POST', '/v1/deliverables', 'submitDeliverable'],
  ['GET', `/v1/deliverables/${run}`, 'getDeliverable'],
  ['GET', `/v1/deliverables/${run}/files/${run}`, 'getDeliverableFile'],
  ['POST', `/v1/deliverables/${run}/review`, 'reviewDeliverable'],
  ['GET', `/v1/deliverables/${run}/comments`, 'listDeliverableComments'],
  ['POST', `/v1/deliverables/${run}/comments`, 'addDeliverableComment'],
  ['GET', `/v1/tasks/${run}/comments`, 'listTaskComments'],
  ['POST', `/v1/tasks/${run}/comments`, 'addTaskComment'],
  ['GET', '/v1/audit?event=key.*&limit=10', 'listAuditEntries'],
  ['GET', '/v1/audit/export?format=csv', 'exportAuditEntries'],
  ['GET', '/v1/audit/verify', 'verifyAuditChain'],
  ['GET', '/api/webhooks', 'workbenchListWebhooks'],
  ['POST', '/api/webhooks', 'workbenchCreateWebhook'],
  ['GET', '/api/webhooks/mine', 'workbenchGetOwnWebhook'],
  ['PUT', '/api/webhooks/mine', 'workbenchPutOwnWebhook'],
  ['DELETE', '/api/webhooks/mine', 'workbenchDeleteOwnWebhook'],
  ['GET', '/api/webhooks/7', 'workbenchGetWebhook'],
  ['PATCH', '/api/webhooks/7', 'workbenchUpdateWebhook'],
  ['DELETE', '/api/webhooks/7', 'workbenchDeleteWebhook'],
  ['POST', '/api/webhooks/7/rotate-secret', 'workbenchRotateWebhookSecret'],
  ['POST', '/api/webhooks/7/test', 'workbenchTestWebhook'],
  ['GET', '/api/webhooks/7/deliveries', 'workbenchListDeliveries'],
  ['POST', `/api/webhooks/7/deliveries/msg_${run.replaceAll('-', '')}/retry`, 'workbenchRetryDelivery'],
  ['POST', '/api/agents/:a/webhook-secret', 'workbenchCreateAgentWebhookSecret'],
  ['GET', '/v1/webhook-events', 'listWebhookEvents'],
  ['GET', '/v1/webhooks', 'listWebhooks'],
  ['POST', '/v1/webhooks', 'createWebhook'],
  ['GET', `/v1/webhooks/${run}`, 'getWebhook'],
  ['PATCH', `/v1/webhooks/${run}`, 'updateWebhook'],
  ['DELETE', `/v1/webhooks/${run}`, 'deleteWebhook'],
  ['POST', `/v1/webhooks/${run}/rotate-secret`, 'rotateWebhookSecret'],
  ['POST', `/v1/webhooks/${run}/test`, 'testWebhook'],
  ['GET', `/v1/webhooks/${run}/deliveries`, 'listWebhookDeliveries'],
  ['GET', `/v1/webhooks/${run}/deliveries/msg_${run.replaceAll('-', '')}`, 'getWebhookDelivery'],
  ['POST', `/v1/webhooks/${run}/deliveries/msg_${run.replaceAll('-', '')}/resend`, 'resendWebhookDelivery'],
  ['POST', `/v1/webhooks/${run}/recover`, 'recoverWebhookDeliveries'],
  ['GET', '/v1/agents/:a/webhook', 'getAgentWebhook'],
  ['PUT', '/v1/agents/:a/webhook', 'putAgentWebhook'],
  ['DELETE', '/v1/agents/:a/webhook', 'removeAgentWebhook'],
  ['GET', '/v1/agents/:a/profile', 'getAgentProfile'],
  ['GET', '/v1/assignees', 'listAssignees'],
  ['GET', '/v1/projects', 'listProjects'],
  ['POST', '/v1/projects', 'createProject'],
  ['GET', `/v1/projects/${run}`, 'getProject'],
  ['PATCH', `/v1/projects/${run}`, 'updateProject'],
  ['DELETE', `/v1/projects/${run}`, 'deleteProject'],
  ['GET', `/v1/projects/${run}/knowledge`, 'listKnowledge'],
  ['POST', `/v1/projects/${run}/knowledge`, 'addKnowledge'],
  ['PATCH', `/v1/projects/${run}/knowledge/7`, 'updateKnowledge'],
  ['DELETE', `/v1/projects/${run}/knowledge/7`, 'removeKnowledge'],
  ['GET', `/v1/projects/${run}/routing-rules`, 'getRoutingRules'],
  ['PUT', `/v1/projects/${run}/routing-rules`, 'putRoutingRules'],
  ['POST', `/v1/projects/${run}/routing-rules/test`, 'testRouting'],
  ['GET', '/api/projects?status=active', 'workbenchListProjects'],
  ['POST', '/api/projects', 'workbenchCreateProject'],
  ['GET', '/api/projects/3', 'workbenchGetProject'],
  ['PATCH', '/api/projects/3', 'workbenchUpdateProject'],
  ['DELETE', '/api/projects/3', 'workbenchDeleteProject'],
  ['GET', '/api/projects/3/knowledge', 'workbenchListKnowledge'],
  ['POST', '/api/projects/3/knowledge', 'workbenchAddKnowledge'],
  ['GET', '/api/knowledge/search?q=tone', 'workbenchSearchKnowledge'],
  ['GET', '/api/knowledge/5', 'workbenchGetKnowledge'],
  ['PATCH', '/api/knowledge/5', 'workbenchUpdateKnowledge'],
  ['DELETE', '/api/knowledge/5', 'workbenchDeleteKnowledge'],
  ['GET', '/api/projects/3/routing-rules', 'workbenchGetRoutingRules'],
  ['PUT', '/api/projects/3/routing-rules', 'workbenchPutRoutingRules'],
  ['POST', '/api/projects/3/routing-rules/test', 'workbenchTestRouting'],
  ['GET', '/api/users', 'workbenchListUsers'],
  ['POST', '/api/users', 'workbenchCreateUser'],
  ['GET', '/api/users/2', 'workbenchGetUser'],
  ['PATCH', '/api/users/2', 'workbenchUpdateUser'],
  ['DELETE', '/api/users/2', 'workbenchDeleteUser'],
  ['POST', '/api/users/2/reset-password', 'workbenchResetUserPassword'],
  ['PATCH', '/api/agents/:a/execution', 'workbenchConfigureExecution'],
  ['POST', '/api/agents/:a/test-connection', 'workbenchTestConnection'],
  ['POST', '/api/agents/7/execute', 'workbenchExecuteTask'],
  ['GET', '/v1/agents/:a/execution', 'getAgentExecution'],
  ['PATCH', '/v1/agents/:a/execution', 'configureAgentExecution'],
  ['POST', '/v1/agents/:a/test-connection', 'testAgentConnection'],
  ['POST', '/v1/tasks/7/execute', 'executeTask'],
  ['GET', '/v1/tasks/7/context', 'getTaskContext'],
  ['GET', '/api/tasks/7/context', 'workbenchGetTaskContext'],
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
          // A key makes the execute path that of programs; without one, a task is given to the agent of a number.
          const headers = owner === 'forgeExecute' ? { 'x-forge-api-key': 'forge_any' } : {};
          const reply = await app.inject({ method: method as 'GET', url, headers });
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
