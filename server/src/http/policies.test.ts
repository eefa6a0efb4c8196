import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, signIn, tenant } from '../../test/requests.ts';
import type { Browser } from '../../test/requests.ts';
import { all, native } from '../../test/route-table.ts';
import { enginesOf, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { grantsOfRole, grantsOfScopes, roles, scopeGrants } from '../kernel/caller.ts';
import type { CredentialForm, Grant, Role } from '../kernel/caller.ts';
import type { Face, Route } from '../faces/kit/index.ts';
import { DeniedAttempts } from '../domain/audit/index.ts';
import { createListener } from './listener.ts';

const password = 'correct horse battery';

/** Somebody at the door: the headers that say so, and what the table should make of it. */
interface Visitor {
  readonly name: string;
  readonly form: CredentialForm | null;
  readonly grants: ReadonlySet<Grant>;
  readonly headers: Readonly<Record<string, string>>;
}

/** The same paths, methods and policies; each route only says that it was reached. */
function reachable({ params: _params, query: _query, body: _body, ...route }: Route): Route {
  return { ...route, handle: async (at) => ({ status: 200, body: { org: at.caller.orgId } }) };
}

const routes = all.flatMap((face) => face.routes.map((route) => ({ face, route })));

function urlOf(route: Route): string {
  const account = 'agt_0194f0c2111170008000000000000001';
  if (route.operationId === 'forgeExecute') return '/api/agents/some-name/execute';
  const id = route.idShape === 'agt' || route.operationId.startsWith('identity') ? account : '7';
  return route.path
    .replace(':agent_id', account)
    .replace(
      /:(?:id|name)\b/,
      route.idShape === 'name' ? 'some-name' : route.idShape === 'uuid' ? '0194f0c2-1111-7000-8000-000000000001' : id,
    )
    .replace(/:[a-z_A-Z]+/g, '1');
}

function expectedStatus(face: Face, { policy: { by, grant } }: Route, visitor: Visitor): number {
  if (by === 'anybody') return 200;
  if (visitor.form === null) return 401;
  if (!by.includes(visitor.form)) return face.name === 'identity' ? 401 : 403;
  return grant === null || visitor.grants.has(grant) ? 200 : 403;
}

/** At the path that two faces share, a credential in a header makes it the request of a program, whatever the address looks like. */
function ownerOf(route: Route, { form }: Visitor): Route {
  if (route.operationId !== 'workbenchExecuteTask' || form === null || form === 'session') return route;
  return routes.find((one) => one.route.operationId === 'forgeExecute')?.route ?? route;
}

describe.each(enginesOf(import.meta.url))('S05 S10: who may call what on %s', (engine) => {
  let w: World;
  let app: FastifyInstance;
  const visitors: Visitor[] = [];

  const add = (name: string, form: CredentialForm | null, grants: Iterable<Grant>, headers: Readonly<Record<string, string>>): void => {
    visitors.push({ name, form, grants: new Set(grants), headers });
  };

  const addPeople = async (): Promise<void> => {
    for (const role of roles) {
      await person(w, role, `${role}@example.org`, password);
      const { cookie, csrf } = await signIn(w, `${role}@example.org`, password);
      add(`session of ${role}`, 'session', grantsOfRole[role], { cookie, 'x-csrf-token': csrf });
    }
  };

  const addKeys = async (): Promise<void> => {
    for (const scopes of [...scopeGrants.map((grant) => [grant]), ['read'], ['write'], ['*']]) {
      const made = await w.call('POST', '/v1/credentials', { name: `key ${scopes.join()}`, org_wide: true, scopes });
      expect(made.status, made.text).toBe(201);
      add(`key with ${scopes.join()}`, 'apiKey', grantsOfScopes(scopes), { 'x-forge-api-key': made.body.key });
    }
    const other = await tenant(w, 'Elsewhere');
    add('key of another organisation', 'apiKey', grantsOfScopes(['*']), { 'x-forge-api-key': other.key });
    for (const scopes of [['read'], ['*']]) {
      const made = await w.call('POST', '/v1/credentials', {
        name: `agent ${scopes.join()}`,
        kind: 'agent_key',
        agent: 'data-cleanup',
        scopes,
      });
      expect(made.status, made.text).toBe(201);
      add(`agent key with ${scopes.join()}`, 'agentKey', grantsOfScopes(scopes), { 'x-agent-key': made.body.key });
    }
  };

  const addUserKeys = async (): Promise<void> => {
    for (const role of ['admin', 'viewer'] as const satisfies readonly Role[]) {
      const browser: Browser = await signIn(w, `${role}@example.org`, password);
      const made = await browser.call('POST', '/api/users/me/keys', { name: 'mine', scopes: ['read', 'write'] });
      expect(made.status, made.text).toBe(201);
      const grants = [...grantsOfScopes(['read', 'write'])].filter((grant) => grantsOfRole[role].has(grant));
      add(`user key of ${role}`, 'userKey', grants, { 'x-agent-key': made.body.data.apiKey });
    }
  };

  const addAccount = async (): Promise<void> => {
    const account = await w.call('POST', '/api/auth/register', { agent_name: 'visitor-account' }, { 'x-forge-api-key': '' });
    expect(account.status, account.text).toBe(201);
    const { agent_id: id, recovery_key: recovery } = account.body;
    const basic = (secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    add('recovery key', 'recovery', ['self:keys', 'self:delete', 'self:read'], { authorization: basic(recovery) });
    const scopes = ['messages:read', 'profiles:write'];
    const key = await send('POST', `/api/agents/${id}`, { name: 'cli', scopes }, { authorization: basic(recovery) });
    add('identity key', 'identityKey', grantsOfScopes(scopes), { authorization: basic(key['api_key'] ?? '') });
    const token = await send(
      'POST',
      '/api/auth/token',
      { grant_type: 'client_credentials' },
      { authorization: basic(key['api_key'] ?? '') },
    );
    add('token', 'token', [...grantsOfScopes(scopes), 'self:read', 'self:profile'], { authorization: `Bearer ${token['access_token']}` });
  };

  const send = async (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${w.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    expect(response.ok, path).toBe(true);
    return (await response.json()) as Record<string, string>;
  };

  beforeAll(async () => {
    w = await world(engine);
    add('nobody', null, [], {});
    await addPeople();
    await addKeys();
    await addUserKeys();
    await addAccount();
    app = await createListener({
      home: w.server.home,
      faces: all.map((face) => ({ ...face, routes: face.routes.map(reachable) })),
      fallback: native,
      authenticators: w.server.authenticators,
      logger: pino({ level: 'silent' }),
      denials: new DeniedAttempts(w.server.home, () => undefined),
      isHttps: false,
      isKnownHost: () => true,
      extra: () => undefined,
    });
  });
  afterAll(async () => {
    await app.close();
    await w.close();
  });

  test.each(routes.map(({ face, route }) => [route.method, route.path, face, route] as const))(
    '%s %s',
    async (method, _path, face, route) => {
      const answers: Record<string, number> = {};
      const expected: Record<string, number> = {};
      for (const visitor of visitors) {
        const reply = await app.inject({ method, url: urlOf(route), headers: visitor.headers });
        answers[visitor.name] = reply.statusCode;
        expected[visitor.name] = expectedStatus(face, ownerOf(route, visitor), visitor);
      }
      expect(answers).toEqual(expected);
    },
  );
});
