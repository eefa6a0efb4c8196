import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { member } from '../../../test/browsers.ts';
import { taskOf } from '../../../test/tasks.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
  expect(Object.keys(reply.body).filter((name) => name !== 'errors')).toEqual(['type', 'title', 'status', 'detail', 'code', 'request_id']);
}

describe.each(enginesOf(import.meta.url))('agents of our own API on %s', (engine) => {
  let w: World;
  beforeAll(async () => {
    w = await world(engine, { leaseMs: 1_500 });
  });
  afterAll(() => w.close());

  const make = async (body: object): Promise<any> => {
    const reply = await w.call('POST', '/v1/agents', { model: 'gpt-standin-one', ...body });
    expect(reply.status, reply.text).toBe(201);
    return reply.body;
  };

  test('201: an agent that runs elsewhere is made by its kind; it asks for its tasks and is never run here (409)', async () => {
    const made = await make({ slug: 'elsewhere', kind: 'external' });
    expect(made).toMatchObject({ kind: 'external', execution_mode: 'polling' });
    expectProblem(await w.call('POST', '/v1/agents/elsewhere/runs', { input: 'x' }), 409, 'AGENT_IS_EXTERNAL');
    expect((await w.call('POST', '/v1/agents', { slug: 'person', kind: 'human' })).status).toBe(400);
  });

  test('201: an agent is created with everything that was given, and read back the same', async () => {
    const given = {
      slug: 'complete',
      display_name: 'The complete one',
      description: 'Line one\nline two',
      model: 'gpt-standin-one',
      system_prompt: 'You are brief. ☃ 𝄞',
      tools: ['json-utils', 'date-utils'],
      config: {
        max_steps: 5,
        temperature: null,
        timeout_ms: 1_000,
        retry_on_error: false,
        max_tokens: 100,
        tool_policy: { 'json-utils': 'ask' },
      },
      capabilities: ['csv', 'totals'],
      max_concurrent_tasks: 3,
      metadata: { team: 'blue', nested: { list: [1, null, 'x'] } },
    };
    const made = await w.call('POST', '/v1/agents', { ...given, note: 'first' });
    expect(made.status, made.text).toBe(201);
    const { id } = made.body;
    expect(made.body).toEqual({
      ...given,
      id,
      number: expect.any(Number),
      agt_id: `agt_${id.replaceAll('-', '')}`,
      kind: 'ai',
      autonomy: 'supervised',
      status: 'active',
      execution_mode: 'manual',
      owner: null,
      version: 1,
      provider: 'openai',
      created_at: time,
      updated_at: time,
      run_count: 0,
      running: 0,
      open_tasks: 0,
      running_tasks: 0,
      last_run_at: null,
    });
    expect(made.headers.get('etag')).toBe('"v1"');
    const { body, headers } = await w.call('GET', `/v1/agents/${id}`);
    expect([body, headers.get('etag')]).toEqual([made.body, '"v1"']);
    for (const address of [made.body.number, made.body.agt_id, 'COMPLETE'])
      expect((await w.call('GET', `/v1/agents/${address}`)).body.id).toBe(id);
  });

  test('200: an agent is given an owner, shown with its open work, and listed by kind', async () => {
    const { id } = await make({ slug: 'owned-one', autonomy: 'autonomous' });
    const { orgId, userId } = await member(w, (await w.call('GET', '/v1/me')).body.org.id, 'reviewer');
    const owner = { id: userId, name: 'The reviewer' };
    expect((await w.call('PUT', `/v1/agents/${id}/owner`, { user_id: userId })).body).toMatchObject({ id, owner, autonomy: 'autonomous' });
    const tasks = [await taskOf(w.server.home, orgId, id, { status: 'assigned' }), await taskOf(w.server.home, orgId, id)];
    await taskOf(w.server.home, orgId, id, { status: 'review' });
    const listed = (await w.call('GET', '/v1/agents?q=owned-one')).body.data;
    expect(tasks).toHaveLength(2);
    expect(listed).toMatchObject([{ id, owner, open_tasks: 2, running_tasks: 1, running: 0 }]);
    const kinds = async (query: string): Promise<string[]> => [
      ...new Set<string>((await w.call('GET', `/v1/agents?limit=200${query}`)).body.data.map((one: any) => one.kind)),
    ];
    expect(await kinds('')).not.toContain('human');
    expect([await kinds('&kind=ai'), await kinds('&kind=human'), await kinds('&kind=identity')]).toEqual([['ai'], ['human'], []]);
    expect((await w.call('PATCH', `/v1/agents/${id}`, { autonomy: 'semi-autonomous' })).body.autonomy).toBe('semi-autonomous');
    expectProblem(await w.call('PUT', `/v1/agents/${id}/owner`, { user_id: unknownId }), 404, 'USER_UNKNOWN');
    for (const body of [{}, { user_id: 7 }, { user_id: 'x' }, { owner: null }])
      expectProblem(await w.call('PUT', `/v1/agents/${id}/owner`, body), 400, 'BODY_INVALID');
    expect((await w.call('PUT', `/v1/agents/${id}/owner`, { user_id: null })).body.owner).toBeNull();
    expect((await w.call('GET', '/v1/agents?kind=robot')).status).toBe(400);
  });

  test('409: an agent that stands for a member is not deleted, renamed, run or given keys', async () => {
    const { body } = await w.call('GET', '/v1/agents?kind=human&limit=1');
    const [{ id }] = body.data;
    expectProblem(await w.call('DELETE', `/v1/agents/${id}`), 409, 'AGENT_IS_PERSON');
    expectProblem(await w.call('PATCH', `/v1/agents/${id}`, { display_name: 'x' }), 409, 'AGENT_IS_PERSON');
    expectProblem(await w.call('POST', `/v1/agents/${id}/runs`, { input: 'x' }), 409, 'AGENT_IS_PERSON');
    expectProblem(await w.call('POST', '/v1/credentials', { name: 'x', kind: 'agent_key', agent: id }), 409, 'AGENT_IS_PERSON');
    expect((await w.call('PATCH', `/v1/agents/${id}`, { capabilities: ['law'] })).body.capabilities).toEqual(['law']);
  });

  test('201: a template gives what the request leaves out', async () => {
    const { body } = await w.call('GET', '/v1/templates');
    expect(body.data.map((one: any) => one.id)).toContain('data-cleanup');
    for (const one of body.data)
      expect(Object.keys(one)).toEqual(['id', 'name', 'description', 'model', 'tools', 'system_prompt', 'config', 'example']);
    const made = await make({ slug: 'from-template', template: 'data-cleanup', model: undefined, description: 'Mine' });
    expect(made).toMatchObject({ slug: 'from-template', model: 'playbook', description: 'Mine', provider: 'playbook' });
    const run = await w.call('POST', '/v1/agents/from-template/runs', body.data[0].example);
    expect([run.body.status, run.body.result.summary]).toEqual(['completed', { West: 3300, East: 2300 }]);
    expectProblem(await w.call('POST', '/v1/agents', { slug: 'x', template: 'none' }), 422, 'TEMPLATE_UNKNOWN');
  });

  test('200: a change of the definition is a new version, a change of its name or description is not', async () => {
    const { id } = await make({ slug: 'versioned', system_prompt: 'one' });
    const renamed = await w.call('PATCH', `/v1/agents/${id}`, {
      display_name: 'Other',
      description: 'x',
      metadata: { a: 1 },
      capabilities: ['b'],
    });
    expect([renamed.status, renamed.body.version, renamed.body.display_name, renamed.body.metadata, renamed.body.capabilities]).toEqual([
      200,
      1,
      'Other',
      { a: 1 },
      ['b'],
    ]);
    const changed = await w.call('PATCH', `/v1/agents/${id}`, { system_prompt: 'two', note: 'second thoughts' });
    expect([changed.body.version, changed.headers.get('etag')]).toEqual([2, '"v2"']);
    const { body } = await w.call('GET', `/v1/agents/${id}/versions`);
    expect(body).toMatchObject({ next_cursor: null, has_more: false });
    expect(body.data.map((one: any) => [one.version, one.system_prompt, one.note])).toEqual([
      [2, 'two', 'second thoughts'],
      [1, 'one', null],
    ]);
    expect(Object.keys(body.data[0])).toEqual(['version', 'model', 'system_prompt', 'tools', 'config', 'note', 'created_by', 'created_at']);
    const restored = await w.call('POST', `/v1/agents/${id}/versions/1/restore`);
    expect([restored.status, restored.body.version, restored.body.system_prompt]).toEqual([200, 3, 'one']);
    expectProblem(await w.call('POST', `/v1/agents/${id}/versions/99/restore`), 404, 'AGENT_VERSION_UNKNOWN');
    for (const version of ['0', '-1', 'x', '1.5'])
      expect((await w.call('POST', `/v1/agents/${id}/versions/${version}/restore`)).status, version).toBe(400);
    expect((await w.call('POST', `/v1/agents/${id}/versions/99999999999999999999/restore`)).status).toBeLessThan(500);
  });

  test('412 PRECONDITION_FAILED: a change that was made to an older version is lost nowhere', async () => {
    const { id } = await make({ slug: 'guarded', system_prompt: 'one' });
    const patch = (body: object, ifMatch: string): Promise<Reply> => w.call('PATCH', `/v1/agents/${id}`, body, { 'if-match': ifMatch });
    expect((await patch({ system_prompt: 'two' }, '"v1"')).status).toBe(200);
    for (const stale of ['"v1"', '"v3"', '"nonsense"', 'v2', '""'])
      expectProblem(await patch({ system_prompt: 'three' }, stale), 412, 'PRECONDITION_FAILED');
    expect((await w.call('GET', `/v1/agents/${id}`)).body.system_prompt).toBe('two');
    expect((await patch({ system_prompt: 'four' }, '*')).status).toBe(200);
    const writers = await Promise.all(Array.from({ length: 6 }, (_, index) => patch({ system_prompt: `writer ${index}` }, '"v3"')));
    expect(writers.map((reply) => reply.status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
  });

  test('204: a deleted agent is gone, its open run is stopped, its runs stay readable', async () => {
    const { id } = await make({ slug: 'mortal', model: 'gpt-standin-long-paced-50' });
    const started = await w.call('POST', `/v1/agents/${id}/runs`, { input: 'x', wait: false });
    const reply = await w.call('DELETE', `/v1/agents/${id}`);
    expect([reply.status, reply.text]).toEqual([204, '']);
    expectProblem(await w.call('GET', `/v1/agents/${id}`), 404, 'AGENT_NOT_FOUND');
    expectProblem(await w.call('DELETE', `/v1/agents/${id}`), 404, 'AGENT_NOT_FOUND');
    await vi.waitFor(async () => expect((await w.call('GET', `/v1/runs/${started.body.id}`)).body.status).toBe('cancelled'), {
      timeout: 30_000,
      interval: 100,
    });
  });

  test('the problems of creating and changing have their documented statuses and codes', async () => {
    const { id } = await make({ slug: 'taken' });
    expectProblem(await w.call('POST', '/v1/agents', { slug: 'Taken' }), 409, 'AGENT_EXISTS');
    expectProblem(await w.call('POST', '/v1/agents', { slug: 'no-tool', tools: ['teleport'] }), 422, 'INVALID_TOOL');
    expectProblem(await w.call('POST', '/v1/agents', { slug: 'no-model', model: 'abacus' }), 422, 'INVALID_MODEL');
    expectProblem(await w.call('POST', '/v1/agents', { slug: 'no-plan', model: 'playbook' }), 422, 'AGENT_PLAYBOOK_INVALID');
    expectProblem(
      await w.call('POST', '/v1/agents', { slug: 'no-such', config: { tool_policy: { teleport: 'ask' } } }),
      422,
      'AGENT_POLICY_INVALID',
    );
    expectProblem(await w.call('POST', '/v1/agents', { slug: 'me' }), 400, 'AGENT_SLUG_INVALID');
    for (const body of [
      {},
      { slug: 7 },
      { slug: 'a', id: unknownId },
      { slug: 'a', org_id: unknownId },
      { slug: 'a', tools: [7] },
      { slug: 'a', version: 3 },
    ]) {
      const reply = await w.call('POST', '/v1/agents', body);
      expectProblem(reply, 400, 'BODY_INVALID');
      expect(reply.body.errors[0]).toEqual({ pointer: expect.stringMatching(/^\//), detail: expect.stringMatching(/\S/) });
    }
    for (const body of [{}, { number: 1 }, { org_id: unknownId }, { created_at: 'now' }, { status: 'retired' }, { kind: 'human' }]) {
      expectProblem(await w.call('PATCH', `/v1/agents/${id}`, body), 400, 'BODY_INVALID');
    }
  });

  test('a status other than active refuses runs with 409 and can be taken back', async () => {
    const { id } = await make({ slug: 'moody' });
    for (const status of ['paused', 'inactive', 'disabled', 'suspended']) {
      expect((await w.call('PATCH', `/v1/agents/${id}`, { status })).body.status).toBe(status);
      expectProblem(await w.call('POST', `/v1/agents/${id}/runs`, { input: 'x' }), 409, 'AGENT_NOT_ACTIVE');
    }
    await w.call('PATCH', `/v1/agents/${id}`, { status: 'active' });
    expect((await w.call('POST', `/v1/agents/${id}/runs`, { input: 'x' })).status).toBe(200);
  });

  test('200: the list can be narrowed by status and by text, in which wildcards are plain characters', async () => {
    await make({ slug: 'needle-one', display_name: '100% wool_socks' });
    await make({ slug: 'needle-two', display_name: '100 percent' });
    await w.call('PATCH', '/v1/agents/needle-two', { status: 'paused' });
    const slugs = async (query: string): Promise<string[]> =>
      (await w.call('GET', `/v1/agents?limit=200&${query}`)).body.data.map((one: any) => one.slug);
    expect((await slugs('q=NEEDLE')).sort()).toEqual(['needle-one', 'needle-two']);
    expect(await slugs('q=needle&status=paused')).toEqual(['needle-two']);
    expect(await slugs('q=100%25')).toEqual(['needle-one']);
    expect(await slugs('q=l_s')).toEqual(['needle-one']);
    for (const text of ["'", '%25%25%25_', '\\', "'%20UNION%20SELECT%201--", '%F0%9F%92%A9'])
      expect(await slugs(`q=needle${text}`), text).toEqual([]);
    for (const query of [
      'q=%00',
      'status=dead',
      'limit=0',
      'limit=201',
      'limit=x',
      'cursor=tampered',
      `cursor=x${Buffer.from(unknownId).toString('base64')}`,
      'cursor=%00',
      `q=${'x'.repeat(201)}`,
    ]) {
      expect((await w.call('GET', `/v1/agents?${query}`)).status, query).toBe(400);
    }
  });
});
