import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpClient } from '../../../test/mcp/clients.ts';
import { sendRaw, tenant } from '../../../test/requests.ts';
import { readSse, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const protocol = 'io.modelcontextprotocol';
const version = '2026-07-28';
const meta = { [`${protocol}/protocolVersion`]: version, [`${protocol}/clientCapabilities`]: {} };

let w: World;
beforeAll(async () => {
  w = await world('sqlite');
});
afterAll(() => w.close());

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly method?: string;
}

/** Sends one message of the newer revision; headers replace ours, and an empty one is left out. */
async function send(
  message: { method: string; params?: Readonly<Record<string, unknown>> } | null,
  { headers = {}, body, method = 'POST' }: Sent = {},
) {
  const { name } = message?.params ?? {};
  const all: Record<string, string> = {
    authorization: `Bearer ${w.key}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(message === null ? {} : { 'mcp-protocol-version': version, 'mcp-method': message.method }),
    ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    ...headers,
  };
  const sent = body ?? { jsonrpc: '2.0', id: 1, ...message, params: { ...message?.params, _meta: meta } };
  const response = await fetch(`${w.url}/mcp`, {
    method,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
    ...(method === 'GET' ? {} : { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
    signal: AbortSignal.timeout(20_000),
  });
  return response;
}

/** The answer, as JSON or as the last event of a stream. */
async function told(response: Response): Promise<any> {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
    ? (await readSse(response)).at(-1)?.data
    : response.json();
}

const list = { method: 'tools/list' };
const call = (name: string, args: unknown = {}) => ({ method: 'tools/call', params: { name, arguments: args } });
const keyWith = async (body: Readonly<Record<string, unknown>>): Promise<any> =>
  (await w.call('POST', '/v1/credentials', { name: `limited-${randomUUID()}`, org_wide: true, ...body })).body;

describe('who may use the endpoint', () => {
  test('401 without a key names the metadata, which says what the endpoint is', async () => {
    const reply = await send(list, { headers: { authorization: '' } });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toContain('scope="read write"');
    const [, address = ''] = /resource_metadata="([^"]+)"/.exec(reply.headers.get('www-authenticate') ?? '') ?? [];
    expect(address).toBe(`${w.url}/.well-known/oauth-protected-resource/mcp`);
    const metadata = await told(await fetch(address));
    expect(metadata).toMatchObject({ resource: `${w.url}/mcp`, bearer_methods_supported: ['header'] });
    expect(metadata.scopes_supported).toContain('tasks:write');
    expect(await told(await fetch(`${w.url}/.well-known/oauth-protected-resource`))).toEqual(metadata);
  });

  test('401 for a wrong key says that the token is not valid; keys by X-API-Key work as well', async () => {
    const wrong = await send(list, { headers: { authorization: 'Bearer forge_wrong' } });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('error="invalid_token"')]);
    expect((await send(list, { headers: { authorization: '', 'x-api-key': w.key } })).status).toBe(200);
    expect((await send(list, { headers: { 'x-api-key': w.key } })).status).toBe(400);
  });

  test('401 for the cookie of a person: a browser cannot be made to call tools', async () => {
    const reply = await send(list, { headers: { authorization: '', cookie: 'forgeyard_session=whatever' } });
    expect(reply.status).toBe(401);
  });

  test('403 for pages of other origins and for other host names, whatever key they bring', async () => {
    for (const origin of ['http://evil.example', 'null', `${w.url}.evil.example`])
      expect([(await send(list, { headers: { origin } })).status, origin]).toEqual([403, origin]);
    expect((await send(list, { headers: { origin: w.url } })).status).toBe(200);
    const foreign = await sendRaw(w.url, 'POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    expect(foreign).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('403 insufficient_scope names the scope of a tool that the key may not use, and such tools are not listed', async () => {
    const { key } = await keyWith({ scopes: ['tasks:read'] });
    const headers = { authorization: `Bearer ${key}` };
    const { result } = await told(await send(list, { headers }));
    expect(result.tools.map((tool: any) => tool.name)).toEqual(['get_next_task', 'get_task_context']);
    for (const [name, scope] of [
      ['log_step', 'messages:write'],
      ['claim_task', 'tasks:write'],
      ['run_data-cleanup', 'runs:write'],
    ] as const) {
      const reply = await send(call(name), { headers });
      expect([reply.status, name]).toEqual([403, name]);
      expect(reply.headers.get('www-authenticate')).toContain(`error="insufficient_scope", scope="${scope}"`);
    }
  });

  test('a key for some agents sees and runs only those', async () => {
    const [mine] = [await w.agent('mine'), await w.agent('others')];
    const { key } = await keyWith({ org_wide: undefined, agent_ids: [mine], scopes: ['read', 'write'] });
    const headers = { authorization: `Bearer ${key}` };
    const { result } = await told(await send(list, { headers }));
    expect(result.tools.map((tool: any) => tool.name).filter((name: string) => name.startsWith('run_'))).toEqual(['run_mine']);
    expect(await told(await send(call('run_others', { input: 'x' }), { headers }))).toMatchObject({ error: { code: -32_602 } });
  });
});

describe('what the endpoint takes', () => {
  test('405 for GET and DELETE', async () => {
    for (const method of ['GET', 'DELETE']) {
      const reply = await send(null, { method });
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  test('400 for a batch, for what is not JSON and for what is no message; 415 for other media types; 413 above 4 MiB', async () => {
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
    const batch = await send(null, { body: [ping, ping] });
    expect([batch.status, (await told(batch)).error.code]).toEqual([400, -32_600]);
    const broken = await send(null, { body: '{' });
    expect([broken.status, (await told(broken)).error.code]).toEqual([400, -32_700]);
    expect((await send(null, { body: { hello: 1 } })).status).toBe(400);
    expect((await send(null, { body: ping, headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await send(null, { body: { ...ping, params: { x: 'x'.repeat(5 * 1024 * 1024) } } })).status).toBe(413);
  });

  test('404 for methods that are not served, 400 for versions that are not', async () => {
    const unknown = await send({ method: 'tools/unknown' });
    expect([unknown.status, (await told(unknown)).error.code]).toEqual([404, -32_601]);
    const params = { _meta: { ...meta, [`${protocol}/protocolVersion`]: '2030-01-01' } };
    const later = await send(
      { method: 'tools/list' },
      { body: { jsonrpc: '2.0', id: 1, method: 'tools/list', params }, headers: { 'mcp-protocol-version': '2030-01-01' } },
    );
    expect([later.status, (await told(later)).error.code]).toEqual([400, -32_022]);
  });

  test('every tool has shapes of objects, refuses members that it does not know, and is called by a plain name', async () => {
    const { result } = await told(await send(list));
    for (const tool of result.tools) {
      expect(tool.name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect([tool.inputSchema.type, tool.inputSchema.additionalProperties, tool.outputSchema.type]).toEqual(['object', false, 'object']);
    }
    expect([result.ttlMs, result.cacheScope]).toEqual([60_000, 'private']);
  });

  test("another organisation's session, question and run are not there", async () => {
    const client = await httpClient(version, w.url, w.key);
    const other = await httpClient(version, w.url, (await tenant(w, 'elsewhere')).key);
    const asked = { question: 'Ours?', agent_type: 'Coder', timeout_s: 1 };
    const { agent_instance_id, question_id } = (await other.call('ask_question', asked)).structured;
    const ids = { agent_instance_id, question_id, run_id: randomUUID() };
    expect((await client.call('log_step', { agent_instance_id, content: 'Mine now' })).text).toContain('(session.unknown)');
    expect((await client.call('end_session', { agent_instance_id: ids.agent_instance_id })).text).toContain('(session.unknown)');
    expect((await client.call('ask_question', { question_id: ids.question_id })).text).toContain('(interaction.unknown)');
    await w.agent('runner');
    expect((await client.call('run_runner', { run_id: ids.run_id })).text).toContain('(run.unknown)');
    await expect(client.read(`forgeyard://runs/${ids.run_id}`)).rejects.toThrow(/no such resource/i);
    await client.close();
    await other.close();
  });
});

test('a key that is revoked ends the wait that it began; the question stays', async () => {
  const { id, key } = await keyWith({ scopes: ['read', 'write'] });
  const asking = await send(call('ask_question', { question: 'Still allowed?', agent_type: 'Coder' }), {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(asking.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const ended = readSse(asking);
  await expect.poll(async () => (await w.call('GET', '/v1/interactions?state=open')).text).toContain('Still allowed?');
  expect((await w.call('DELETE', `/v1/credentials/${id}`)).status).toBe(204);
  expect(await ended).toEqual([]);
  expect((await w.call('GET', '/v1/interactions?state=open')).text).toContain('Still allowed?');
});

test('a fault of ours is told without its words', async () => {
  const { home } = w.server;
  const read = home.read;
  Object.assign(home, { read: () => Promise.reject(new Error('secret words of the store')) });
  try {
    const uri = `forgeyard://runs/${randomUUID()}`;
    const reading = { method: 'resources/read', params: { uri } };
    for (const [message, name] of [
      [list, ''],
      [call('list_agents'), 'list_agents'],
      [reading, uri],
    ] as const) {
      const reply = await send(message, { headers: { 'mcp-name': name } });
      const answer = await told(reply);
      expect(answer.error, JSON.stringify(answer)).toMatchObject({ code: -32_603, message: 'The server failed to answer.' });
    }
  } finally {
    Object.assign(home, { read });
  }
});

test('a server that goes away lets go of those who wait, and of nothing else', async () => {
  const place = await world('sqlite');
  const client = await httpClient(version, place.url, place.key);
  const asking = client.call('ask_question', { question: 'Still up?', agent_type: 'Coder' }).catch(() => 'cut');
  await expect.poll(async () => (await place.call('GET', '/v1/interactions?state=open')).text).toContain('Still up?');
  await place.close();
  expect(await asking).toEqual(expect.anything());
  await client.close();
});
