import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../../src/faces/kit/index.ts';
import { bossOf } from '../executions.ts';
import type { MemberBrowser } from '../browsers.ts';
import { all } from '../route-table.ts';
import { taskScene } from '../task-scene.ts';
import { engines, world } from '../world.ts';
import type { Reply, World } from '../world.ts';

const work = all
  .flatMap((face) => face.routes)
  .filter(({ path }) =>
    /^\/(?:v1|api)\/(?:(?:tasks|deliverables|projects|knowledge|webhooks|webhook-events|activity|assignees)\b|agents\/:id\/(?:execution|metrics|owner|webhook|test-connection)$)/.test(
      path,
    ),
  )
  .filter(({ path, policy }) => !path.includes('/me/') && policy.by !== 'anybody' && policy.by.includes('session'));

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
/** Raw JSON, because some of it cannot be written from a value. */
const bad: Readonly<Record<string, string>> = {
  null: 'null',
  true: 'true',
  zero: '0',
  'a fraction': '1.5',
  negative: '-1',
  huge: '1e9',
  infinite: '1e400',
  'beyond 2^53': '9007199254740993',
  'an empty string': '""',
  'a digit as text': '"2"',
  blanks: '"   "',
  'a megabyte': JSON.stringify('x'.repeat(1_000_000)),
  nul: '"a\\u0000b"',
  'a lone surrogate': '"a\\ud800b"',
  'bidi and control': '"a\\u202eb\\u0007"',
  'prototype keys': '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}',
  'nul in a key': '{"a\\u0000b":1}',
  'a surrogate in a key': '{"\\ud800":"\\udc00"}',
  'deep 60': nested(60),
  'deep 5000': nested(5_000),
  'an empty array': '[]',
  'an array of wrong things': '[null,{},[],1,"",true]',
  'a long array': JSON.stringify(Array.from({ length: 5_000 }, () => 'x')),
  'year 0000': '"0000-01-01T00:00:00.000Z"',
  'year 9999': '"9999-12-31T23:59:59.999Z"',
  'no such day': '"2026-02-31T25:61:61Z"',
  sql: `"' or 1=1; drop table tasks; --"`,
  wildcards: '"%_%\\\\"',
};
const badQueries = [
  '',
  '-1',
  '0',
  '1.5',
  '1e9',
  '999999999999999999999',
  '%00',
  '%ED%A0%80',
  "'",
  '%25_%25',
  '..%2f',
  'x'.repeat(5_000),
  '[object Object]',
  '0000-01-01',
  'period',
];

/** What the schemas let through, or a database could choke on; the rest never reaches one, so that one engine proves it. */
const reachesStore = /^(?:nul|a lone|nul in|a surrogate|huge|beyond|year|no such|bidi|sql|wildcards|prototype|deep 60)/;

describe.each(engines)('bad input to work on %s', (engine) => {
  let w: World;
  let boss: MemberBrowser;
  let ids: Readonly<Record<string, string>>;

  const made = async (path: string, body: unknown): Promise<any> => {
    const reply = await boss.call('POST', path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.text}`);
    return reply.body;
  };

  beforeAll(async () => {
    w = await world(engine);
    boss = await bossOf(w);
    const agent = await made('/v1/agents', { slug: 'worker', model: 'gpt-standin-one', max_concurrent_tasks: 100 });
    const project = await made('/v1/projects', { name: 'P' });
    const text = await made(`/v1/projects/${project.id}/knowledge`, { title: 'k', content: 'c' });
    const webhook = await made('/v1/webhooks', { url: 'https://hooks.example.com/x', events: ['review.completed'] });
    const delivery = await made(`/v1/webhooks/${webhook.id}/test`, {});
    const task = await made('/v1/tasks', { title: 't', project: project.id, assignee: agent.id });
    const file = { filename: 'a.txt', mime_type: 'text/plain', content: 'eA==' };
    const result = await made('/v1/deliverables', { task: task.id, title: 'd', content: 'x', files: [file] });
    const [tasks, deliverables, files, projects] = [task.id, result.id, result.files[0].id, project.id];
    ids = { tasks, deliverables, files, projects, knowledge: text.id, webhooks: webhook.id, deliveries: delivery.id, agents: agent.id };
  });
  afterAll(async () => w.close());

  const pathOf = ({ path }: Route, replacement?: string): string =>
    path
      .split('/')
      .map((segment, at, segments) => (segment.startsWith(':') ? (replacement ?? ids[segments[at - 1] ?? ''] ?? 'x') : segment))
      .join('/');

  /** An answer of our own in the words of the face: never a fault, and a refusal says why. */
  const expectSane = (reply: Reply, what: string): void => {
    const about = `${what}: ${reply.status} ${reply.text.slice(0, 300)}`;
    expect(reply.status, about).toBeLessThan(500);
    if (reply.status < 400) return;
    if (what.includes(' /v1/'))
      expect(reply.body, about).toMatchObject({ status: reply.status, code: expect.any(String), detail: expect.any(String) });
    else expect(reply.body, about).toMatchObject({ success: false, error: { code: expect.any(String), message: expect.any(String) } });
  };

  const membersOf = ({ body }: Route): string[] => {
    const properties: unknown = body === undefined ? undefined : Reflect.get(body, 'properties');
    return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  };

  // Deleting routes would take away what the others are tried on.
  const writing = work.filter(({ method, body }) => method !== 'GET' && method !== 'DELETE' && body !== undefined);

  test('S25: every body, with values of every wrong kind in its members, is refused or kept, never a fault', async () => {
    expect(writing.length).toBeGreaterThan(35);
    const kinds = Object.entries(bad).filter(([kind]) => engine === engines[0] || reachesStore.test(kind));
    // A member takes every third kind, the next one the next third: each body meets each kind, in a third of the time.
    let turn = 0;
    for (const route of writing) {
      const example: object = typeof route.bodyExample === 'object' && route.bodyExample !== null ? route.bodyExample : {};
      for (const member of [...membersOf(route), 'unheardOf', '__proto__']) {
        turn += 1;
        const own = kinds.filter((_, index) => index % 3 === turn % 3);
        const replies = await Promise.all(
          own.map(async ([kind, raw]) => {
            const rest = JSON.stringify({ ...example, [member]: undefined }).slice(1, -1);
            const body = `{${rest === '' ? '' : `${rest},`}${JSON.stringify(member)}:${raw}}`;
            return [await boss.call(route.method, pathOf(route), body), `${route.method} ${route.path} ${member} = ${kind}`] as const;
          }),
        );
        for (const [reply, what] of replies) expectSane(reply, what);
      }
    }
  }, 300_000);

  test('S24, S26: bodies that are no object, or no JSON, are refused in the words of the face', async () => {
    for (const route of writing) {
      for (const body of ['[]', '"x"', 'null', '1', '{', '{"a":', '\u0000', '['.repeat(5_000), `{"title":"a","title":{}}`]) {
        const reply = await boss.call(route.method, pathOf(route), body);
        expectSane(reply, `${route.method} ${route.path} ${body.slice(0, 20)}`);
      }
    }
  });

  test('S28, S49: filters, limits, offsets and cursors of every wrong kind are refused or clamped', async () => {
    const reading = work.filter(({ method, query }) => method === 'GET' && query !== undefined);
    expect(reading.length).toBeGreaterThan(15);
    for (const route of reading) {
      const properties: unknown = Reflect.get(route.query ?? {}, 'properties');
      for (const name of Object.keys(typeof properties === 'object' && properties !== null ? properties : {})) {
        const replies = await Promise.all(
          badQueries.map(async (value) => {
            const path = `${pathOf(route)}?${route.operationId === 'workbenchSearchKnowledge' && name !== 'q' ? 'q=k&' : ''}${name}=${value}`;
            return [await boss.call('GET', path), `GET ${route.path}?${name}=${value.slice(0, 40)}`] as const;
          }),
        );
        for (const [reply, what] of replies) expectSane(reply, what);
        const twice = await boss.call('GET', `${pathOf(route)}?${name}=1&${name}=2`);
        expectSane(twice, `GET ${route.path}?${name} twice`);
      }
    }
  });

  test('S29: ids in paths that are no ids are unknown', async () => {
    for (const route of work.filter(({ path }) => path.includes(':'))) {
      for (const id of [
        '0',
        '-1',
        '1.5',
        '999999999999999',
        '9'.repeat(40),
        '%00',
        '..%2f..',
        "'",
        '%25',
        'x'.repeat(90),
        '%F0%9F%92%A3',
        '__proto__',
        'null',
      ]) {
        const hasBody = route.method !== 'GET' && route.bodyExample !== undefined;
        const reply = await boss.call(route.method, pathOf(route, id), hasBody ? route.bodyExample : undefined);
        expectSane(reply, `${route.method} ${route.path} ${id.slice(0, 20)}`);
        expect(reply.status, `${route.method} ${route.path} ${id}`).toBeGreaterThanOrEqual(400);
      }
    }
  });

  test('nothing of all this touched prototypes, and what was kept is given back exactly', async () => {
    expect(Reflect.get({}, 'admin')).toBeUndefined();
    const odd = {
      title: 'a "b" <c> & \u202e 😀',
      tags: ["'; drop", '%_\\'],
      context: { 'a.b': [1, -0.5, null], '': '', constructor: 'x', toString: 1 },
    };
    const task = await made('/v1/tasks', odd);
    const seen = (await boss.call('GET', `/v1/tasks/${task.id}`)).body;
    expect(seen.context).toEqual(odd.context);
    expect(seen.tags).toEqual(odd.tags.toSorted());
    for (const [text, count] of [
      ['%', 0],
      ['_', 0],
      ['\\', 0],
      ['"b"', 1],
    ] as const) {
      const found = await boss.call('GET', `/v1/tasks?limit=100&text=${encodeURIComponent(text)}`);
      expect(found.body.data.filter((one: any) => one.id === task.id).length, text).toBe(count);
    }
    expect((await boss.call('GET', `/v1/tasks?tag=${encodeURIComponent('%_\\')}`)).body.data.map((one: any) => one.id)).toEqual([task.id]);
  });

  test('files with names that are paths, headers or lies are refused; what is taken is only ever an attachment', async () => {
    const { id: assignee } = await taskScene(w).worker();
    const task = await made('/v1/tasks', { title: 't', assignee });
    const submit = (files: readonly object[]) => boss.call('POST', '/v1/deliverables', { task: task.id, title: 'd', content: 'x', files });
    const text = { filename: 'a.txt', mime_type: 'text/plain', content: 'eA==' };
    const refused: readonly (readonly [string, readonly object[]])[] = [
      ...['../a.txt', '..', 'a/b.txt', 'a\\b.txt', 'a\r\nX-Evil: 1.txt', 'a\u0000.txt', 'a\u202etxt.exe', ' ', 'x'.repeat(300)].map(
        (filename) => [filename, [{ ...text, filename }]] as const,
      ),
      ...['application/x-msdownload', 'application/x-sh', 'multipart/form-data', 'text/plain\r\nX-Evil: 1', 'x'].map(
        (mime_type) => [mime_type, [{ ...text, mime_type }]] as const,
      ),
      [
        'an image that is none',
        [{ ...text, filename: 'a.png', mime_type: 'image/png', content: Buffer.from('<script>').toString('base64') }],
      ],
      ['no base64', [{ ...text, content: '!!!not base64!!!' }]],
      ['base64 of another kind', [{ ...text, content: '_-_-' }]],
      ['six files', Array.from({ length: 6 }, () => text)],
      ['11 MB', [{ ...text, content: Buffer.alloc(11 * 1024 * 1024).toString('base64') }]],
    ];
    for (const [what, files] of refused) {
      const reply = await submit(files);
      expectSane(reply, `POST /v1/deliverables ${what.slice(0, 30)}`);
      expect([400, 413, 422], `${what.slice(0, 30)} ${reply.text.slice(0, 200)}`).toContain(reply.status);
    }
    expect((await boss.call('GET', `/v1/tasks/${task.id}`)).body.status).toBe('assigned');
    const kept = await submit([{ ...text, filename: '"quoted"; filename*=x ünï.txt' }]);
    expect(kept.status, kept.text).toBe(201);
    const got = await boss.call('GET', `/v1/deliverables/${kept.body.id}/files/${kept.body.files[0].id}`);
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[A-Za-z0-9%._~-]*$/);
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('more than 72 MB is refused before it is read, and the server goes on', async () => {
    const body = `{"title":"x","content":"${'a'.repeat(73 * 1024 * 1024)}"}`;
    const reply = await boss.call('POST', '/v1/deliverables', body).catch((error: unknown) => error);
    if (!(reply instanceof Error)) expect(Reflect.get(Object(reply), 'status')).toBe(413);
    expect((await boss.call('GET', '/v1/tasks?limit=1')).status).toBe(200);
  });

  test('S49: what an agent asks of its own is judged as strictly, above all the length of a lease', async () => {
    const one = await taskScene(w).worker();
    await made('/v1/tasks', { title: 't', assignee: one.id });
    for (const path of [
      '/api/agents/me/tasks/next?lease=',
      '/api/agents/me/tasks?status=',
      '/api/agents/me/tasks?limit=',
      '/api/agents/me/tasks?offset=',
    ]) {
      for (const value of [...badQueries, '9', '3601', 'Infinity', '10&lease=20'])
        expectSane(await one.call('GET', `${path}${value}`), `GET ${path}${value.slice(0, 30)}`);
    }
    for (const seconds of [0, -1, 9, 3_601, 1e9, 10.5, '60', null, [60]]) {
      for (const [path, member] of [
        ['/v1/tasks/next', 'lease_seconds'],
        [`/v1/tasks/${ids['tasks']}/claim`, 'lease_seconds'],
        [`/api/tasks/${ids['tasks']}/claim`, 'leaseSeconds'],
      ] as const)
        expect((await one.call('POST', path, { [member]: seconds })).status, `${path} ${seconds}`).toBe(400);
    }
    for (const raw of Object.values(bad)) {
      const url: unknown = raw.length > 100_000 || raw === '1e400' ? 'x' : JSON.parse(raw);
      expectSane(await one.call('PUT', '/api/webhooks/mine', { url }), `PUT /api/webhooks/mine ${raw.slice(0, 30)}`);
    }
    expect((await one.call('GET', '/api/agents/me/tasks?status=in_progress')).body.data).toEqual([]);
  });
});
