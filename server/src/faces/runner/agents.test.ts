import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesOf, world } from '../../../test/world.ts';
import { expectRunnerError } from '../../../test/expect-runner-error.ts';
import type { World } from '../../../test/world.ts';
import { exampleCreate } from './examples.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;
const unknownId = '0194f0c2-1111-7000-8000-00000000dead';

function members(value: object): string[] {
  return Object.keys(value).sort();
}

describe.each(enginesOf(import.meta.url))('agents of contract 3 on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine);
  });
  afterAll(() => w.close());

  const make = async (name: string, more: object = {}): Promise<string> => {
    const reply = await w.call('POST', '/api/v1/agents', { ...exampleCreate, name, ...more });
    expect(reply.status, reply.text).toBe(201);
    return reply.body.id;
  };

  test('201: the documented creation is answered with exactly id, name and message', async () => {
    const reply = await w.call('POST', '/api/v1/agents', exampleCreate);
    expect(reply.status, reply.text).toBe(201);
    expect(reply.body).toEqual({ id: expect.stringMatching(uuid), name: 'data-cleanup-agent', message: 'Agent created successfully' });
    const shown = await w.call('GET', `/api/v1/agents/${reply.body.id}`);
    expect(shown.body).toMatchObject({
      ...exampleCreate,
      config: { max_steps: 15, temperature: 0.5, timeout_ms: 30_000, retry_on_error: true },
    });
  });

  test('201: name and tools are enough, and everything else has the documented defaults', async () => {
    const made = await w.call('POST', '/api/v1/agents', { name: 'bare-one', tools: ['json-utils'] });
    expect(made.status, made.text).toBe(201);
    const { body } = await w.call('GET', `/api/v1/agents/${made.body.id}`);
    expect(body).toEqual({
      id: made.body.id,
      name: 'bare-one',
      description: '',
      tools: ['json-utils'],
      model: 'claude-sonnet-4-20250514',
      system_prompt: null,
      config: { max_steps: 10, temperature: 0.7, timeout_ms: 30_000, retry_on_error: true, max_tokens: 4096 },
      is_active: true,
      created_at: expect.stringMatching(rfc3339),
      updated_at: expect.stringMatching(rfc3339),
    });
  });

  test('200: a listed agent has exactly the documented members, the list exactly agents, total, limit, offset', async () => {
    const id = await make('listed-one');
    const { status, body } = await w.call('GET', '/api/v1/agents');
    expect(status).toBe(200);
    expect(members(body)).toEqual(['agents', 'limit', 'offset', 'total']);
    expect([body.limit, body.offset]).toEqual([50, 0]);
    const [first] = body.agents;
    expect(first).toEqual({
      id,
      name: 'listed-one',
      description: exampleCreate.description,
      tools: exampleCreate.tools,
      model: exampleCreate.model,
      is_active: true,
      created_at: expect.stringMatching(rfc3339),
      run_count: 0,
    });
  });

  test('200: total counts all agents, whatever limit and offset show of them', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await make(name);
    const all = await w.call('GET', '/api/v1/agents?limit=500');
    expect(all.body.total).toBe(all.body.agents.length);
    const part = await w.call('GET', '/api/v1/agents?limit=2&offset=1');
    expect(part.body).toMatchObject({ total: all.body.total, limit: 2, offset: 1 });
    expect(part.body.agents.map((one: any) => one.id)).toEqual(all.body.agents.slice(1, 3).map((one: any) => one.id));
    const beyond = await w.call('GET', '/api/v1/agents?offset=100000');
    expect(beyond.body).toMatchObject({ agents: [], total: all.body.total, offset: 100_000 });
  });

  test('200: a list leaves agents out that are not active, unless active_only=false', async () => {
    const id = await make('sleeper');
    expect((await w.call('PUT', `/api/v1/agents/${id}`, { is_active: false })).status).toBe(200);
    const names = async (query: string): Promise<string[]> =>
      (await w.call('GET', `/api/v1/agents?limit=500${query}`)).body.agents.map((one: any) => one.name);
    expect(await names('')).not.toContain('sleeper');
    expect(await names('&active_only=true')).not.toContain('sleeper');
    expect(await names('&active_only=false')).toContain('sleeper');
    expect((await w.call('GET', `/api/v1/agents/${id}`)).body.is_active).toBe(false);
  });

  test('200: run_count counts the runs of the agent', async () => {
    const id = await w.agent('counted', 'one');
    for (let turn = 0; turn < 2; turn += 1) await w.call('POST', `/api/v1/agents/${id}/run`, { input: 'go' });
    const { body } = await w.call('GET', '/api/v1/agents?limit=500');
    expect(body.agents.find((one: any) => one.id === id).run_count).toBe(2);
  });

  test('200: a partial update merges config over what is stored and leaves the rest', async () => {
    const id = await make('partial');
    const reply = await w.call('PUT', `/api/v1/agents/${id}`, {
      description: 'Updated description',
      tools: ['data-transform', 'date-utils'],
      config: { max_steps: 20 },
    });
    expect([reply.status, reply.body]).toEqual([200, { id, message: 'Agent updated successfully' }]);
    const { body } = await w.call('GET', `/api/v1/agents/${id}`);
    expect(body).toMatchObject({
      name: 'partial',
      description: 'Updated description',
      tools: ['data-transform', 'date-utils'],
      model: exampleCreate.model,
      system_prompt: exampleCreate.system_prompt,
      config: { max_steps: 20, temperature: 0.5, timeout_ms: 30_000, retry_on_error: true },
    });
    expect(Date.parse(body.updated_at)).toBeGreaterThanOrEqual(Date.parse(body.created_at));
  });

  test('200: a deleted agent is gone from everywhere and its name is free again', async () => {
    const id = await make('mortal');
    const reply = await w.call('DELETE', `/api/v1/agents/${id}`);
    expect([reply.status, reply.body]).toEqual([200, { id, message: 'Agent deleted successfully' }]);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PUT', '', { description: 'x' }],
      ['DELETE', '', undefined],
      ['POST', '/run', { input: 'x' }],
      ['GET', '/runs', undefined],
    ] as const) {
      expectRunnerError(await w.call(method, `/api/v1/agents/${id}${path}`, body), 404, 'AGENT_NOT_FOUND');
    }
    expect(await make('mortal')).not.toBe(id);
  });

  test('200: an agent is found by UUID, agt_ id and name, in any case', async () => {
    const id = await make('Many-Names');
    for (const address of [id, id.toUpperCase(), `agt_${id.replaceAll('-', '')}`, 'Many-Names', 'many-names']) {
      expect((await w.call('GET', `/api/v1/agents/${address}`)).body.id, address).toBe(id);
    }
  });

  test('200: the tools of the contract are listed with schema and example of every action', async () => {
    const { status, body } = await w.call('GET', '/api/v1/tools');
    expect([status, members(body)]).toEqual([200, ['tools']]);
    expect(body.tools.map((tool: any) => tool.id).sort()).toEqual([
      'data-transform',
      'date-utils',
      'formula-engine',
      'json-utils',
      'people',
    ]);
    for (const tool of body.tools) {
      expect(members(tool)).toEqual(['actions', 'description', 'id', 'recovery', 'version']);
      expect(tool.actions.length).toBeGreaterThan(0);
      for (const action of tool.actions) {
        expect(members(action)).toEqual(['description', 'example', 'input_schema', 'name', 'output_schema']);
        expect(members(action.example)).toEqual(['input', 'output']);
      }
    }
    const transform = body.tools.find((tool: any) => tool.id === 'data-transform');
    expect(transform.actions.map((action: any) => action.name)).toContain('csv_to_json');
  });

  test('404 AGENT_NOT_FOUND for an id of every shape', async () => {
    const addresses = [
      unknownId,
      `agt_${unknownId.replaceAll('-', '')}`,
      '4096',
      '999999999999999',
      '9999999999999999',
      'nobody',
      'me',
      'a_b',
    ];
    const odd = [
      '-',
      '..%2fagents',
      'a%00b',
      '%F0%9F%92%A9',
      "'%20or%201=1--",
      'a%2Fb',
      'x'.repeat(250),
      '0',
      '-1',
      '1.5',
      'undefined',
      'null',
    ];
    for (const address of [...addresses, ...odd]) {
      const reply = await w.call('GET', `/api/v1/agents/${address}`);
      expectRunnerError(reply, 404, 'AGENT_NOT_FOUND');
    }
  });

  test('409 AGENT_EXISTS: a name is taken whatever its case, also by renaming', async () => {
    await make('taken-name');
    expectRunnerError(await w.call('POST', '/api/v1/agents', { ...exampleCreate, name: 'taken-name' }), 409, 'AGENT_EXISTS');
    expectRunnerError(await w.call('POST', '/api/v1/agents', { ...exampleCreate, name: 'TAKEN-Name' }), 409, 'AGENT_EXISTS');
    const id = await make('other-name');
    expectRunnerError(await w.call('PUT', `/api/v1/agents/${id}`, { name: 'taken-name' }), 409, 'AGENT_EXISTS');
  });

  test('409 AGENT_EXISTS: of many creations of one name at once exactly one succeeds', async () => {
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => w.call('POST', '/api/v1/agents', { ...exampleCreate, name: 'racer' })),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    for (const reply of replies.filter((one) => one.status === 409)) expectRunnerError(reply, 409, 'AGENT_EXISTS');
  });

  test('422 INVALID_TOOL and INVALID_MODEL, on creation and on update, name what is wrong', async () => {
    const badTool = await w.call('POST', '/api/v1/agents', { ...exampleCreate, name: 'bad-tool', tools: ['data-transform', 'teleport'] });
    expectRunnerError(badTool, 422, 'INVALID_TOOL');
    expect(badTool.body.error.message).toContain('teleport');
    const badModel = await w.call('POST', '/api/v1/agents', { ...exampleCreate, name: 'bad-model', model: 'abacus-1' });
    expectRunnerError(badModel, 422, 'INVALID_MODEL');
    expect(badModel.body.error.message).toContain('abacus-1');
    const id = await make('good-one');
    expectRunnerError(await w.call('PUT', `/api/v1/agents/${id}`, { tools: ['teleport'] }), 422, 'INVALID_TOOL');
    expectRunnerError(await w.call('PUT', `/api/v1/agents/${id}`, { model: 'abacus-1' }), 422, 'INVALID_MODEL');
    expect((await w.call('GET', `/api/v1/agents/${id}`)).body).toMatchObject({ tools: exampleCreate.tools, model: exampleCreate.model });
  });

  test.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['malformed JSON', '{"name":'],
    ['a JSON text', '"x"'],
    ['a JSON array', []],
    ['null', 'null'],
    ['no name', { tools: ['json-utils'] }],
    ['no tools', { name: 'lacking' }],
    ['an empty list of tools', { name: 'lacking', tools: [] }],
    ['tools as text', { name: 'lacking', tools: 'json-utils' }],
    ['a name with a space', { name: 'two words', tools: ['json-utils'] }],
    ['a name with a slash', { name: 'a/b', tools: ['json-utils'] }],
    ['an empty name', { name: '', tools: ['json-utils'] }],
    ['a name that is a UUID', { name: unknownId, tools: ['json-utils'] }],
    ['a name of digits', { name: '12345', tools: ['json-utils'] }],
    ['a name of 64 characters', { name: 'n'.repeat(64), tools: ['json-utils'] }],
    ['a reserved name', { name: 'templates', tools: ['json-utils'] }],
    ['a number as name', { name: 7, tools: ['json-utils'] }],
    ['an unknown member', { name: 'lacking', tools: ['json-utils'], org_id: unknownId }],
    ['an unknown member of config', { name: 'lacking', tools: ['json-utils'], config: { retries: 3 } }],
    ['max_steps 0', { name: 'lacking', tools: ['json-utils'], config: { max_steps: 0 } }],
    ['max_steps 101', { name: 'lacking', tools: ['json-utils'], config: { max_steps: 101 } }],
    ['max_steps as text', { name: 'lacking', tools: ['json-utils'], config: { max_steps: '5' } }],
    ['max_steps 1.5', { name: 'lacking', tools: ['json-utils'], config: { max_steps: 1.5 } }],
    ['temperature 2.1', { name: 'lacking', tools: ['json-utils'], config: { temperature: 2.1 } }],
    ['temperature 1e400', '{"name":"lacking","tools":["json-utils"],"config":{"temperature":1e400}}'],
    ['timeout_ms 99', { name: 'lacking', tools: ['json-utils'], config: { timeout_ms: 99 } }],
    ['retry_on_error as text', { name: 'lacking', tools: ['json-utils'], config: { retry_on_error: 'yes' } }],
    ['a NUL in the description', { name: 'lacking', tools: ['json-utils'], description: 'a\u0000b' }],
    ['5,000 levels of JSON', `{"name":"lacking","tools":["json-utils"],"config":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    ['400,000 levels of JSON', '['.repeat(400_000)],
    ['a __proto__ member', '{"name":"lacking","tools":["json-utils"],"__proto__":{"is_active":true}}'],
  ])('400 INVALID_INPUT: a creation with %s', async (_title, body) => {
    expectRunnerError(await w.call('POST', '/api/v1/agents', body, { 'content-type': 'application/json' }), 400, 'INVALID_INPUT');
  });

  test('400 INVALID_INPUT: an update without a member, with an unknown one or of a wrong type changes nothing', async () => {
    const id = await make('steady');
    const before = await w.call('GET', `/api/v1/agents/${id}`);
    for (const body of [{}, { orgId: 'x' }, { id: unknownId }, { description: 5 }, { tools: [] }, { config: [] }, { status: 'dead' }]) {
      expectRunnerError(await w.call('PUT', `/api/v1/agents/${id}`, body), 400, 'INVALID_INPUT');
    }
    expect((await w.call('GET', `/api/v1/agents/${id}`)).body).toEqual(before.body);
  });

  test('400 INVALID_INPUT: a query that makes no sense', async () => {
    for (const query of [
      'limit=0',
      'limit=-1',
      'limit=1e9',
      'limit=x',
      'limit=',
      'limit=1.5',
      'offset=-1',
      'offset=x',
      'active_only=maybe',
      'limit=1&limit=2',
    ]) {
      expectRunnerError(await w.call('GET', `/api/v1/agents?${query}`), 400, 'INVALID_INPUT');
    }
  });
});
