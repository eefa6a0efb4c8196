import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountOfAgent, authorized, basic, bearer } from '../account.ts';
import { streamRun } from '../crash/run-log.ts';
import { send } from '../requests.ts';
import { engines, readSse, world } from '../world.ts';
import type { World } from '../world.ts';
import { sharedEngines, twoServers } from '../two-servers.ts';

const introduction = 'Soon I am deleted from every place';

/** An agent with a credential of each kind, a profile, a run that does not end by itself, and everybody who follows it. */
async function busy(w: World, slug: string) {
  const id = await w.agent(slug, 'fault-hang');
  const other = await w.agent(`${slug}-other`);
  const make = async (body: object): Promise<string> => {
    const reply = await w.call('POST', '/v1/credentials', body);
    expect(reply.status, reply.text).toBe(201);
    return reply.body.key;
  };
  const one = await accountOfAgent(w, id);
  const { secret } = await one.key({ scopes: ['agents:read', 'sessions:read', 'runs:read'] });
  const token = await one.token({ scopes: ['agents:read', 'sessions:read', 'runs:read'] });
  const acting = await make({ name: `${slug} acting`, kind: 'agent_key', agent: id });
  const only = await make({ name: `${slug} only`, agent_ids: [id] });
  const both = await make({ name: `${slug} both`, agent_ids: [id, other] });
  expect((await bearer(w, token)('POST', '/api/agents/profile', { introduction })).status).toBe(201);
  const stream = await streamRun(w, id, {});
  const run = stream.headers.get('location')?.split('/').at(-1) ?? '';
  const session: string = (await w.call('GET', `/v1/runs/${run}`)).body.session_id;
  return { id, one, secret, token, acting, only, both, run, session, stream };
}
type Busy = Awaited<ReturnType<typeof busy>>;

/** What would end the agent if it still were. */
const last = 'the recovery key for its end';

/** Everything of the agent that still answers on a server; `isOver` tries that too which would end it. */
async function alive(w: World, { id, one, secret, token, acting, only, both, run }: Busy, isOver = true): Promise<string[]> {
  const get = (path: string, headers: Readonly<Record<string, string>>) => send(w.url, 'GET', path, { headers });
  const attempts: Readonly<Record<string, () => Promise<{ status: number }>>> = {
    'the agent key': () => get('/v1/me', { 'x-agent-key': acting }),
    'the identity key in a header': () => get('/v1/me', { 'x-api-key': secret }),
    'the identity key for a token': () => authorized(w.url, basic(one.agent, secret))('POST', '/api/auth/token'),
    'the recovery key': () => one.manage('POST', `/api/agents/${one.agent}`, { name: 'late' }),
    [last]: () => authorized(w.url, basic(one.agent, one.recoveryKey))('DELETE', `/api/agents/${one.agent}`),
    'the token': () => bearer(w, token)('GET', `/api/agents/${one.agent}`),
    'the token elsewhere': () => bearer(w, token)('GET', `/v1/agents/${id}`),
    'a key of this agent alone': () => get(`/v1/agents/${id}`, { 'x-forge-api-key': only }),
    'a key of this and another agent': () => get(`/v1/agents/${id}`, { 'x-forge-api-key': both }),
    'the agent itself': () => w.call('GET', `/v1/agents/${id}`),
    'its profile': () => w.call('GET', `/api/agents/profile/${one.agent}`),
    'a new run': () => w.call('POST', `/v1/agents/${id}/runs`, { input: 'x', wait: false }),
  };
  const answers: string[] = [];
  for (const [name, attempt] of Object.entries(attempts)) {
    if ((isOver || name !== last) && (await attempt()).status < 400) answers.push(name);
  }
  const directory = await send(w.url, 'GET', '/api/agents/directory?q=deleted+every+place&limit=100');
  const random = await send(w.url, 'GET', '/api/agents/directory/random?limit=20');
  const page = await send(w.url, 'GET', '/directory', { headers: { accept: 'text/html' } });
  if (`${directory.text}${random.text}${page.text}`.includes(one.agent)) answers.push('the directory');
  const state = (await w.call('GET', `/v1/runs/${run}`)).body.status;
  if (state !== 'cancelled') answers.push(`the run: ${state}`);
  return answers;
}

/** Streams of the agent's session, one for each credential that may follow it. */
async function followers(w: World, { token, acting, secret, session }: Busy): Promise<Promise<unknown>[]> {
  const all = [{ authorization: `Bearer ${token}` }, { 'x-agent-key': acting }, { 'x-api-key': secret }];
  return Promise.all(
    all.map(async (headers) => {
      const response = await fetch(`${w.url}/v1/sessions/${session}/events`, {
        headers: { accept: 'text/event-stream', ...(headers as Record<string, string>) },
        signal: AbortSignal.timeout(20_000),
      });
      expect(response.status).toBe(200);
      return [readSse(response)] as const;
    }),
  ).then((open) => open.map(([one]) => one));
}

describe.each(engines)('the end of an agent on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  test('S55: every credential, stream, run and directory entry of a deleted agent is dead within a second, whoever deletes it', async () => {
    for (const [slug, remove] of [
      ['s55-self', (made: Busy) => made.one.manage('DELETE', `/api/agents/${made.one.agent}`)],
      ['s55-org', (made: Busy) => w.call('DELETE', `/v1/agents/${made.id}`)],
    ] as const) {
      const made = await busy(w, slug);
      expect(await alive(w, made, false)).toHaveLength(13);
      const streams = await followers(w, made);
      const reading = readSse(made.stream);
      expect((await remove(made)).status).toBeLessThan(300);
      await delay(1_000);
      expect(await alive(w, made), slug).toEqual([]);
      expect((await reading).at(-1)?.event).toBe('run.cancelled');
      await Promise.all(streams);
    }
  });
});

describe.each(sharedEngines)('the end of an agent on two servers with one %s', () => {
  let first: World;
  let second: World;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ first, second, close } = await twoServers());
  });
  afterAll(() => close());

  test('S55: what is deleted on one server is dead on the other within a second', async () => {
    const made = await busy(first, 's55');
    const streams = await followers(second, made);
    const reading = readSse(made.stream);
    await send(second.url, 'GET', '/api/agents/directory/random?limit=20');
    expect((await first.call('DELETE', `/v1/agents/${made.id}`)).status).toBe(204);
    await delay(1_000);
    expect(await alive(second, made)).toEqual([]);
    expect((await reading).at(-1)?.event).toBe('run.cancelled');
    await Promise.all(streams);
  });
});
