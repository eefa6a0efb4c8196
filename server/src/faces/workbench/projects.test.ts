import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { member, owned } from '../../../test/browsers.ts';
import type { MemberBrowser } from '../../../test/browsers.ts';
import { send, tenant } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { Reply, World } from '../../../test/world.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const number = expect.any(Number);

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.body?.success, reply.body?.error?.code], reply.text).toEqual([status, false, code]);
}

describe.each(enginesOf(import.meta.url))('projects, knowledge and routing of contract 2 on %s', (engine) => {
  let w: World;
  let admin: MemberBrowser;
  let reviewer: MemberBrowser;
  beforeAll(async () => {
    w = await world(engine);
    const owner = await owned(w);
    admin = await member(w, owner.orgId, 'admin');
    reviewer = await member(w, owner.orgId, 'reviewer');
  });
  afterAll(() => w.close());

  const agent = async (slug: string): Promise<number> => (await admin.call('POST', '/v1/agents', { slug, model: 'gpt-4o' })).body.number;
  const project = async (more: object = {}): Promise<number> =>
    (await admin.call('POST', '/api/projects', { name: 'Website', ...more })).body.data.id;

  test('201, 200: a project is made, read, listed, changed and deleted, with numbers for ids', async () => {
    const helper = await agent('helper');
    const made = await admin.call('POST', '/api/projects', { name: 'Website', description: 'Texts', defaultAgentId: helper });
    const row = {
      id: number,
      name: 'Website',
      description: 'Texts',
      status: 'active',
      default_agent_id: helper,
      default_agent_name: 'helper',
      task_count: 0,
      open_task_count: 0,
      knowledge_count: 0,
      created_at: time,
      updated_at: time,
    };
    expect([made.status, made.body], made.text).toEqual([201, { success: true, data: row }]);
    const { id } = made.body.data;
    expect((await reviewer.call('GET', `/api/projects/${id}`)).body).toEqual(made.body);
    const changed = await admin.call('PATCH', `/api/projects/${id}`, { status: 'completed', defaultAgentId: null });
    expect(changed.body.data).toMatchObject({ id, status: 'completed', default_agent_id: null, default_agent_name: null });
    expect((await reviewer.call('GET', '/api/projects?status=completed&limit=10')).body.data).toMatchObject([{ id }]);
    expect((await admin.call('DELETE', `/api/projects/${id}`)).body).toEqual({ success: true, data: { deleted: true } });
    expectRefused(await admin.call('GET', `/api/projects/${id}`), 404, 'NOT_FOUND');
  });

  test('201, 200: knowledge is added, read, changed and deleted by its number', async () => {
    const id = await project();
    const made = await admin.call('POST', `/api/projects/${id}/knowledge`, { title: 'Tone', type: 'guideline', content: 'Short.' });
    const row = { id: number, project_id: id, title: 'Tone', type: 'guideline', content: 'Short.', created_at: time, updated_at: time };
    expect([made.status, made.body], made.text).toEqual([201, { success: true, data: row }]);
    const path = `/api/knowledge/${made.body.data.id}`;
    expect((await reviewer.call('GET', path)).body).toEqual(made.body);
    expect((await reviewer.call('GET', `/api/projects/${id}/knowledge?type=guideline`)).body.data).toEqual([made.body.data]);
    expect((await reviewer.call('GET', `/api/projects/${id}/knowledge?type=example`)).body.data).toEqual([]);
    expect((await admin.call('PATCH', path, { type: 'example' })).body.data).toMatchObject({ title: 'Tone', type: 'example' });
    expect((await admin.call('DELETE', path)).body).toEqual({ success: true, data: { deleted: true } });
    expectRefused(await admin.call('GET', path), 404, 'NOT_FOUND');
  });

  test('200: a search finds texts with every word; % and _ stand for themselves', async () => {
    const [one, two] = [await project(), await project()];
    const add = (id: number, title: string, content: string): Promise<Reply> =>
      admin.call('POST', `/api/projects/${id}/knowledge`, { title, content });
    await add(one, 'Discounts', 'Gold customers get 20% off.');
    await add(two, 'Rebates', 'Gold customers get 2000 points, see snake_case.');
    const find = async (query: string): Promise<string[]> =>
      (await reviewer.call('GET', `/api/knowledge/search?${query}`)).body.data.map((hit: any) => hit.title);
    expect(await find('q=gold+customers')).toEqual(['Rebates', 'Discounts']);
    expect(await find('q=20%25')).toEqual(['Discounts']);
    expect(await find('q=snake_case')).toEqual(['Rebates']);
    expect(await find('q=snake%25case')).toEqual([]);
    expect(await find('q=s_ake')).toEqual([]);
    expect(await find('q=%5C')).toEqual([]);
    expect(await find('q=discounts+gold')).toEqual(['Discounts']);
    expect(await find(`q=gold&projectId=${two}`)).toEqual(['Rebates']);
    expect(await find('q=gold&limit=1')).toEqual(['Rebates']);
    expect(await find('q=%20')).toEqual([]);
    expectRefused(await reviewer.call('GET', '/api/knowledge/search'), 400, 'BAD_REQUEST');
    expectRefused(await reviewer.call('GET', '/api/knowledge/search?q=x&projectId=999999'), 404, 'NOT_FOUND');
    const stranger = await tenant(w, 'Searching');
    expect((await stranger.call('GET', '/api/knowledge/search?q=gold')).body.data).toEqual([]);
  });

  test('200: rules come back as they were written, and a dry run explains them', async () => {
    const id = await project();
    const [one, two] = [await agent('one'), await agent('two')];
    const path = `/api/projects/${id}/routing-rules`;
    const rule = {
      id: 'research',
      name: 'Research',
      rule_priority: 10,
      enabled: true,
      conditions: { tags: { includes_any: ['research'] }, priority: { gte: 1 }, metadata: { team: 'a' } },
      assign_to: one,
      assign_to_capability: null,
      assign_strategy: 'least_busy',
      fallback_to: two,
    };
    const put = await admin.call('PUT', path, { rules: [rule], defaultAgentId: two });
    expect([put.status, put.body], put.text).toEqual([200, { success: true, data: { rules: [rule], default_agent_id: two } }]);
    expect((await reviewer.call('GET', path)).body).toEqual(put.body);
    expect((await admin.call('PUT', path, { rules: put.body.data.rules })).body).toEqual(put.body);
    const test = await reviewer.call('POST', `${path}/test`, { tags: ['research'], context: { team: 'a' } });
    expect(test.body.data).toEqual({
      agent_id: one,
      agent_name: 'one',
      rule: { id: 'research', name: 'Research' },
      decision: 'Rule "Research": one.',
      steps: [
        { rule: 'Research', matched: true, why: 'goes to one' },
        { rule: 'Project default agent', matched: true, why: 'matches, but was decided above' },
      ],
    });
    const other = await reviewer.call('POST', `${path}/test`);
    expect(other.body.data).toMatchObject({ agent_id: two, rule: null, decision: 'Project default agent: two.' });
  });

  test('400, 422: rules of another shape, and rules that cannot work, named by their place', async () => {
    const id = await project();
    const path = `/api/projects/${id}/routing-rules`;
    const rule = { name: 'R', assign_to: await agent('target') };
    for (const wrong of [
      { ...rule, conditions: { tags: { includes: ['x'] } } },
      { ...rule, conditions: { priority: { ne: 1 } } },
      { ...rule, assign_strategy: 'best' },
      { ...rule, rule_priority: 'high' },
    ])
      expectRefused(await admin.call('PUT', path, { rules: [wrong] }), 400, 'BAD_REQUEST');
    expectRefused(await admin.call('PUT', path, { rules: Array.from({ length: 51 }, () => rule) }), 400, 'BAD_REQUEST');
    const unknown = await admin.call('PUT', path, { rules: [rule, { ...rule, fallback_to: 999_999 }] });
    expectRefused(unknown, 422, 'VALIDATION_ERROR');
    expect(unknown.body.error.errors).toEqual({ 'rules/1/fallback_to': "There is no agent '999999'." });
    expectRefused(await admin.call('PUT', path, { rules: [], defaultAgentId: 999_999 }), 404, 'NOT_FOUND');
  });

  test('401, 403 and CSRF: reviewers read; changes need an administrator and the token of the session', async () => {
    const id = await project();
    const changes = [
      ['POST', '/api/projects', { name: 'P' }],
      ['PATCH', `/api/projects/${id}`, { name: 'P' }],
      ['DELETE', `/api/projects/${id}`, undefined],
      ['POST', `/api/projects/${id}/knowledge`, { title: 'T', content: 'C' }],
      ['PUT', `/api/projects/${id}/routing-rules`, { rules: [] }],
    ] as const;
    for (const [method, path, body] of changes) {
      expectRefused(await reviewer.call(method, path, body), 403, 'FORBIDDEN');
      expectRefused(await admin.call(method, path, body, { 'x-csrf-token': 'x' }), 403, 'CSRF_INVALID');
      expectRefused(await send(w.url, method, path), 401, 'UNAUTHORIZED');
    }
    expect((await reviewer.call('GET', `/api/projects/${id}`)).status).toBe(200);
  });

  test('404: what belongs to another organisation is unknown', async () => {
    const other = await tenant(w, 'Foreign');
    const theirs = (await other.call('POST', '/api/projects', { name: 'Theirs' })).body.data.id;
    const text = (await other.call('POST', `/api/projects/${theirs}/knowledge`, { title: 'T', content: 'C' })).body.data.id;
    for (const path of [`projects/${theirs}`, `projects/${theirs}/knowledge`, `projects/${theirs}/routing-rules`, `knowledge/${text}`])
      expectRefused(await admin.call('GET', `/api/${path}`), 404, 'NOT_FOUND');
    expectRefused(await admin.call('PATCH', `/api/knowledge/${text}`, { title: 'Mine' }), 404, 'NOT_FOUND');
    expectRefused(await admin.call('DELETE', `/api/knowledge/${text}`), 404, 'NOT_FOUND');
    expectRefused(await admin.call('DELETE', `/api/projects/${theirs}`), 404, 'NOT_FOUND');
  });
});
