import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountOfAgent, bearer } from '../../test/account.ts';
import { startRun } from '../../test/crash/run-log.ts';
import { person, signIn } from '../../test/requests.ts';
import { enginesOf, readSse, world } from '../../test/world.ts';
import type { SseFrame, World } from '../../test/world.ts';
import { sharedEngines, twoServers } from '../../test/two-servers.ts';

const password = 'a password of some length';

describe.each(enginesOf(import.meta.url))('streams of callers who lose their authority on %s', (engine) => {
  let w: World;
  let session: string;
  let agent: string;
  beforeAll(async () => {
    w = await world(engine);
    agent = await w.agent('watched', 'fault-hang');
    session = (await startRun(w, agent)).session_id;
  });
  afterAll(async () => {
    // Its hanging run would hold up the close.
    await w.call('DELETE', `/v1/agents/${agent}`);
    await w.close();
  });

  /** Follows the session without end. The frames are a promise inside a list, so that awaiting the start does not await the end. */
  const follow = async (headers: Readonly<Record<string, string>>): Promise<Promise<SseFrame[]>[]> => {
    const response = await fetch(`${w.url}/v1/sessions/${session}/events`, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: AbortSignal.timeout(20_000),
    });
    expect(response.status).toBe(200);
    return [readSse(response)];
  };
  const makeKey = async (body: object) => {
    const { status, body: made, text } = await w.call('POST', '/v1/credentials', { kind: 'api_key', scopes: ['read'], ...body });
    expect(status, text).toBe(201);
    return { id: made.id, key: made.key };
  };

  test('a stream ends when its key is revoked, and others go on', async () => {
    const gone = await makeKey({ name: 'gone', org_wide: true });
    const kept = await makeKey({ name: 'kept', org_wide: true });
    const [ending] = await follow({ 'x-forge-api-key': gone.key });
    const stop = new AbortController();
    const going = await fetch(`${w.url}/v1/sessions/${session}/events`, {
      headers: { accept: 'text/event-stream', 'x-forge-api-key': kept.key },
      signal: stop.signal,
    });
    let isOver = false;
    const reading = readSse(going).then(
      () => (isOver = true),
      () => undefined,
    );
    await w.call('DELETE', `/v1/credentials/${gone.id}`);
    expect((await ending)?.length).toBeGreaterThan(0);
    expect(isOver).toBe(false);
    stop.abort();
    await reading;
  });

  test('a stream ends when its key loses the agent from its reach', async () => {
    const other = await w.agent(`other-${engine}`);
    const { id, key } = await makeKey({ name: 'narrowed', agent_ids: [agent, other] });
    const [ending] = await follow({ 'x-forge-api-key': key });
    await w.call('PATCH', `/v1/credentials/${id}`, { agent_ids: [other] });
    expect((await ending)?.length).toBeGreaterThan(0);
  });

  test("a stream of a token ends when the account's keys are revoked", async () => {
    const one = await accountOfAgent(w, agent);
    const token = await one.token({ scopes: ['sessions:read'] });
    const [ending] = await follow({ authorization: `Bearer ${token}` });
    await one.manage('POST', `/api/agents/${one.agent}/keys/revoke-all`);
    expect((await ending)?.length).toBeGreaterThan(0);
  });

  test('a stream of a signed-in person ends when they sign out', async () => {
    await person(w, 'viewer', `viewer-${engine}@example.test`, password);
    const browser = await signIn(w, `viewer-${engine}@example.test`, password);
    const [ending] = await follow({ cookie: browser.cookie });
    expect((await browser.call('POST', '/v1/auth/logout')).status).toBe(204);
    expect((await ending)?.length).toBeGreaterThan(0);
  });
});

describe.each(sharedEngines)('streams of two servers on one %s', () => {
  let first: World;
  let second: World;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ first, second, close } = await twoServers());
  });
  afterAll(() => close());

  test('a stream on one ends after its key was revoked on the other', async () => {
    const agent = await first.agent('followed', 'fault-hang');
    const { session_id: session } = await startRun(first, agent);
    const one = await accountOfAgent(first, agent);
    const token = await one.token({ scopes: ['sessions:read'] });
    const response = await fetch(`${second.url}/v1/sessions/${session}/events`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    });
    const ending = readSse(response);
    await one.manage('POST', `/api/agents/${one.agent}/keys/revoke-all`);
    expect((await ending).length).toBeGreaterThan(0);
    expect((await bearer(second, token)('GET', `/api/agents/${one.agent}`)).status).toBe(401);
    await first.call('DELETE', `/v1/agents/${agent}`);
  });
});
