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
import { documented } from '../../test/documented-routes.ts';
import { createListener } from './listener.ts';

const uuid = '0194f0c2-1111-7000-8000-000000000001';

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
      'mcpResourceMetadata',
      'mcpResourceMetadataOfPath',
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
