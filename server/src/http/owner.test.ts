import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { all, native } from '../../test/route-table.ts';
import { pino } from 'pino';
import { withPolicies } from '../faces/kit/index.ts';
import type { Face } from '../faces/kit/index.ts';
import { policies } from '../faces/policies.ts';
import { CachedKeyVerifier } from '../domain/credentials/index.ts';
import { LoginSessions } from '../domain/people/index.ts';
import { world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { allowedMethods } from './allowed-methods.ts';
import { FailureLimit } from '../kernel/failure-limit.ts';
import { KeyLimits } from './key-limits.ts';
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
  ['GET', '/v1/providers', 'listProviders'],
  ['POST', '/v1/providers', 'addProvider'],
  ['DELETE', `/v1/providers/${run}`, 'removeProvider'],
  ['GET', '/v1/tools', 'listTools'],
  ['POST', '/v1/tools/data-transform/csv_to_json', 'testTool'],
  ['GET', '/v1/models', 'listModels'],
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

function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((first, at) => ordersOf([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [first, ...rest]));
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
      authenticators: {
        keys: new CachedKeyVerifier(home),
        tokens: new CachedKeyVerifier(home),
        guesses: new FailureLimit({ failuresMax: 20, windowS: 60 }),
        limits: new KeyLimits(),
        logins: new LoginSessions(home),
        cookieName: 'c',
        isOwnOrigin: () => true,
      },
      logger: pino({ level: 'silent' }),
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

  test('no operation is left out of the table, and none is named twice', () => {
    const ids = all.flatMap((face) => face.routes.map((route) => route.operationId)).sort();
    expect(documented.map(([, , owner]) => owner).sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('the table of policies has no line without a route', () => {
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

  test('only signing in is open to everybody', () => {
    const open = all.flatMap((face) => face.routes.filter((route) => route.policy.by === 'anybody').map((route) => route.operationId));
    expect(open.sort()).toEqual(['signIn', 'signInByOwnerLink']);
  });

  test('the methods of a path are those that any face serves there', () => {
    expect(allowedMethods(all, `/api/v1/agents/${uuid}?x=1`)).toEqual(['DELETE', 'GET', 'PUT']);
    expect(allowedMethods(all, '/v1/agents')).toEqual(['GET', 'POST']);
    expect(allowedMethods(all, '/v1/agents/')).toEqual([]);
    expect(allowedMethods(all, '/v1/nothing')).toEqual([]);
  });
});
