import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Route } from '../../src/faces/kit/index.ts';
import { owned } from '../browsers.ts';
import { recordedAgents } from '../recorded-agents.ts';
import { recordedDeliverables, unrecordedDeliverables } from '../recorded-deliverables.ts';
import { recordedExecution } from '../recorded-execution.ts';
import { recordedInteractions, unrecordedInteractions } from '../recorded-interactions.ts';
import { recordedMonitor, unrecordedMonitor } from '../recorded-monitor.ts';
import { recordedLaunches, unrecordedLaunches } from '../recorded-launches.ts';
import { recordedPeople } from '../recorded-people.ts';
import { onProject, recordedProjects } from '../recorded-projects.ts';
import { recordedSessions, unrecordedSessions } from '../recorded-sessions.ts';
import { recordedTeams } from '../recorded-teams.ts';
import { recordedTasks, unrecordedTasks } from '../recorded-tasks.ts';
import { recordedToolServers } from '../recorded-tool-servers.ts';
import { recordedWebhooks, unrecordedWebhooks } from '../recorded-webhooks.ts';
import { recordedWorkbench } from '../recorded-workbench.ts';
import { all } from '../route-table.ts';
import { later, native, sceneOf } from '../scene.ts';
import type { Recorded, Scene } from '../scene.ts';
import { enginesOf, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

/** What somebody would send to be more than they are. */
const wanted: Readonly<Record<string, unknown>> = {
  userId: 'other',
  user_id: '0194f0c2-1111-7000-8000-000000000001',
  orgId: 'other',
  org_id: '0194f0c2-1111-7000-8000-000000000001',
  ownerId: 1,
  owner_id: 1,
  role: 'owner',
  is_admin: true,
  keyHash: 'x',
  key_hash: 'x',
  token_hash: 'x',
  password_hash: 'x',
  parent_id: null,
  created_by: 'system',
  created_at: '2020-01-01T00:00:00Z',
  isOrgWide: true,
  org_wide: true,
  scopes: ['*'],
  status: 'active',
  email_verified: true,
  must_change_password: false,
  deleted_at: null,
  id: '0194f0c2-1111-7000-8000-000000000001',
  number: 1,
  version: 99,
};

const routes = all.flatMap((face) => face.routes).filter((route) => route.body !== undefined);
/** A tool's own input is free: its schema is the tool's, and it is stored nowhere. A protocol's messages may carry more than is looked at. */
const free = new Set(['testTool', 'mcpCall']);

/** Good requests of operations that the trail does not record. */
const started = async (s: Scene, path: string): Promise<() => Promise<Reply>> => {
  const id = await s.agent();
  return () => s.boss.call('POST', path.replace(':id', id), { input: 'x', stream: false });
};
const more: Recorded = {
  startRun: [[], (s) => started(s, '/v1/agents/:id/runs')],
  forgeExecute: [[], (s) => started(s, '/api/agents/:id/execute')],
  forgeExecuteV1: [[], (s) => started(s, '/api/v1/agents/:id/execute')],
  runnerRunAgent: [[], (s) => started(s, '/api/v1/agents/:id/run')],
  workbenchExecuteTask: [[], native('/api/agents/7/execute', () => ({ taskId: 1 }))],
  lookUpInvitation: [[], native('/v1/invitations/lookup', () => ({ token: 'x'.repeat(43) }))],
  startProviderSignIn: [[], native('/v1/auth/oidc/oidc', () => ({ return_to: '/' }))],
  requestPasswordReset: [[], native('/v1/auth/password-reset', () => ({ email: 'nobody@example.org' }))],
  testRouting: [[], onProject('POST', ({ id }) => `/v1/projects/${id}/routing-rules/test`, {})],
  workbenchTestRouting: [[], onProject('POST', ({ number }) => `/api/projects/${number}/routing-rules/test`, {})],
  enableTwoFactor: [[], native('/v1/auth/two-factor', () => ({ password: 'correct horse battery' }))],
};
const requests: Recorded = {
  ...recordedAgents,
  ...recordedExecution,
  ...recordedInteractions,
  ...unrecordedInteractions,
  ...recordedMonitor,
  ...unrecordedMonitor,
  ...recordedPeople,
  ...recordedLaunches,
  ...unrecordedLaunches,
  ...recordedProjects,
  ...recordedSessions,
  ...unrecordedSessions,
  ...recordedTeams,
  ...recordedTasks,
  ...unrecordedTasks,
  ...recordedWebhooks,
  ...unrecordedWebhooks,
  ...recordedDeliverables,
  ...unrecordedDeliverables,
  ...recordedToolServers,
  ...recordedWorkbench,
  ...more,
};

function membersOf(schema: unknown): string[] {
  const found = Object(schema) as { properties?: object; anyOf?: unknown[]; allOf?: unknown[] };
  return [...Object.keys(found.properties ?? {}), ...[...(found.anyOf ?? []), ...(found.allOf ?? [])].flatMap(membersOf)];
}

describe.each(enginesOf(import.meta.url))('members that no route knows on %s', (engine) => {
  let w: World;
  let count = 0;
  beforeAll(async () => {
    const wide = [{ failures: 100_000, seconds: 60 }];
    w = await world(engine, { signInLimits: { account: wide, address: wide, everybody: wide } });
  });
  afterAll(() => w.close());
  afterEach(() => vi.unstubAllGlobals());

  /** The same request with members added to its body on its way to the server. */
  const adding = async (extra: Readonly<Record<string, unknown>>, act: () => Promise<Reply>): Promise<Reply> => {
    const plain = fetch;
    vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
      const body = { ...(typeof init.body === 'string' ? (JSON.parse(init.body) as object) : {}), ...extra };
      const headers = { ...(init.headers as Record<string, string>), 'content-type': 'application/json' };
      return plain(url, { ...init, headers, body: JSON.stringify(body) });
    });
    try {
      return await act();
    } finally {
      vi.unstubAllGlobals();
    }
  };

  test('S07: every route with a body is asked here', () => {
    expect(routes.map((route) => route.operationId).filter((name) => requests[name] === undefined && !free.has(name))).toEqual([]);
  });

  test.each(routes.filter((route) => !free.has(route.operationId)).map((route) => [route.operationId, route] as const))(
    'S07: 400 for any member that %s does not document, and nothing happens',
    async (name, route: Route) => {
      const [, step] = requests[name] ?? [[], () => later(async () => Promise.reject(new Error(name)))];
      const act = await step(await sceneOf(w, (count += 1) + 10_000));
      const known = new Set(membersOf(route.body));
      for (const [member, value] of Object.entries(wanted).filter(([one]) => !known.has(one))) {
        const reply = await adding({ [member]: value }, act);
        expect([member, reply.status], reply.text.slice(0, 300)).toEqual([member, 400]);
        expect(reply.text, member).toMatch(/not a known member|unknown|not valid/i);
      }
      // Its members are no mistake by themselves: the request as it is was good all the time.
      if (more[name] === undefined) {
        const reply = await act();
        expect(reply.status, reply.text.slice(0, 300)).toBeLessThan(400);
      }
    },
  );

  test('S07: an organisation cannot be named by header or query either', async () => {
    const [one, other] = [await owned(w), await owned(w)];
    const headers = { 'x-org-id': other.orgId, 'x-organization-id': other.orgId, 'x-user-id': other.userId, 'x-tenant-id': other.orgId };
    for (const query of ['', `?org_id=${other.orgId}`, `?orgId=${other.orgId}&userId=${other.userId}`]) {
      const reply = await one.call('GET', `/v1/me${query}`, undefined, headers);
      if (reply.status === 200) expect([reply.body.org.id, reply.body.user.id]).toEqual([one.orgId, one.userId]);
      else expect(reply.status).toBe(400);
      expect((await one.call('GET', `/v1/members${query}`, undefined, headers)).text).not.toContain(other.userId);
    }
  });
});

describe('the schemas of bodies', () => {
  /** Places inside of bodies where any member is welcome, because they hold what the sender says. */
  const open = (schema: unknown, path: string): string[] => {
    const { type, properties, additionalProperties, patternProperties, items, anyOf, allOf } = Object(schema) as Record<string, any>;
    const isOpen = type === 'object' && additionalProperties !== false && patternProperties === undefined;
    const inner = Object.entries(properties ?? {}).flatMap(([name, one]) => open(one, `${path}/${name}`));
    const parts = [...(anyOf ?? []), ...(allOf ?? []), ...(items === undefined ? [] : [items])].flatMap((one) => open(one, path));
    return [...(isOpen ? [path] : []), ...inner, ...parts];
  };
  test('S07: nothing inside of a body is open but the answer of a passkey device, which its library reads', () => {
    const places = routes.filter((route) => !free.has(route.operationId)).flatMap((route) => open(route.body, route.operationId));
    expect([...new Set(places.map((place) => place.split('/').at(-1)))].sort()).toEqual(['response']);
  });
});
