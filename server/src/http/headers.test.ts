import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readSse, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { send, sendRaw } from '../../test/requests.ts';

const raw = (line: string, headers: readonly string[] = [], body = ''): string =>
  `${[line, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n${body}`;

describe('headers', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  const everyKind: readonly (readonly [string, string, Readonly<Record<string, string>>, number])[] = [
    ['GET', '/v1/me', { key: '1' }, 200],
    ['GET', '/v1/me', {}, 401],
    ['GET', '/v1/nothing', {}, 404],
    ['GET', '/api/v1/agents/nobody', { key: '1' }, 404],
    ['GET', '/v1/agents/%zz', { key: '1' }, 400],
    ['PUT', '/v1/agents', { key: '1' }, 405],
    ['POST', '/api/agents/data-cleanup/execute', { key: '1', 'content-type': 'text/plain' }, 415],
    ['GET', '/healthz', {}, 200],
    ['GET', '/readyz', {}, 200],
    ['GET', '/metrics', {}, 200],
    ['GET', '/openapi.json', {}, 200],
    ['GET', '/docs', {}, 200],
    ['GET', '/nothing', {}, 404],
    ['GET', '/v1/nothing', { accept: 'text/html' }, 404],
    ['GET', '/assets/nothing.js', {}, 404],
    ['GET', '/v1/me', { host: 'evil.example' }, 400],
  ];

  test.each(everyKind)('S19: security headers and a request id are on %s %s %o (%i)', async (method, path, { key, ...headers }, status) => {
    const own = key === undefined ? {} : { 'x-forge-api-key': w.key };
    const answer =
      headers['host'] === undefined
        ? await send(w.url, method, path, { headers: { ...own, ...headers }, ...(method === 'POST' ? { body: 'x' } : {}) })
        : toReply(await sendRaw(w.url, `${method} ${path} HTTP/1.1\r\nHost: ${headers['host']}\r\nConnection: close\r\n\r\n`));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(answer.headers.get('content-security-policy')).not.toMatch(/unsafe-/);
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    for (const name of ['server', 'x-powered-by', 'access-control-allow-origin', 'access-control-allow-credentials']) {
      expect(answer.headers.get(name), name).toBeNull();
    }
    if (status >= 400) expect(answer.text).not.toMatch(/node_modules|\bat [A-Za-z.]+ \(|\.ts:\d|FST_ERR/);
    if (path.startsWith('/v1') || path.startsWith('/api')) expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('the dashboard’s pages allow no inline script, no foreign source, and no framing', async () => {
    for (const path of ['/', '/login', '/agents/anything']) {
      const { headers, status } = await send(w.url, 'GET', path, { headers: { accept: 'text/html' } });
      expect([200, 503]).toContain(status);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/unsafe-|https?:|\*/);
    }
  });

  test('request ids are unique, and an id that the client brings is not taken over', async () => {
    const ids = await Promise.all(
      Array.from({ length: 50 }, async () =>
        (await send(w.url, 'GET', '/healthz', { headers: { 'x-request-id': 'mine', 'request-id': 'mine' } })).headers.get('x-request-id'),
      ),
    );
    expect(new Set(ids).size).toBe(50);
    expect(ids).not.toContain('mine');
    const problem = await send(w.url, 'GET', '/v1/me');
    expect(problem.body.request_id).toBe(problem.headers.get('x-request-id'));
  });

  test('a stream carries the same headers as every other answer', async () => {
    const response = await fetch(`${w.url}/api/agents/data-cleanup/execute`, {
      method: 'POST',
      headers: { 'x-forge-api-key': w.key, 'content-type': 'application/json' },
      body: JSON.stringify({ input: 'x' }),
    });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(response.headers.get('cache-control')).toMatch(/no-cache|no-store/);
    await readSse(response);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    '[::2]',
    '10.0.0.1',
    '',
    'localhost:1:2',
    '127.0.0.1%00.evil',
  ])('S20: 400: a server on loopback does not answer to the host name %j, also not for its pages', async (host) => {
    for (const path of ['/v1/me', '/', '/metrics', '/v1/auth/login']) {
      const answer = toReply(
        await sendRaw(w.url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Forge-Api-Key: ${w.key}\r\nConnection: close\r\n\r\n`),
      );
      expect(answer.status, path).toBe(400);
    }
  });

  test('S20: forwarded headers of a stranger change neither host nor address', async () => {
    const spoofed = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      forwarded: 'for=6.6.6.6;host=evil.example',
    };
    const made = await w.call('POST', '/v1/credentials', { name: 'spoofed', org_wide: true });
    expect((await w.call('GET', '/v1/me', undefined, { 'x-forge-api-key': made.body.key, ...spoofed })).status).toBe(200);
    const { text } = await w.call('GET', '/openapi.json', undefined, spoofed);
    expect(text).not.toContain('evil.example');
    await vi.waitFor(
      async () => {
        const { body } = await w.call('GET', '/v1/credentials');
        expect(body.data.find((one: any) => one.id === made.body.id).last_used_ip).toBe('127.0.0.1');
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  test('S18: a CORS preflight from a foreign origin is granted nothing', async () => {
    for (const path of ['/v1/agents', '/api/v1/agents', '/api/agents/data-cleanup/execute', '/v1/auth/login']) {
      const reply = await send(w.url, 'OPTIONS', path, {
        headers: {
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-forge-api-key,content-type',
        },
      });
      expect(reply.status).toBe(405);
      for (const [name] of reply.headers) expect(name).not.toMatch(/^access-control-/);
      const real = await send(w.url, 'GET', path, { headers: { origin: 'https://evil.example', 'x-forge-api-key': w.key } });
      for (const [name] of real.headers) expect(name).not.toMatch(/^access-control-/);
    }
  });

  test('HEAD, OPTIONS and TRACE have no effect and echo nothing', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
      const answer = await sendRaw(w.url, raw(`${method} /v1/agents HTTP/1.1`, ['X-Forge-Api-Key: canary-of-trace']));
      expect(answer).toMatch(/^HTTP\/1\.1 (?:400|404|405|501) /);
      expect(answer).not.toContain('canary-of-trace');
    }
    expect(await sendRaw(w.url, raw('BREW /v1/agents HTTP/1.1'))).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendRaw(w.url, raw('CONNECT evil.example:80 HTTP/1.1'))).not.toMatch(/^HTTP\/1\.1 2/);
  });

  test('S17: a _method override is ignored', async () => {
    const reply = await w.call('POST', '/v1/agents/data-cleanup?_method=DELETE', undefined, { 'x-http-method-override': 'DELETE' });
    expect(reply.status).toBe(405);
    expect((await w.call('GET', '/v1/agents/data-cleanup')).status).toBe(200);
  });
});

function toReply(answer: string) {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((one): [string, string] => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim()]),
  );
  return { status: Number(line.split(' ')[1]), headers, text: rest.join('\r\n\r\n') };
}
