import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../src/faces/kit/index.ts';
import { owned } from '../browsers.ts';
import type { MemberBrowser } from '../browsers.ts';
import { send } from '../requests.ts';
import { all } from '../route-table.ts';
import { engines, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

/** One of everything that work is made of, by what a path or a member calls it. */
interface Things {
  readonly tasks: string;
  readonly deliverables: string;
  readonly files: string;
  readonly projects: string;
  readonly knowledge: string;
  readonly webhooks: string;
  readonly deliveries: string;
  readonly agents: string;
  readonly users: string;
}

const nobodys = '0194f0c2-9999-7000-8000-00000000000f';
const none: Things = Object.fromEntries(
  ['tasks', 'deliverables', 'files', 'projects', 'knowledge', 'webhooks', 'deliveries', 'agents', 'users'].map((name) => [name, nobodys]),
) as unknown as Things;
const noNumber = 99_999_999;

const work = all
  .flatMap((face) => face.routes)
  .filter(({ path }) => /^\/(?:v1|api)\/(?:tasks|deliverables|projects|knowledge|webhooks|users|activity)\b/.test(path) || ofAgents(path))
  .filter(({ path, policy }) => path.includes(':') && !path.includes('/me/') && policy.by !== 'anybody');

function ofAgents(path: string): boolean {
  return /^\/(?:v1|api)\/agents\/:id\/(?:execution|metrics|owner|webhook|webhook-secret|test-connection)$/.test(path);
}

function pathOf({ path }: Route, t: Things | Record<keyof Things, number>): string {
  const segments = path.split('/');
  return segments
    .map((segment, at) => (segment.startsWith(':') ? String(Object.entries(t).find(([name]) => name === segments[at - 1])?.[1]) : segment))
    .join('/');
}

/** What is the same of two refusals, whatever was asked for. */
const wordsOf = (reply: Reply): string => `${reply.status} ${reply.text.replaceAll(/req_[0-9a-f]{32}/g, 'req')}`;

describe.each(engines)('the work of two organisations on %s', (engine) => {
  let w: World;
  let a: MemberBrowser;
  let b: MemberBrowser;
  let own: Things;
  let theirs: Things;
  let numbers: Record<keyof Things, number>;
  const programs: Record<string, Readonly<Record<string, string>>> = {};

  const made = async (who: MemberBrowser, method: string, path: string, body?: unknown): Promise<any> => {
    const reply = await who.call(method, path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.body;
  };

  const thingsOf = async (who: MemberBrowser, name: string): Promise<Things & { numbers: Record<keyof Things, number> }> => {
    const agent = await made(who, 'POST', '/v1/agents', { slug: 'worker', model: 'gpt-4o', description: `words of ${name}` });
    const project = await made(who, 'POST', '/v1/projects', { name: `words of ${name}`, default_agent: agent.id });
    const text = await made(who, 'POST', `/v1/projects/${project.id}/knowledge`, { title: `words of ${name}`, content: 'c' });
    const webhook = await made(who, 'POST', '/v1/webhooks', { url: 'https://hooks.example.com/x', description: `words of ${name}` });
    const delivery = await made(who, 'POST', `/v1/webhooks/${webhook.id}/test`, {});
    await made(who, 'PATCH', `/v1/webhooks/${webhook.id}`, { status: 'disabled' });
    const task = await made(who, 'POST', '/v1/tasks', { title: `words of ${name}`, project: project.id, assignee: agent.id });
    await made(who, 'POST', `/v1/tasks/${task.id}/comments`, { content: `words of ${name}` });
    const file = { filename: 'a.txt', mime_type: 'text/plain', content: Buffer.from(`words of ${name}`).toString('base64') };
    const result = await made(who, 'POST', '/v1/deliverables', { task: task.id, title: `words of ${name}`, content: 'x', files: [file] });
    const me = (await made(who, 'GET', '/api/users')).data[0];
    return {
      tasks: task.id,
      deliverables: result.id,
      files: result.files[0].id,
      projects: project.id,
      knowledge: text.id,
      webhooks: webhook.id,
      deliveries: delivery.id,
      agents: agent.id,
      users: who.userId,
      numbers: {
        tasks: task.number,
        deliverables: result.number,
        files: result.files[0].id,
        projects: project.number,
        knowledge: text.number,
        webhooks: webhook.number,
        deliveries: delivery.id,
        agents: agent.number,
        users: me.id,
      },
    };
  };

  const observe = async (): Promise<string> => {
    const seen: string[] = [];
    const paths = ['tasks', 'deliverables', 'projects', 'webhooks', 'activity?limit=200', 'assignees', 'agents', 'audit', 'members'];
    const more = [
      `tasks/${theirs.tasks}`,
      `tasks/${theirs.tasks}/comments`,
      `deliverables/${theirs.deliverables}`,
      `deliverables/${theirs.deliverables}/comments`,
      `projects/${theirs.projects}/knowledge`,
      `projects/${theirs.projects}/routing-rules`,
      `webhooks/${theirs.webhooks}/deliveries`,
      `agents/${theirs.agents}/execution`,
      `agents/${theirs.agents}/metrics`,
    ];
    for (const path of [...paths, ...more]) seen.push(`${path} ${(await b.call('GET', `/v1/${path}`)).text}`);
    return seen.join('\n').replaceAll(/"(last_seen_at|next_at|attempts|state|last_error)":(?:null|"[^"]*"|\d+)/g, '"$1":0');
  };

  beforeAll(async () => {
    w = await world(engine);
    [a, b] = [await owned(w), await owned(w)];
    const [mine, others] = [await thingsOf(a, 'a'), await thingsOf(b, 'b')];
    [own, theirs, numbers] = [mine, others, others.numbers];
    const key = await made(a, 'POST', '/v1/credentials', { name: 'all', org_wide: true, scopes: ['*'] });
    const acting = await made(a, 'POST', '/v1/credentials', { name: 'acts', kind: 'agent_key', agent: own.agents, scopes: ['*'] });
    const user = (await made(a, 'POST', '/api/users/me/keys', { name: 'mine' })).data;
    programs['session'] = { cookie: a.cookie, 'x-csrf-token': a.csrf };
    programs['apiKey'] = { 'x-forge-api-key': key.key };
    programs['agentKey'] = { 'x-agent-key': acting.key };
    programs['userKey'] = { 'x-agent-key': user.apiKey };
  });
  afterAll(async () => w.close());

  const ask = async (route: Route, form: string, path: string, body = route.bodyExample): Promise<Reply> => {
    const hasBody = body !== undefined && route.method !== 'GET';
    return send(w.url, route.method, path, {
      headers: { ...programs[form], ...(hasBody ? { 'content-type': 'application/json' } : {}) },
      ...(hasBody ? { body: JSON.stringify(body) } : {}),
    });
  };

  test('T01: a path that names what another organisation has answers as if it did not exist, and nothing changes', async () => {
    expect(work.length).toBeGreaterThan(60);
    const before = await observe();
    for (const route of work) {
      const forms = route.policy.by === 'anybody' ? [] : route.policy.by.filter((form) => programs[form] !== undefined);
      for (const form of forms) {
        const unknown = await ask(route, form, pathOf(route, none));
        const foreign = await ask(route, form, pathOf(route, theirs));
        expect(unknown.status, `${form} ${route.method} ${route.path}: ${unknown.text}`).toBeGreaterThanOrEqual(400);
        expect(wordsOf(foreign), `${form} ${route.method} ${route.path}`).toBe(wordsOf(unknown));
        const byNumber = await ask(route, form, pathOf(route, numbers));
        const noSuch = await ask(route, form, pathOf(route, { ...numbers, ...numbered(noNumber) }));
        expect(wordsOf(byNumber), `${form} ${route.method} ${route.path} by number`).toBe(wordsOf(noSuch));
      }
    }
    expect(await observe()).toBe(before);
  });

  const numbered = (value: number): Record<keyof Things, number> =>
    Object.fromEntries(Object.keys(numbers).map((name) => [name, name === 'files' ? nobodys : value])) as Record<keyof Things, number>;

  test('T01: what belongs to one may not hang on what belongs to another: own parents, foreign children', async () => {
    const mixed = [
      `/v1/projects/${own.projects}/knowledge/${theirs.knowledge}`,
      `/v1/webhooks/${own.webhooks}/deliveries/${theirs.deliveries}`,
      `/v1/deliverables/${own.deliverables}/files/${theirs.files}`,
    ];
    for (const path of mixed) {
      for (const method of ['GET', 'PATCH', 'DELETE'])
        expect([404, 405], `${method} ${path}`).toContain(
          (await a.call(method, path, method === 'PATCH' ? { title: 'x' } : undefined)).status,
        );
    }
    await made(a, 'PATCH', `/v1/webhooks/${own.webhooks}`, { status: 'active' });
    expect((await a.call('POST', `/v1/webhooks/${own.webhooks}/deliveries/${theirs.deliveries}/resend`)).status).toBe(404);
  });

  test('T01: bodies and filters that name what another organisation has are refused, and nothing changes', async () => {
    const before = await observe();
    const mine = await observeOf(a);
    for (const t of [theirs, numbers]) {
      const attempts: readonly (readonly [string, string, unknown?])[] = [
        ['POST', '/v1/tasks', { title: 'x', assignee: t.agents }],
        ['POST', '/v1/tasks', { title: 'x', preferred_agent: t.agents }],
        ['POST', '/v1/tasks', { title: 'x', project: t.projects }],
        ['PATCH', `/v1/tasks/${own.tasks}`, { assignee: t.agents }],
        ['PATCH', `/v1/tasks/${own.tasks}`, { preferred_agent: t.agents }],
        ['PATCH', `/v1/tasks/${own.tasks}`, { project: t.projects }],
        ['POST', '/v1/tasks/next', { agent: String(t.agents) }],
        ['POST', `/v1/tasks/${own.tasks}/claim`, { agent: String(t.agents) }],
        ['POST', '/api/tasks', { title: 'x', assignedAgentId: t.agents }],
        ['POST', '/api/tasks', { title: 'x', projectId: t.projects }],
        ['POST', '/api/tasks/bulk', { tasks: [{ title: 'x' }, { title: 'y', projectId: t.projects }] }],
        ['PATCH', '/api/tasks/bulk', { ids: [own.tasks, t.tasks], updates: { priority: 1 } }],
        ['PATCH', '/api/tasks/bulk', { ids: [own.tasks], updates: { assignedAgentId: t.agents } }],
        ['DELETE', '/api/tasks/bulk', { ids: [own.tasks, t.tasks] }],
        ['POST', '/v1/deliverables', { task: String(t.tasks), title: 'x', content: 'x' }],
        ['POST', '/v1/deliverables', { project: String(t.projects), title: 'x', content: 'x' }],
        ['POST', '/v1/deliverables', { parent: String(t.deliverables), title: 'x', content: 'x' }],
        ['POST', '/api/deliverables', { taskId: t.tasks, title: 'x', content: 'x' }],
        ['POST', '/v1/projects', { name: 'x', default_agent: t.agents }],
        ['PATCH', `/v1/projects/${own.projects}`, { default_agent: t.agents }],
        ['PUT', `/v1/projects/${own.projects}/routing-rules`, { rules: [{ name: 'x', priority: 1, assign_to: t.agents }] }],
        [
          'PUT',
          `/v1/projects/${own.projects}/routing-rules`,
          { rules: [{ name: 'x', priority: 1, assign_to_capability: 'c', fallback_to: t.agents }] },
        ],
        ['POST', `/v1/projects/${own.projects}/routing-rules/test`, { preferred_agent: t.agents }],
        ['PUT', `/v1/agents/${own.agents}/owner`, { user_id: t.users }],
        ['PUT', `/api/agents/${own.agents}/owner`, { userId: t.users }],
        ['POST', '/api/webhooks', { url: 'https://hooks.example.com/x', agentId: t.agents }],
        ['POST', `/api/agents/${own.agents}/execute`, { taskId: t.tasks }],
        ['GET', `/v1/tasks?project=${t.projects}`],
        ['GET', `/v1/tasks?agent=${t.agents}`],
        ['GET', `/v1/deliverables?task=${t.tasks}`],
        ['GET', `/v1/deliverables?agent=${t.agents}`],
        ['GET', `/v1/deliverables?project=${t.projects}`],
        ['GET', `/v1/activity?task=${t.tasks}`],
        ['GET', `/v1/activity?deliverable=${t.deliverables}`],
        ['GET', `/v1/activity?agent=${t.agents}`],
        ['GET', `/v1/activity?project=${t.projects}`],
        ['GET', `/api/tasks?projectId=${t.projects}`],
        ['GET', `/api/tasks?agentId=${t.agents}`],
        ['GET', `/api/deliverables?taskId=${t.tasks}`],
        ['GET', `/api/activity?taskId=${t.tasks}`],
        ['GET', `/api/knowledge/search?q=words&projectId=${t.projects}`],
      ];
      for (const [method, path, body] of attempts) {
        const reply = await a.call(method, path, body);
        const what = `${method} ${path} ${JSON.stringify(body)}: ${reply.status} ${reply.text}`;
        expect(reply.text, what).not.toContain('words of b');
        if (reply.status === 200) expect(reply.body.data, what).toEqual([]);
        else expect([400, 404, 422], what).toContain(reply.status);
      }
    }
    expect(await observe()).toBe(before);
    expect(await observeOf(a)).toBe(mine);
  });

  const observeOf = async (who: MemberBrowser): Promise<string> => {
    const texts = [];
    for (const path of ['tasks', 'deliverables', 'projects', 'agents']) texts.push((await who.call('GET', `/v1/${path}`)).text);
    return texts.join('\n');
  };

  test('lists and searches of one hold no word of the other', async () => {
    const lists = all
      .flatMap((face) => face.routes)
      .filter(
        ({ method, path, policy }) => method === 'GET' && !path.includes(':') && policy.by !== 'anybody' && policy.by.includes('session'),
      );
    for (const { path } of lists) {
      const reply = await a.call('GET', path === '/api/knowledge/search' ? `${path}?q=words` : path);
      expect(reply.status, path).toBeLessThan(500);
      expect(reply.text, path).not.toContain('words of b');
      expect(reply.text, path).not.toContain(b.userId);
    }
  });
});
