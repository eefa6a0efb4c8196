import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stdioClient, revisions } from '../../../server/test/mcp/clients.ts';
import { world } from '../../../server/test/world.ts';
import type { World } from '../../../server/test/world.ts';
import { headersOf, readMessage } from './message.ts';

const program = fileURLToPath(new URL('../../bin/forgeyard.js', import.meta.url));
let w: World;

beforeAll(async () => {
  w = await world('sqlite');
});
afterAll(() => w.close());

const environment = (key = w.key) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: w.place.env['FORGEYARD_DATA_DIR'] ?? '',
  FORGEYARD_URL: w.url,
  FORGEYARD_KEY: key,
});

/** Runs `forgeyard mcp` on these lines to its end; at most 15 s. */
async function piped(lines: readonly string[], env: Readonly<Record<string, string>> = environment()) {
  const child = spawn(process.execPath, [program, 'mcp'], { env: { ...env }, timeout: 60_000 });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const messages: any[] = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, messages, err };
}

describe.each(revisions)('forgeyard mcp for a client of revision %s', (revision) => {
  test('lists the tools, runs an agent with its steps, and lets go of a call that the client takes back', async () => {
    await w.agent(`poet-${revision}`);
    const client = await stdioClient(revision, [program, 'mcp'], environment());
    expect(client.version).toBe(revision);
    expect(await client.tools()).toContain(`run_poet-${revision}`);
    const ran = await client.call(`run_poet-${revision}`, { input: 'Grüße' });
    expect(ran).toMatchObject({ text: 'Hello from the stand-in model.', structured: { status: 'completed' } });
    const leaving = new AbortController();
    const asking = client.call('ask_question', { question: `Which way, ${revision}?`, agent_type: 'Coder' }, { signal: leaving.signal });
    setTimeout(() => leaving.abort(), 300);
    await expect(asking).rejects.toThrow();
    expect((await client.call('list_agents')).isError).toBe(false);
    await client.close();
  });
});

test('one line in, one line out; what is no message is told so, and the program ends with its input', async () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 'a',
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  };
  const { code, messages, err } = await piped([JSON.stringify(initialize), 'no json', '', '[]']);
  expect(code).toBe(0);
  expect(messages.map((one) => one.id).sort()).toEqual(['a', null, null].sort());
  expect(messages.find((one) => one.id === 'a').result.serverInfo.name).toBe('forgeyard');
  expect(messages.filter((one) => one.id === null).map((one) => one.error.code)).toEqual([-32_700, -32_700]);
  expect(err).toBe('');
});

test('what the server tells while a call goes on comes before its answer', async () => {
  await w.agent('poet');
  const params = { name: 'run_poet', arguments: { input: 'A line' }, _meta: { progressToken: 'p' } };
  const { messages } = await piped([JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })]);
  expect(messages).toMatchObject([
    { method: 'notifications/progress', params: { progressToken: 'p', progress: 1 } },
    { id: 1, result: { structuredContent: { status: 'completed' } } },
  ]);
});

test('a key that is refused answers the call, is told on standard error, and ends with exit code 3', async () => {
  const list = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/list' });
  const wrong = await piped([list], environment('forge_wrong'));
  expect(wrong).toMatchObject({ code: 3, messages: [{ id: 7, error: { message: 'Invalid API key' } }] });
  expect(wrong.err).toContain('does not accept the key');
  const { FORGEYARD_KEY: _key, ...without } = environment();
  expect(await piped([list], without)).toMatchObject({ code: 3, messages: [] });
});

test('a server that is away is the answer to a call', async () => {
  const away = { ...environment(), FORGEYARD_URL: 'http://127.0.0.1:1' };
  const { code, messages, err } = await piped([JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })], away);
  expect(messages).toMatchObject([{ id: 1, error: { code: -32_000 } }]);
  expect(err).toContain('could not be reached');
  expect(code).toBe(0);
});

test('what a message says is repeated in headers, in base64 where a header could not carry it', () => {
  const call = (name: string, version?: string) =>
    readMessage(
      JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name, ...(version === undefined ? {} : { _meta: { 'io.modelcontextprotocol/protocolVersion': version } }) },
      }),
    );
  const headers = (message: ReturnType<typeof call>, agreed?: string) => (message === null ? null : headersOf(message, agreed));
  expect(headers(call('run_x', '2026-07-28'))).toEqual({
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'run_x',
  });
  expect(headers(call('grüß', '2026-07-28'))?.['mcp-name']).toBe('=?base64?Z3LDvMOf?=');
  expect(headers(call('run_x'), '2025-11-25')).toEqual({ 'mcp-protocol-version': '2025-11-25' });
  expect(headers(call('run_x'))).toEqual({});
});
