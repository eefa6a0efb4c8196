import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Route } from '../../src/faces/kit/index.ts';
import type { CredentialForm } from '../../src/kernel/caller.ts';
import { agtOfUuid } from '../../src/kernel/id.ts';
import { authorized, basic } from '../account.ts';
import { browserIn, owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { send } from '../requests.ts';
import { all } from '../route-table.ts';
import { enginesOf, world } from '../world.ts';
import type { World } from '../world.ts';

type Headers = Readonly<Record<string, string>>;

/** An organisation that has something of every kind, and credentials of every form. */
interface Tenant {
  readonly boss: MemberBrowser;
  readonly agent: string;
  readonly headers: { readonly [F in CredentialForm]: Headers };
  /** What each place of a path may name. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

/** What changes by looking. */
const restless = /"(last_used_at|last_used_ip|last_seen_at|requests_30d|lastUsedAt|requests_daily|usage)":(?:null|"[^"]*"|\d+|\[[^\]]*\])/g;
const isNear = (one: number): boolean => one < 4;
/** Signs of guessing at an account are shown to its own organisation, on purpose. */
const guessing = new Set(['signIn', 'workbenchLogin']);
/** These wait for the end of the run; the own agent that is aimed at waits for a person. */
const waiting = new Set(['runnerRunAgent', 'forgeExecute', 'forgeExecuteV1']);
/** Whoever deletes their own account asks nothing any more. */
const leftOut = new Set([...guessing, 'testTool', 'deleteMe', 'monitorDeleteMe']);
const routes = all.flatMap((face) => face.routes).filter((route) => !leftOut.has(route.operationId));

function bodyFor(route: Route, t: Tenant): unknown {
  const [agent = ''] = t.ids['agents'] ?? [];
  const [session = ''] = t.ids['sessions'] ?? [];
  const [key = ''] = t.ids['credentials'] ?? [];
  const bodies: Readonly<Record<string, unknown>> = {
    createCredential: { name: 'taken over', agent_ids: [agent] },
    updateCredential: { name: 'taken over', agent_ids: [agent] },
    revokeAllCredentials: { agent },
    forgeCreateKey: { name: 'taken over', scoped_agents: [agent] },
    forgeUpdateKey: { scoped_agents: [agent] },
    startRun: { input: 'x', wait: false, session_id: session },
    monitorRegisterInstance: { agent_instance_id: session, agent_type: 'alpha' },
    monitorPostAgentMessage: { agent_instance_id: session, agent_type: 'alpha', content: 'taken over' },
    monitorPostUserMessage: { agent_instance_id: session, content: 'taken over' },
    monitorEndSession: { agent_instance_id: session },
    ...Object.fromEntries([...waiting].map((name) => [name, { input: 'x', ...(name === 'runnerRunAgent' ? {} : { stream: false }) }])),
    changeMemberRole: { role: 'viewer' },
    createInvitation: { email: t.boss.email, role: 'viewer' },
    identityRevokeAllKeys: { exclude_key_id: key },
    updateMe: { name: 'taken over' },
    updateOrg: { name: 'taken over' },
    renameSession: { name: 'taken over' },
    updateAgent: { slug: 'gamma', system_prompt: 'taken over' },
    putAgentProfile: { introduction: 'taken over' },
    identityCreateProfile: { introduction: 'taken over' },
    identityUpdateProfile: { introduction: 'taken over' },
    requestPasswordReset: { email: t.boss.email },
    addProvider: { provider: 'openai', api_key: 'sk-of-a', models: ['b-model'] },
  };
  return bodies[route.operationId] ?? route.bodyExample ?? {};
}

function pathFor(route: Route, t: Tenant, pick: number): string {
  const choose = (place: string): string => t.ids[place]?.[pick % (t.ids[place]?.length ?? 1)] ?? pick.toString();
  return route.path
    .split('/')
    .map((segment, at, segments) => {
      if (!segment.startsWith(':')) return segment;
      if (segment === ':version') return '1';
      const before = segments[at - 1] ?? '';
      if (before === 'sessions' && segments[at - 2] === 'auth') return choose('logins');
      if (before === 'keys' || before === 'api-keys') return choose('credentials');
      return encodeURIComponent(choose(before === 'profile' ? 'agents' : before));
    })
    .join('/');
}

describe.each(enginesOf(import.meta.url))('two organisations on %s', (engine) => {
  let w: World;
  let b: Tenant;
  beforeAll(async () => {
    w = await world(engine, { guesses: { failuresMax: 10_000, windowS: 60 }, registrations: { max: 10_000, windowS: 60 } });
    b = await tenantOf('b');
  });
  afterAll(async () => {
    await b.boss.call('DELETE', `/v1/agents/${b.agent}`);
    await w.close();
  });

  const made = async (boss: MemberBrowser, path: string, body: unknown): Promise<any> => {
    const reply = await boss.call('POST', path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.body;
  };

  const tenantOf = async (name: string): Promise<Tenant> => {
    const boss = await owned(w);
    const other = await browserIn(w, boss.orgId, boss.userId);
    const provider = await made(boss, '/v1/providers', { provider: 'openai', api_key: 'sk-own', base_url: `${w.standIn.url}/v1` });
    const { id: agent, number } = await made(boss, '/v1/agents', {
      slug: 'alpha',
      model: 'gpt-standin-three',
      tools: ['data-transform', 'formula-engine'],
      config: { tool_policy: { 'data-transform': 'ask' } },
    });
    await made(boss, '/v1/agents', { slug: 'beta', model: 'gpt-standin-one' });
    const invitation = await made(boss, '/v1/invitations', { email: `${name}-guest@example.org`, role: 'viewer' });
    const key = await made(boss, '/v1/credentials', { name: 'same name', org_wide: true, scopes: ['*'] });
    const acting = await made(boss, '/v1/credentials', { name: 'acts', kind: 'agent_key', agent, scopes: ['*'] });
    const user = (await made(boss, '/api/users/me/keys', { name: 'mine' })).data;
    const recovery = await made(boss, `/v1/agents/${agent}/recovery-key`, undefined);
    const asAccount = authorized(w.url, basic(recovery.agent_id, recovery.recovery_key));
    const identity = (await asAccount('POST', `/api/agents/${recovery.agent_id}`, { name: 'cli' })).body;
    const token = (await authorized(w.url, basic(recovery.agent_id, identity.api_key))('POST', '/api/auth/token')).body.access_token;
    const team = await made(boss, '/v1/teams', { name: 'Crew' });
    const [place] = (await boss.call('GET', `/v1/teams/${team.id}`)).body.members;
    const run = await made(boss, `/v1/agents/${agent}/runs`, { input: 'x', wait: false });
    const asked = async (): Promise<any> => (await boss.call('GET', '/v1/interactions')).body.data[0];
    await vi.waitFor(async () => expect(await asked()).toBeDefined(), { timeout: 30_000, interval: 20 });
    await boss.call('PUT', `/v1/agents/${agent}/profile`, { introduction: 'Only for ourselves', status: 'inactive' });
    const login = (await other.call('GET', '/v1/auth/sessions')).body.data.find((session: any) => session.is_current);
    return {
      boss,
      agent,
      headers: {
        session: { cookie: boss.cookie, 'x-csrf-token': boss.csrf },
        apiKey: { 'x-forge-api-key': key.key },
        agentKey: { 'x-agent-key': acting.key },
        userKey: { 'x-agent-key': user.apiKey },
        identityKey: { authorization: basic(recovery.agent_id, identity.api_key) },
        recovery: { authorization: basic(recovery.agent_id, recovery.recovery_key) },
        token: { authorization: `Bearer ${token}` },
      },
      ids: {
        agents: [agent, agtOfUuid(agent), String(number), 'alpha'],
        runs: [run.id],
        sessions: [run.session_id],
        instances: [run.session_id],
        'agent-instances': [run.session_id],
        interactions: [(await asked()).id],
        credentials: [key.id, acting.id, identity.key_id, String(user.id), String(key.number)],
        providers: [provider.id],
        members: [boss.userId, place.id],
        teams: [team.id],
        invitations: [invitation.id],
        orgs: [boss.orgId],
        logins: [login.id],
        passkeys: [boss.userId],
      },
    };
  };

  const observe = async (): Promise<readonly string[]> => {
    const seen: string[] = [];
    const lists = [
      'agents',
      'credentials',
      'members',
      'invitations',
      'runs',
      'sessions',
      'interactions',
      'providers',
      'models',
      'orgs',
      'teams',
      'org',
      'audit',
    ];
    const [run = ''] = b.ids['runs'] ?? [];
    const [session = ''] = b.ids['sessions'] ?? [];
    const more = [
      `agents/${b.agent}`,
      `agents/${b.agent}/versions`,
      `agents/${b.agent}/profile`,
      `runs/${run}`,
      `sessions/${session}/events`,
      'auth/sessions',
      'me',
    ];
    for (const path of [...lists, ...more]) seen.push(`${path} ${(await b.boss.call('GET', `/v1/${path}`)).text}`);
    for (const [form, headers] of Object.entries(b.headers)) {
      const path = form === 'token' ? `/api/agents/${agtOfUuid(b.agent)}` : form === 'identityKey' || form === 'recovery' ? '' : '/v1/me';
      if (path !== '') seen.push(`${form} ${(await send(w.url, 'GET', path, { headers })).text}`);
    }
    seen.push(
      (
        await send(w.url, 'POST', '/api/agents/not-an-agent', {
          headers: { ...b.headers.recovery, 'content-type': 'application/json' },
          body: '{}',
        })
      ).status.toString(),
    );
    // Some lists are in the order of last use.
    return seen.flatMap((text) =>
      text
        .replaceAll(restless, '"$1":"…"')
        .split(/\},\{|\[\{|\}\]/)
        .toSorted(),
    );
  };

  const attempt = async (a: Tenant, [which, form, target, pick]: readonly [number, number, number, number]): Promise<void> => {
    const route = routes[which % routes.length];
    if (route === undefined) return;
    const { by } = route.policy;
    const headers = by === 'anybody' ? {} : (a.headers[by[form % by.length] ?? 'session'] ?? {});
    const t = isNear(target) ? a : b;
    // The own stream has no end; that of the other must not begin.
    if (t === a && route.operationId === 'monitorStreamMessages') return;
    const isOwnRun = t === a && waiting.has(route.operationId);
    const path = pathFor(route, isOwnRun ? { ...t, ids: { ...t.ids, agents: ['beta'], sessions: [] } } : t, pick);
    const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
    const reply = await send(w.url, route.method, path, {
      headers: { ...headers, ...(hasBody ? { 'content-type': 'application/json' } : {}) },
      ...(hasBody ? { body: JSON.stringify(bodyFor(route, t)) } : {}),
    });
    expect(reply.status, `${route.method} ${path}`).toBeLessThan(500);
    for (const own of [b.boss.orgId, b.boss.userId, ...(b.ids['runs'] ?? []), ...(b.ids['interactions'] ?? [])]) {
      // A refusal may repeat the id that was asked for.
      if (reply.status < 400) expect(reply.text, `${route.method} ${path}`).not.toContain(own);
    }
  };

  test('S59: whatever one does, by any door and with the ids of the other, the other sees no difference', async () => {
    const before = await observe();
    expect(before.join()).toContain('Only for ourselves');
    const step = fc.tuple(fc.nat({ max: 10_000 }), fc.nat({ max: 6 }), fc.nat({ max: 19 }), fc.nat({ max: 4 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        const a = await tenantOf('a');
        for (const one of steps) await attempt(a, one);
        await a.boss.call('DELETE', `/v1/agents/${a.agent}`);
        expect(await observe()).toEqual(before);
      }),
      { numRuns: 12, seed: 59, endOnFailure: true },
    );
  }, 240_000);

  test('S59: every operation once with every form of credential that it takes, aimed at the other', async () => {
    const before = await observe();
    for (const [which, { policy }] of routes.entries()) {
      const a = which % 25 === 0 || spent === undefined ? (spent = await tenantOf('a')) : spent;
      const forms = policy.by === 'anybody' ? 1 : policy.by.length;
      for (let form = 0; form < forms; form += 1) await attempt(a, [which, form, 19, which]);
    }
    expect(await observe()).toEqual(before);
  }, 240_000);
  let spent: Tenant | undefined;
});
