import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { all } from '../../test/route-table.ts';
import { send } from '../../test/requests.ts';
import { world } from '../../test/world.ts';
import type { Reply, World } from '../../test/world.ts';

const uuid = '0194f0c2-1111-7000-8000-000000000001';
const json = 'application/json';

/** One path of each face that takes a body, and how the face words an error. */
const faces = [
  { name: 'runner', path: '/api/v1/agents', invalid: 'INVALID_INPUT', codeOf: (body: any) => body?.error?.code },
  {
    name: 'forge',
    path: '/api/agents/data-cleanup/execute',
    invalid: 'BAD_REQUEST',
    codeOf: (body: any) => (body?.success === false ? body.error?.code : undefined),
  },
  {
    name: 'native',
    path: '/v1/agents',
    invalid: undefined,
    codeOf: (body: any) => (body?.request_id?.startsWith('req_') ? body.code : undefined),
  },
] as const;

describe.each(faces)('what the listener refuses, in the words of $name', ({ path, invalid, codeOf }) => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  const post = (body: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> =>
    send(w.url, 'POST', path, { headers: { 'x-forge-api-key': w.key, 'content-type': json, ...headers }, body });
  const expectRefused = (reply: Reply, status: number, code?: string): void => {
    expect(reply.status, reply.text).toBe(status);
    expect(reply.headers.get('content-type')).toMatch(/^application\/(?:problem\+)?json/);
    expect(codeOf(reply.body), reply.text).toMatch(code === undefined ? /^[A-Z_]+$/ : new RegExp(`^${code}$`));
  };

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    'application/json, text/plain',
    'application/problem+json',
    'text/json',
    'application/xml',
    'application/jsonp',
    '*/*',
    'nonsense',
  ])('415 for %s', async (type) => {
    expectRefused(await post('{"input":"x","stream":false}', { 'content-type': type }), 415);
  });

  test('the documented media type is taken in any case and with its charset', async () => {
    for (const type of ['application/json', 'Application/JSON', 'application/json; charset=utf-8', 'application/json;charset="UTF-8"']) {
      expect([201, 200, 400], type).toContain((await post('{"input":"x","stream":false}', { 'content-type': type })).status);
    }
  });

  test('413 for a body larger than the limit, whether its length is announced or not', async () => {
    const large = JSON.stringify({ input: 'x'.repeat(17 * 1024 * 1024) });
    const reply = await post(large).catch((error: Error) => error);
    if (!(reply instanceof Error)) expectRefused(reply, 413);
    const chunks = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let part = 0; part < 17; part += 1) controller.enqueue(new Uint8Array(1024 * 1024).fill(0x20));
        controller.close();
      },
    });
    const streamed = await fetch(`${w.url}${path}`, {
      method: 'POST',
      headers: { 'x-forge-api-key': w.key, 'content-type': json },
      body: chunks,
      duplex: 'half',
    } as RequestInit).catch((error: Error) => error);
    if (!(streamed instanceof Error)) expect(streamed.status).toBe(413);
    expect((await w.call('GET', '/v1/me')).status).toBe(200);
  });

  test.each([
    ['nothing', ''],
    ['half an object', '{"a":'],
    ['5,000 levels', '['.repeat(5_000)],
    ['400,000 levels', '{"a":'.repeat(400_000)],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['a __proto__ member', '{"__proto__":{"isAdmin":true}}'],
    ['an escaped __proto__ member', '{"\\u005f_proto__":{"isAdmin":true}}'],
    ['a constructor.prototype member', '{"constructor":{"prototype":{"isAdmin":true}}}'],
    ['NaN', '{"input":NaN}'],
    ['a comment', '{"input":"x"/**/}'],
    ['a trailing comma', '{"input":"x",}'],
    ['two values', '{"input":"x"} {}'],
    ['a bare control character', '{"input":"a\u0001b"}'],
    ['a byte order mark and no JSON', '\ufeff{'],
  ])('400 for a body of %s', async (_title, body) => {
    expectRefused(await post(body), 400, invalid);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  test('400 for a compressed body: it is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    const response = await fetch(`${w.url}${path}`, {
      method: 'POST',
      headers: { 'x-forge-api-key': w.key, 'content-type': json, 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect([400, 415]).toContain(response.status);
  });

  test('brackets inside of strings do not count as levels', async () => {
    const reply = await post(JSON.stringify({ input: `${'['.repeat(5_000)}\\"{`, stream: false }));
    expect(reply.text).not.toContain('nested');
  });
});

describe('unknown paths and methods', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  test.each([
    ['/api/v1/nothing', (body: any) => body.error.code === 'NOT_FOUND' && body.success === undefined],
    ['/api/v1/agents/', (body: any) => body.error.code.endsWith('NOT_FOUND')],
    ['/api/nothing', (body: any) => body.success === false && body.error.code === 'NOT_FOUND'],
    ['/v1/nothing', (body: any) => body.status === 404 && body.code === 'PATH_UNKNOWN'],
    ['/nothing', (body: any) => body.status === 404 && body.code === 'PATH_UNKNOWN'],
    ['/v1/Agents', (body: any) => body.status === 404],
    ['/v1/agents//versions', (body: any) => body.status === 404],
    ['//v1/me', (body: any) => body.status === 404],
    ['/v1/me;x=1', (body: any) => body.status === 404],
    ['/v1/me%00', (body: any) => body.status === 404],
    ['/v1/%2e%2e/%2e%2e/etc/passwd', (body: any) => body.status === 404],
    ['/assets/..%2f..%2f..%2fpackage.json', (body: any) => body.status === 404],
    ['/assets/%2e%2e/%2e%2e/package.json', (body: any) => body.status === 404],
    ['/.env', (body: any) => body.status === 404],
  ])('404 for %s in the words of the face whose prefix it has', async (path, isRight) => {
    const reply = await w.call('GET', path);
    expect([reply.status, isRight(reply.body)], reply.text).toEqual([404, true]);
  });

  test.each(['/v1/agents/%zz', '/api/v1/agents/%', '/api/agents/%E0%A4%A/execute', '/v1/agents/<400>', '/api/v1/agents/<4000>'])(
    '400 or 404 for the path %s, in the face’s shape, with the headers of every answer',
    async (pattern) => {
      const path = pattern.replace(/<(\d+)>/, (_all, length) => 'x'.repeat(Number(length)));
      const reply = await w.call(path.endsWith('execute') ? 'POST' : 'GET', path);
      expect([400, 404], reply.text).toContain(reply.status);
      expect(reply.body.error?.message ?? reply.body.detail, reply.text).toBeTypeOf('string');
      expect(reply.body.error, reply.text).not.toBe('Bad Request');
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
      expect(reply.headers.get('x-request-id')).toMatch(/^req_/);
      expect(reply.text).not.toContain('FST_');
    },
  );

  const places = new Map(all.flatMap((face) => face.routes.map((route) => [route.path, face.name] as const)));
  const shapeAt = (path: string) =>
    all.flatMap((face) => face.routes).find((route) => route.path === path && route.idShape !== undefined)?.idShape;
  const addresses = { agt: `agt_${uuid.replaceAll('-', '')}`, digits: '7', name: 'a-name', uuid };
  /** What is served at an address: a fixed path may also fit a pattern. */
  const servedAt = (url: string): string[] => {
    const fits = all.flatMap((face) =>
      face.routes.filter(
        ({ path, idShape }) =>
          new RegExp(`^${path.replace(/:[a-z_]+/gi, '[^/]+')}$`).test(url) && (idShape === undefined || url.includes(addresses[idShape])),
      ),
    );
    return [...new Set(fits.map((route): string => route.method))].sort();
  };
  test.each([...places])('405 with Allow for %s with a method that %s does not serve', async (path, _face) => {
    const url = path.replace(/:[a-z_]+/i, addresses[shapeAt(path) ?? 'uuid']).replace(/:[a-z_]+/gi, uuid);
    const allowed = servedAt(url);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
      if (allowed.includes(method)) continue;
      const reply = await w.call(method, url);
      expect([reply.status, reply.headers.get('allow')?.split(', ').sort()], `${method} ${url}`).toEqual([405, allowed]);
      if (method === 'HEAD') expect(reply.text).toBe('');
      // 12 is `unimplemented` in OTLP's own words; JSON-RPC has no word of its own for it.
      else expect(String(reply.body.error?.data?.code ?? reply.body.error?.code ?? reply.body.code), reply.text).toMatch(/method|^12$/i);
    }
  });
});
