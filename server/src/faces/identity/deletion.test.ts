import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountOfAgent, authorized, basic, bearer } from '../../../test/account.ts';
import type { Account } from '../../../test/account.ts';
import { startRun, streamRun, untilEnded } from '../../../test/crash/run-log.ts';
import { send } from '../../../test/requests.ts';
import { tidyUp } from '../../domain/runs/index.ts';
import { enginesOf, readSse, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { sharedEngines, twoServers } from '../../../test/two-servers.ts';

/** The three ways in which an agent is deleted. */
const ways: readonly (readonly [string, (w: World, id: string, one: Account) => Promise<{ status: number }>])[] = [
  ['DELETE /api/agents/{agent_id} with its recovery key', (_w, _id, one) => one.manage('DELETE', `/api/agents/${one.agent}`)],
  ['DELETE /api/v1/agents/{id}', (w, id) => w.call('DELETE', `/api/v1/agents/${id}`)],
  ['DELETE /v1/agents/{id}', (w, id) => w.call('DELETE', `/v1/agents/${id}`)],
];
const introduction = 'I am about to leave this directory';

async function isListed(w: Pick<World, 'url'>, agent: string): Promise<boolean> {
  const found = await send(w.url, 'GET', '/api/agents/directory?q=leave+directory&limit=100');
  const some = await send(w.url, 'GET', '/api/agents/directory/random?limit=20');
  return `${found.text}${some.text}`.includes(agent);
}

describe.each(enginesOf(import.meta.url))('the end of an agent on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  /** An agent with an account, a profile, a key, a token, and a run whose model never answers. */
  const busy = async (name: string) => {
    const id = await w.agent(name, 'fault-hang');
    const one = await accountOfAgent(w, id);
    const { secret } = await one.key();
    const token = await one.token();
    await bearer(w, token)('POST', '/api/agents/profile', { introduction });
    return { id, one, secret, token };
  };

  test.each(ways)('200: after %s its credentials, tokens and profile are dead at once', async (way, remove) => {
    const { id, one, secret, token } = await busy(`dead-${ways.findIndex(([name]) => name === way)}`);
    expect(await isListed(w, one.agent)).toBe(true);
    expect((await remove(w, id, one)).status).toBeLessThan(300);
    expect((await bearer(w, token)('GET', `/api/agents/${one.agent}`)).status).toBe(401);
    expect((await authorized(w.url, basic(one.agent, secret))('POST', '/api/auth/token')).status).toBe(401);
    expect((await one.manage('POST', `/api/agents/${one.agent}`, { name: 'cli' })).status).toBe(401);
    expect(await isListed(w, one.agent)).toBe(false);
    expect((await w.call('GET', `/api/agents/profile/${one.agent}`)).status).toBe(404);
    expect((await w.call('GET', `/v1/agents/${id}`)).status).toBe(404);
  });

  test.each(ways)('after %s its running run is cancelled for real, and whoever follows it sees the end', async (way, remove) => {
    const { id, one } = await busy(`run-${ways.findIndex(([name]) => name === way)}`);
    const stream = await streamRun(w, id, {});
    const runId = stream.headers.get('location')?.split('/').at(-1) ?? '';
    const requestOf = () => w.standIn.requests.findLast(({ headers }) => headers['idempotency-key'] === `${runId}:step#1`);
    await expect.poll(() => requestOf(), { timeout: 30_000, interval: 10 }).toBeDefined();
    const frames = readSse(stream);
    await remove(w, id, one);
    expect((await frames).at(-1)?.event).toBe('run.cancelled');
    await expect.poll(() => requestOf()?.isCut, { timeout: 30_000, interval: 10 }).toBe(true);
  });

  test('after a deletion a run that waits for a person is cancelled, too, and the name is free again', async () => {
    const id = await w.agent('waiting', 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const run = await startRun(w, id);
    await expect
      .poll(async () => (await w.call('GET', `/v1/runs/${run.id}`)).body.status, { timeout: 30_000, interval: 20 })
      .toBe('waiting');
    await w.call('DELETE', `/v1/agents/${id}`);
    expect((await untilEnded(w, run.id)).status).toBe('cancelled');
    expect(await w.agent('waiting')).not.toBe(id);
  });

  test('a run that a start committed just after the deletion of its agent is cancelled when the server tidies up', async () => {
    const { home } = w.server;
    const id = await w.agent('orphaned', 'three', { config: { tool_policy: { 'data-transform': 'ask' } } });
    const run = await startRun(w, id);
    await expect
      .poll(async () => (await w.call('GET', `/v1/runs/${run.id}`)).body.status, { timeout: 30_000, interval: 20 })
      .toBe('waiting');
    await home.transact((tx) =>
      tx.query((db) => db.updateTable('agents').set({ deleted_at: home.clock.now() }).where('id', '=', id).returning('id')),
    );
    await tidyUp(home, home.clock.now());
    expect((await untilEnded(w, run.id)).status).toBe('cancelled');
  });

  test('the deletion is one entry of the trail that names who asked, and the account cannot read it any more', async () => {
    const { id, one, token } = await busy('trail');
    await one.manage('DELETE', `/api/agents/${one.agent}`);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('audit_entries').selectAll().where('target', '=', id).where('event', '=', 'agent.deleted')),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ actor: `agent:${id}`, agent_id: id });
    expect((await bearer(w, token)('GET', `/api/agents/${one.agent}/audit-logs`)).status).toBe(401);
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

  test('S55: within a second of a deletion on one server, every credential, token, run and entry of the directory is dead on the other', async () => {
    const id = await first.agent('everywhere', 'fault-hang');
    const one = await accountOfAgent(first, id);
    const { secret } = await one.key();
    const token = await one.token();
    await bearer(second, token)('POST', '/api/agents/profile', { introduction });
    expect((await bearer(second, token)('GET', `/api/agents/${one.agent}`)).status).toBe(200);
    const stream = await streamRun(second, id, {});
    const ended = readSse(stream);
    await one.manage('DELETE', `/api/agents/${one.agent}`);
    await delay(1_000);
    expect((await bearer(second, token)('GET', `/api/agents/${one.agent}`)).status).toBe(401);
    expect((await authorized(second.url, basic(one.agent, secret))('POST', '/api/auth/token')).status).toBe(401);
    expect((await authorized(second.url, basic(one.agent, one.recoveryKey))('DELETE', `/api/agents/${one.agent}`)).status).toBe(401);
    expect(await isListed(second, one.agent)).toBe(false);
    expect((await ended).at(-1)?.event).toBe('run.cancelled');
  });
});
