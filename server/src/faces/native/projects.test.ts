import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const unknownId = '0194f0c2-1111-7000-8000-00000000dead';
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

function expectProblem(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.code], reply.text).toEqual([status, code]);
}

describe.each(enginesOf(import.meta.url))('projects of our own API on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let reviewer: MemberBrowser;
  let viewer: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    boss = await owned(w);
    reviewer = await member(w, boss.orgId, 'reviewer');
    viewer = await member(w, boss.orgId, 'viewer');
  });
  afterAll(() => w.close());

  const agent = async (slug: string): Promise<{ id: string; number: number }> =>
    (await boss.call('POST', '/v1/agents', { slug, model: 'gpt-4o' })).body;
  const project = async (more: object = {}): Promise<any> => (await boss.call('POST', '/v1/projects', { name: 'Website', ...more })).body;

  test('201, 200, 204: a project is made, read by id and number, listed, changed and deleted', async () => {
    const helper = await agent('helper');
    const made = await boss.call('POST', '/v1/projects', { name: 'Website', description: 'Texts', default_agent: 'helper' });
    expect([made.status, made.body], made.text).toEqual([
      201,
      {
        id: uuid,
        number: expect.any(Number),
        name: 'Website',
        description: 'Texts',
        status: 'active',
        default_agent: { id: helper.id, number: helper.number, slug: 'helper', display_name: 'helper', kind: 'ai' },
        tasks: { open: 0, total: 0 },
        knowledge_count: 0,
        created_at: time,
        updated_at: time,
      },
    ]);
    const { id, number } = made.body;
    expect(made.headers.get('location')).toBe(`/v1/projects/${id}`);
    for (const address of [id, String(number)]) expect((await viewer.call('GET', `/v1/projects/${address}`)).body).toEqual(made.body);
    const changed = await boss.call('PATCH', `/v1/projects/${number}`, { status: 'archived', default_agent: null });
    expect(changed.body).toMatchObject({ id, name: 'Website', status: 'archived', default_agent: null });
    expect((await viewer.call('GET', '/v1/projects?status=archived')).body.data).toMatchObject([{ id }]);
    expect((await boss.call('DELETE', `/v1/projects/${id}`)).status).toBe(204);
    expectProblem(await boss.call('GET', `/v1/projects/${id}`), 404, 'PROJECT_UNKNOWN');
  });

  test('200: the list comes newest first, in pages, and finds names by a part', async () => {
    const ids = [];
    for (const name of ['Alpha 100%', 'Beta', 'Gamma']) ids.unshift((await project({ name })).id);
    const first = await viewer.call('GET', '/v1/projects?limit=2');
    expect(first.body.data.map((one: any) => one.id)).toEqual(ids.slice(0, 2));
    const next = await viewer.call('GET', `/v1/projects?limit=1&cursor=${first.body.next_cursor}`);
    expect(next.body.data[0].id).toBe(ids[2]);
    expect((await viewer.call('GET', '/v1/projects?q=100%25')).body.data).toHaveLength(1);
    expect((await viewer.call('GET', '/v1/projects?q=_eta')).body.data).toEqual([]);
    expectProblem(await viewer.call('GET', '/v1/projects?cursor=x'), 400, 'PAGE_CURSOR');
  });

  test('201, 200, 204: knowledge is added, listed, changed and removed, and counts', async () => {
    const { id, number } = await project();
    const path = `/v1/projects/${number}/knowledge`;
    const made = await boss.call('POST', path, { title: 'Tone', kind: 'guideline', content: 'Short sentences.\n' });
    const expected = { id: uuid, number: expect.any(Number), title: 'Tone', kind: 'guideline', content: 'Short sentences.\n' };
    expect([made.status, made.body]).toEqual([201, { ...expected, created_at: time, updated_at: time }]);
    expect((await viewer.call('GET', path)).body).toEqual({ data: [made.body], next_cursor: null, has_more: false });
    expect((await viewer.call('GET', `/v1/projects/${id}`)).body.knowledge_count).toBe(1);
    const changed = await boss.call('PATCH', `${path}/${made.body.number}`, { content: 'Shorter.' });
    expect(changed.body).toMatchObject({ title: 'Tone', content: 'Shorter.' });
    const other = await project();
    expectProblem(await boss.call('PATCH', `/v1/projects/${other.id}/knowledge/${made.body.id}`, { title: 'X' }), 404, 'KNOWLEDGE_UNKNOWN');
    expect((await boss.call('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
    expectProblem(await boss.call('DELETE', `${path}/${made.body.id}`), 404, 'KNOWLEDGE_UNKNOWN');
    const events = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('activity').select('event').where('project_id', '=', id).orderBy('id')),
    );
    expect(events.map((one) => one.event)).toEqual([
      'project.created',
      'project.knowledge_updated',
      'knowledge.updated',
      'project.knowledge_updated',
      'project.knowledge_updated',
    ]);
  });

  test('200: rules are written, read in their order, and a dry run explains each of them', async () => {
    const { id } = await project();
    const [one, two] = [await agent('first-agent'), await agent('second-agent')];
    const path = `/v1/projects/${id}/routing-rules`;
    const rules = [
      { name: 'Rest', priority: 20, conditions: {}, assign_to: two.number },
      {
        id: 'urgent',
        name: 'Urgent',
        priority: 10,
        conditions: { tags_any: ['bug'], tags_all: ['web'], priority: { lte: 2 }, type: 'fix', context: { team: 'a' } },
        assign_to: 'first-agent',
        fallback_to: two.id,
      },
    ];
    const put = await boss.call('PUT', path, { rules });
    expect(put.status, put.text).toBe(200);
    const ref = (which: { id: string; number: number }, slug: string) => ({ ...which, slug, display_name: slug, kind: 'ai' });
    expect(put.body).toEqual({
      rules: [
        {
          ...rules[1],
          enabled: true,
          assign_to: expect.objectContaining({ id: one.id, slug: 'first-agent' }),
          assign_to_capability: null,
          strategy: 'least_busy',
          fallback_to: expect.objectContaining({ id: two.id }),
        },
        expect.objectContaining({ id: uuid, name: 'Rest', priority: 20, conditions: {} }),
      ],
    });
    expect((await viewer.call('GET', path)).body).toEqual(put.body);
    const task = { title: 'Broken', tags: ['web', 'Bug'], priority: 1, type: 'fix', context: { team: 'a' } };
    const urgent = await viewer.call('POST', `${path}/test`, task);
    expect(urgent.body).toEqual({
      agent: ref({ id: one.id, number: one.number }, 'first-agent'),
      rule: { id: 'urgent', name: 'Urgent' },
      decision: 'Rule "Urgent": first-agent.',
      steps: [
        { rule: 'Urgent', matched: true, why: 'goes to first-agent' },
        { rule: 'Rest', matched: true, why: 'matches, but was decided above' },
      ],
    });
    const low = await viewer.call('POST', `${path}/test`, { ...task, priority: 4 });
    expect(low.body.steps[0]).toEqual({ rule: 'Urgent', matched: false, why: 'priority 4 is above 2' });
    const unsaved = await viewer.call('POST', `${path}/test`, { rules: [], preferred_agent: null });
    expect(unsaved.body).toMatchObject({ agent: null, rule: null, decision: expect.stringMatching(/^Stays pending/), steps: [] });
    expect((await boss.call('PUT', path, put.body)).status).toBe(400);
  });

  test('400 and 422: rules of another shape, too many, unknown agents, two targets, none, twice the same id, impossible bounds', async () => {
    const { id } = await project();
    await agent('target');
    const path = `/v1/projects/${id}/routing-rules`;
    const rule = { name: 'R', priority: 1, assign_to: 'target' };
    const put = (...rules: object[]): Promise<Reply> => boss.call('PUT', path, { rules });
    for (const wrong of [
      { ...rule, conditions: { tags_none: ['x'] } },
      { ...rule, conditions: { tags_any: [] } },
      { ...rule, conditions: { priority: { gt: 2 } } },
      { ...rule, conditions: { priority: { eq: 9 } } },
      { ...rule, conditions: { context: { a: { deep: 1 } } } },
      { ...rule, strategy: 'fastest' },
      { ...rule, priority: -1 },
      { priority: 1, assign_to: 'target' },
      { ...rule, id: 'with space' },
    ])
      expectProblem(await put(wrong), 400, 'BODY_INVALID');
    expectProblem(await put(...Array.from({ length: 51 }, () => rule)), 400, 'BODY_INVALID');
    expect((await put(...Array.from({ length: 50 }, () => rule))).status).toBe(200);
    const foreign = await (await tenant(w, 'Foreign rules')).agent('theirs');
    for (const assign_to of ['nobody', foreign, 999_999]) expectProblem(await put({ ...rule, assign_to }), 422, 'ROUTING_AGENT_UNKNOWN');
    expectProblem(await put({ ...rule, fallback_to: 'target' }), 422, 'ROUTING_FALLBACK_SAME');
    expectProblem(await put({ ...rule, assign_to_capability: 'x' }), 422, 'ROUTING_TWO_TARGETS');
    expectProblem(await put({ name: 'R', priority: 1 }), 422, 'ROUTING_NO_TARGET');
    expect((await put({ name: 'R', priority: 1, enabled: false })).status).toBe(200);
    expectProblem(await put({ ...rule, id: 'a' }, { ...rule, id: 'a' }), 422, 'ROUTING_RULE_TWICE');
    const impossible = await put(rule, { ...rule, conditions: { priority: { gte: 3, lte: 2 } } });
    expectProblem(impossible, 422, 'ROUTING_NEVER_MATCHES');
    expect(impossible.body.errors).toEqual([{ pointer: '/rules/1/conditions/priority', detail: expect.any(String) }]);
    expectProblem(await boss.call('POST', `${path}/test`, { rules: [{ ...rule, assign_to: 'nobody' }] }), 422, 'ROUTING_AGENT_UNKNOWN');
  });

  test('409: a project with open tasks is not deleted; finished ones stay without it', async () => {
    const { id } = await project();
    const task = await boss.call('POST', '/v1/tasks', { title: 'Write', project: id });
    expect(task.status, task.text).toBe(201);
    expect((await viewer.call('GET', `/v1/projects/${id}`)).body.tasks).toEqual({ open: 1, total: 1 });
    expectProblem(await boss.call('DELETE', `/v1/projects/${id}`), 409, 'PROJECT_HAS_OPEN_TASKS');
    expect((await boss.call('PATCH', `/v1/tasks/${task.body.id}`, { status: 'cancelled' })).status).toBe(200);
    expect((await boss.call('DELETE', `/v1/projects/${id}`)).status).toBe(204);
    expect((await boss.call('GET', `/v1/tasks/${task.body.id}`)).body.project).toBeNull();
  });

  test('404: projects, texts and agents of another organisation are unknown here', async () => {
    const other = await tenant(w, 'Foreign');
    const theirs = (await other.call('POST', '/v1/projects', { name: 'Theirs' })).body;
    const text = (await other.call('POST', `/v1/projects/${theirs.id}/knowledge`, { title: 'T', content: 'C' })).body;
    for (const address of [theirs.id, String(theirs.number), unknownId, 'name'])
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { name: 'Mine' }],
        ['DELETE', '', undefined],
        ['GET', '/knowledge', undefined],
        ['POST', '/knowledge', { title: 'T', content: 'C' }],
        ['PATCH', `/knowledge/${text.id}`, { title: 'Mine' }],
        ['DELETE', `/knowledge/${text.number}`, undefined],
        ['GET', '/routing-rules', undefined],
        ['PUT', '/routing-rules', { rules: [] }],
        ['POST', '/routing-rules/test', {}],
      ] as const)
        expectProblem(await boss.call(method, `/v1/projects/${address}${path}`, body), 404, 'PROJECT_UNKNOWN');
    const foreign = await other.agent('foreign');
    expectProblem(await boss.call('POST', '/v1/projects', { name: 'P', default_agent: foreign }), 404, 'AGENT_NOT_FOUND');
  });

  test('403 and 401: reviewers and viewers read and change nothing; so do strangers and pages of others', async () => {
    const { id } = await project();
    for (const who of [reviewer, viewer]) {
      expectProblem(await who.call('POST', '/v1/projects', { name: 'P' }), 403, 'CALLER_LACKS_GRANT');
      expectProblem(await who.call('PUT', `/v1/projects/${id}/routing-rules`, { rules: [] }), 403, 'CALLER_LACKS_GRANT');
      expectProblem(await who.call('POST', `/v1/projects/${id}/knowledge`, { title: 'T', content: 'C' }), 403, 'CALLER_LACKS_GRANT');
      expect((await who.call('POST', `/v1/projects/${id}/routing-rules/test`, {})).status).toBe(200);
    }
    expectProblem(await boss.call('DELETE', `/v1/projects/${id}`, undefined, { 'x-csrf-token': 'x' }), 403, 'CSRF_INVALID');
    expect((await w.call('GET', '/v1/projects', undefined, { 'x-forge-api-key': '' })).status).toBe(401);
  });

  test('200: a key that is limited to some agents sees projects, never agents beyond its reach', async () => {
    const { id } = await project({ default_agent: (await agent('hidden')).id });
    const mine = await agent('reached');
    const scopes = ['projects:read', 'projects:write', 'agents:read'];
    const { key } = (await boss.call('POST', '/v1/credentials', { name: 'limited', agent_ids: [mine.id], scopes })).body;
    const call = (method: string, path: string, body?: unknown) => w.call(method, path, body, { 'x-forge-api-key': key });
    expect((await call('GET', `/v1/projects/${id}`)).body.default_agent).toBeNull();
    expectProblem(await call('GET', `/v1/projects/${id}/routing-rules`), 403, 'CALLER_IS_RESTRICTED');
    expectProblem(await call('PATCH', `/v1/projects/${id}`, { default_agent: 'hidden' }), 404, 'AGENT_NOT_FOUND');
    expect((await call('GET', '/v1/assignees')).body.data.map((one: any) => one.slug)).toEqual(['reached']);
  });

  test('200: assignees are people and agents, each with their work', async () => {
    const { body } = await viewer.call('GET', '/v1/assignees');
    const kinds = body.data.map((one: any) => one.kind);
    expect(kinds.lastIndexOf('human')).toBeLessThan(kinds.indexOf('ai'));
    expect(body.data.filter((one: any) => one.kind === 'human')).toHaveLength(3);
    expect(body.data.find((one: any) => one.slug === 'helper')).toMatchObject({
      status: 'active',
      owner_user_id: null,
      open_tasks: 0,
      running_tasks: 0,
      max_concurrent: 5,
      capabilities: [],
    });
    const listed = await viewer.call('GET', '/v1/agents?limit=200');
    expect(listed.body.data.filter((one: any) => one.kind === 'human')).toEqual([]);
  });
});
