import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpClient } from '../../../test/mcp/clients.ts';
import { sharedEngines, twoServers } from '../../../test/two-servers.ts';
import { readSse, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const soon = { timeout: 15_000, interval: 25 };

/** Messages of revision 2025-11-25 as a client sends them. */
function earlierClient({ url, key }: { readonly url: string; readonly key: string }) {
  const post = (body: object, session: string | undefined, signal?: AbortSignal): Promise<Response> =>
    fetch(`${url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(session === undefined ? {} : { 'mcp-session-id': session }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
      signal: signal ?? AbortSignal.timeout(20_000),
    });
  return {
    begin: async (): Promise<string> => {
      const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
      return (await post({ id: 0, method: 'initialize', params }, undefined)).headers.get('mcp-session-id') ?? '';
    },
    ask: (id: number, question: string, session: string | undefined, signal?: AbortSignal) =>
      post({ id, method: 'tools/call', params: { name: 'ask_question', arguments: { question, agent_type: 'Coder' } } }, session, signal),
    takeBack: async (requestId: number, session: string | undefined, reason = 'The user stopped it.') =>
      (await post({ method: 'notifications/cancelled', params: { requestId, reason } }, session)).status,
  };
}

const questionOf = async (w: World, words: string): Promise<any> => {
  let found: any;
  await expect
    .poll(
      async () => (found = (await w.call('GET', '/v1/interactions?kind=question')).body.data.find((one: any) => one.question === words)),
      soon,
    )
    .toBeDefined();
  return found;
};

describe('a call of revision 2025-11-25', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());
  const stateOf = async (words: string): Promise<string> => (await questionOf(w, words)).state;

  test('202: is taken back by a message of its own session, and ends without an answer', async () => {
    const client = earlierClient(w);
    const session = await client.begin();
    expect(session).toMatch(/^[0-9a-f-]{36}$/);
    const asking = await client.ask(7, 'Taken back?', session);
    await questionOf(w, 'Taken back?');
    expect(await client.takeBack(7, session)).toBe(202);
    expect(await readSse(asking)).toEqual([]);
    expect(await stateOf('Taken back?')).toBe('canceled');
    expect(await client.takeBack(7, session)).toBe(202);
  });

  test('is only not waited for any more when its connection is cut, or its client says that it had no more time', async () => {
    const client = earlierClient(w);
    const session = await client.begin();
    const leaving = new AbortController();
    await client.ask(1, 'Cut?', session, leaving.signal);
    await questionOf(w, 'Cut?');
    leaving.abort();
    const impatient = await client.ask(2, 'Too slow?', session);
    await questionOf(w, 'Too slow?');
    await client.takeBack(2, session, 'McpError: MCP error -32001: Request timed out');
    expect(await readSse(impatient)).toEqual([]);
    expect([await stateOf('Cut?'), await stateOf('Too slow?')]).toEqual(['open', 'open']);
  });

  test('is not taken back by another session, another key, or without a session', async () => {
    const client = earlierClient(w);
    const [own, other] = [await client.begin(), await client.begin()];
    const leaving = new AbortController();
    await client.ask(1, 'Mine?', own, leaving.signal);
    await questionOf(w, 'Mine?');
    const { key } = (await w.call('POST', '/v1/credentials', { name: 'other', org_wide: true, scopes: ['read', 'write'] })).body;
    await client.takeBack(1, other);
    await client.takeBack(1, undefined);
    await earlierClient({ url: w.url, key }).takeBack(1, own);
    expect(await stateOf('Mine?')).toBe('open');
    leaving.abort();
  });
});

test('a call of revision 2026-07-28 is not taken back by a message, whatever session it names', async () => {
  const w = await world('sqlite');
  const client = await httpClient('2026-07-28', w.url, w.key);
  const asking = client.call('ask_question', { question: 'Still?', agent_type: 'Coder' });
  const { id } = await questionOf(w, 'Still?');
  for (const request of [0, 1, 2, 3]) await earlierClient(w).takeBack(request, 'any');
  await w.call('POST', `/v1/interactions/${id}/resolve`, { decision: 'respond', message: 'Yes' });
  expect((await asking).structured.status).toBe('answered');
  await client.close();
  await w.close();
});

test.each(sharedEngines)('a call that one server answers is taken back through another, on %s', async () => {
  const { first, second, close } = await twoServers();
  const client = earlierClient(first);
  const session = await client.begin();
  const asking = await client.ask(3, 'Through another?', session);
  await questionOf(first, 'Through another?');
  const others = earlierClient({ url: second.url, key: first.key });
  const ended = readSse(asking);
  await others.takeBack(3, session);
  expect(await ended).toEqual([]);
  expect((await questionOf(first, 'Through another?')).state).toBe('canceled');
  await close();
});
