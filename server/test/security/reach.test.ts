import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { agtOfUuid } from '../../src/kernel/id.ts';
import type { Route } from '../../src/faces/kit/index.ts';
import { startRun } from '../crash/run-log.ts';
import { send } from '../requests.ts';
import { all } from '../route-table.ts';
import { engines, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

const unknown = '0194f0c2-9999-7000-8000-00000000000f';

/** What an agent has, to be aimed at by somebody who may not reach it. */
interface Things {
  readonly id: string;
  readonly slug: string;
  readonly number: number;
  readonly run: string;
  readonly session: string;
  readonly interaction: string;
  readonly credential: string;
}
const nothing: Things = {
  id: unknown,
  slug: 'no-such-agent',
  number: 999_999,
  run: unknown,
  session: unknown,
  interaction: unknown,
  credential: unknown,
};

/** Every route that takes keys and names an agent, or something of one, in its path. */
const aimed = all
  .flatMap((face) => face.routes)
  .filter((route) => route.policy.by !== 'anybody' && route.policy.by.includes('apiKey'))
  .filter((route) => /\/(?:agents|runs|sessions|interactions|credentials|api-keys|profile)\/:/.test(route.path));

function pathsOf(route: Route, { id, slug, number, run, session, interaction, credential }: Things): string[] {
  const rest = route.path
    .replace('/runs/:id', `/runs/${run}`)
    .replace(':run_id', run)
    .replace('/sessions/:id', `/sessions/${session}`)
    .replace('/interactions/:id', `/interactions/${interaction}`)
    .replace(/\/(credentials|api-keys)\/:id/, `/$1/${credential}`)
    .replace(':version', '1')
    .replace(':agent_id', agtOfUuid(id));
  if (!/:(?:id|name)\b/.test(rest)) return [rest];
  const shapes = [id, id.toUpperCase(), String(number), slug];
  // GET /api/agents/agt_… belongs to contract 4, which takes tokens alone.
  const addresses = route.operationId === 'workbenchGetAgent' ? shapes : [...shapes, agtOfUuid(id)];
  return addresses.map((address) => rest.replace(/:(?:id|name)\b/, address));
}

/** Contract 0 answers 403 to a key that would run an agent of its own organisation which it is not scoped to; all runs begin alike. */
const runs = new Set(['forgeExecute', 'forgeExecuteV1', 'runnerRunAgent', 'startRun']);
const bodies: Readonly<Record<string, unknown>> = { renameSession: { name: 'taken over' }, forgeUpdateKey: { scoped_agents: ['reach-a'] } };

describe.each(engines)('reach of keys on %s', (engine) => {
  let w: World;
  let b: Things;
  const visitors: Record<string, Readonly<Record<string, string>>> = {};

  const thingsOf = async (slug: string): Promise<Things> => {
    const id = await w.agent(slug, 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const run = await startRun(w, id);
    const asked = async (): Promise<any> => (await w.call('GET', `/v1/interactions?agent=${id}`)).body.data[0];
    await vi.waitFor(async () => expect(await asked()).toBeDefined(), { timeout: 30_000, interval: 20 });
    const made = await w.call('POST', '/v1/credentials', { name: `only ${slug}`, agent_ids: [id] });
    const { number } = (await w.call('GET', `/v1/agents/${id}`)).body;
    return { id, slug, number, run: run.id, session: run.session_id, interaction: (await asked()).id, credential: made.body.id };
  };

  beforeAll(async () => {
    w = await world(engine);
    const a = await w.agent('reach-a', 'one');
    b = await thingsOf('reach-b');
    const key = async (body: object): Promise<string> => {
      const { status, body: made, text } = await w.call('POST', '/v1/credentials', body);
      expect(status, text).toBe(201);
      return made.key;
    };
    visitors['a key scoped to A'] = { 'x-forge-api-key': await key({ name: 'of-a', agent_ids: [a], scopes: ['*'] }) };
    const acting = await key({ name: 'as-a', kind: 'agent_key', agent: a, scopes: ['*'] });
    visitors['a key that acts as A'] = { 'x-agent-key': acting };
  });
  afterAll(async () => {
    await w.call('DELETE', '/v1/agents/reach-b');
    await w.close();
  });

  const ask = (route: Route, path: string, headers: Readonly<Record<string, string>>): Promise<Reply> => {
    if (route.method === 'GET' || route.method === 'DELETE') return send(w.url, route.method, path, { headers });
    const body = JSON.stringify(bodies[route.operationId] ?? route.bodyExample ?? {});
    return send(w.url, route.method, path, { headers: { 'content-type': 'application/json', ...headers }, body });
  };
  const observed = async (): Promise<string> =>
    JSON.stringify(
      await Promise.all(
        [
          `/v1/agents/${b.id}`,
          `/v1/agents/${b.id}/versions`,
          `/v1/runs/${b.run}`,
          `/v1/sessions/${b.session}`,
          `/v1/credentials/${b.credential}`,
        ].map(async (path) => (await w.call('GET', path)).body),
      ),
    );

  test.each(aimed.map((route) => [route.operationId, route] as const))(
    'S04: %s of agent B is answered to a key of agent A like something that does not exist',
    async (_name, route) => {
      const before = await observed();
      for (const [name, headers] of Object.entries(visitors)) {
        const none = await ask(route, pathsOf(route, nothing)[0] ?? '', headers);
        for (const path of pathsOf(route, b)) {
          const reply = await ask(route, path, headers);
          const what = `${name}: ${route.method} ${path} → ${reply.status} ${reply.text.slice(0, 200)}`;
          if (runs.has(route.operationId)) expect(reply.status, what).toBe(403);
          else if (route.operationId !== 'identityGetProfile') expect(reply.status, what).toBe(none.status);
          expect(reply.status, what).toBeGreaterThanOrEqual(400);
          expect(reply.text, what).not.toMatch(/reach-b/);
        }
      }
      expect(await observed()).toBe(before);
    },
  );

  test('S04: 404 also for streams, for filters by agent, and for what a body names', async () => {
    for (const [name, headers] of Object.entries(visitors)) {
      const get = (path: string) => send(w.url, 'GET', path, { headers });
      for (const path of [`/v1/sessions/${b.session}/events`, `/v1/runs/${b.run}/events`]) {
        const reply = await send(w.url, 'GET', path, { headers: { ...headers, accept: 'text/event-stream' } });
        expect(reply.status, `${name} ${path}`).toBe(404);
      }
      for (const list of ['runs', 'sessions', 'interactions']) {
        const filtered = await get(`/v1/${list}?agent=${b.id}`);
        expect(filtered.status === 404 || filtered.body.data?.length === 0, `${name} ${list} ${filtered.text.slice(0, 200)}`).toBe(true);
        const whole = await get(`/v1/${list}`);
        for (const secret of [b.id, b.run, b.session, b.credential, b.slug]) expect(whole.text, `${name} ${list}`).not.toContain(secret);
      }
      expect(
        (await get('/v1/agents')).body.data.map((one: any) => one.slug),
        name,
      ).toEqual(['reach-a']);
      expect((await get('/api/v1/agents')).text, name).not.toContain(b.slug);
      const post = (path: string, body: unknown) =>
        send(w.url, 'POST', path, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
      const within = await post('/v1/agents/reach-a/runs', { input: 'x', session_id: b.session });
      expect(within.status, within.text).toBe(404);
      for (const body of [
        { name: `wider ${name}`, agent_ids: [b.id] },
        { name: `acts ${name}`, kind: 'agent_key', agent: b.id },
      ]) {
        // A key that acts as an agent makes keys of that agent alone, whichever others there are.
        expect([403, 404], name).toContain((await post('/v1/credentials', body)).status);
      }
      // A key that is limited to some agents manages none of the keys that are there.
      expect((await post('/v1/credentials/revoke-all', { agent: b.id })).status, name).toBe(403);
      expect((await get('/v1/credentials')).status, name).toBe(403);
    }
  });
});
