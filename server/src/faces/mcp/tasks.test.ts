import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tenant } from '../../../test/requests.ts';
import { readSse, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const protocol = 'io.modelcontextprotocol';
const version = '2026-07-28';
const soon = { timeout: 15_000, interval: 25 };

describe('long calls as tasks', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
    await w.agent('poet');
    await w.agent('endless', 'fault-hang');
  });
  afterAll(() => w.close());

  interface Sent {
    readonly key?: string;
    /** Says that it knows tasks; true when left out. */
    readonly declares?: boolean;
  }
  /** The whole answer to a message of a client. */
  const ask = async (method: string, params: any, { key = w.key, declares = true }: Sent = {}): Promise<any> => {
    const capabilities = declares ? { extensions: { [`${protocol}/tasks`]: {} } } : {};
    const meta = { [`${protocol}/protocolVersion`]: version, [`${protocol}/clientCapabilities`]: capabilities };
    const response = await fetch(`${w.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': version,
        'mcp-method': method,
        ...('name' in params ? { 'mcp-name': params.name } : {}),
        ...('taskId' in params ? { 'mcp-name': params.taskId } : {}),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } }),
      signal: AbortSignal.timeout(20_000),
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    return isStream ? (await readSse(response)).at(-1)?.data : response.json();
  };
  const call = (name: string, args: object, sent?: Sent) => ask('tools/call', { name, arguments: args }, sent);
  const look = async (taskId: string): Promise<any> => (await ask('tasks/get', { taskId })).result;

  test('are offered, and a run is one: it is begun, looked at, and has its answer when it has ended', async () => {
    expect((await ask('server/discover', {})).result.capabilities.extensions).toEqual({ [`${protocol}/tasks`]: {} });
    const { result: created } = await call('run_poet', { input: 'A line' });
    expect(created).toMatchObject({ resultType: 'task', taskId: expect.stringMatching(/^run-/), ttlMs: 86_400_000, pollIntervalMs: 2_000 });
    for (const member of ['result', 'error', 'inputRequests']) expect(created).not.toHaveProperty(member);
    await expect.poll(async () => (await look(created.taskId)).status, soon).toBe('completed');
    const ended = await look(created.taskId);
    expect(ended).toMatchObject({ resultType: 'complete', taskId: created.taskId, result: { structuredContent: { status: 'completed' } } });
    expect(ended.result.content).toEqual([{ type: 'text', text: 'Hello from the stand-in model.' }]);
  });

  test('a question is one: it works until a person answers, and is withdrawn when its client gives it up', async () => {
    const asked = (question: string) => call('ask_question', { question, agent_type: 'Coder' });
    const { taskId, status, statusMessage } = (await asked('Which?')).result;
    expect([status, statusMessage]).toEqual(['working', 'Waits for a person.']);
    const interaction = taskId.slice('question-'.length);
    await w.call('POST', `/v1/interactions/${interaction}/resolve`, { decision: 'respond', message: 'This one' });
    expect((await look(taskId)).result).toMatchObject({ structuredContent: { status: 'answered', answer: 'This one' } });
    const other = (await asked('Never mind?')).result.taskId;
    expect((await ask('tasks/cancel', { taskId: other })).result).toMatchObject({ resultType: 'complete' });
    expect((await look(other)).status).toBe('cancelled');
  });

  test('a run that is given up is cancelled; to give it up again changes nothing', async () => {
    const { taskId } = (await call('run_endless', { input: 'x' })).result;
    for (const _ of [1, 2]) {
      const { result } = await ask('tasks/cancel', { taskId });
      expect([result.resultType, 'taskId' in result]).toEqual(['complete', false]);
      await expect.poll(async () => (await look(taskId)).status, soon).toBe('cancelled');
    }
  });

  test('are made only for clients that know them, and only these may ask for them', async () => {
    const plain = (await call('run_poet', { input: 'x' }, { declares: false })).result;
    expect([plain.resultType, plain.structuredContent.status]).toEqual(['complete', 'completed']);
    expect((await call('list_agents', {})).result.resultType).toBe('complete');
    for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel'])
      expect((await ask(method, { taskId: `run-${randomUUID()}`, inputResponses: {} }, { declares: false })).error.code).toBe(-32_021);
    expect((await ask('tasks/list', {})).error.code).toBe(-32_601);
  });

  test('of others, and what is none, are unknown; a refused call is a result and no task', async () => {
    const { taskId } = (await call('run_poet', { input: 'x' })).result;
    const { key } = await tenant(w, 'elsewhere');
    const approval = taskId.replace('run-', 'question-');
    for (const [id, sent] of [
      [taskId, { key }],
      [approval, {}],
      [`run-${randomUUID()}`, {}],
      ['run-x', {}],
      ['__proto__', {}],
    ] as const)
      for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel'])
        expect([id, (await ask(method, { taskId: id, inputResponses: {} }, sent)).error?.code]).toEqual([id, -32_602]);
    expect((await call('run_poet', {})).result).toMatchObject({ isError: true, resultType: 'complete' });
  });

  test('lists have one page: a cursor is none of ours', async () => {
    for (const method of ['tools/list', 'resources/list', 'resources/templates/list'])
      expect((await ask(method, { cursor: 'next' })).error.code).toBe(-32_602);
  });
});
