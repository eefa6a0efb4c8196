import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { all } from '../../test/route-table.ts';
import { person, send, sendRaw, signIn } from '../../test/requests.ts';
import type { Browser } from '../../test/requests.ts';
import { enginesOf, world } from '../../test/world.ts';
import type { Reply, World } from '../../test/world.ts';

const routes = all.flatMap((face) => face.routes);
const uuid = '0194f0c2-1111-7000-8000-000000000001';
/** Routes that take a credential; those that serve one shape of an agent's address are asked with it. */
const guarded = routes
  .filter((route) => route.policy.by !== 'anybody')
  .map((route) => (route.idShape === 'agt' ? { ...route, path: route.path.replace(':id', `agt_${uuid.replaceAll('-', '')}`) } : route));
const urlOf = (path: string): string =>
  path
    .replace(':tool', 'data-transform')
    .replace(':action', 'csv_to_json')
    .replace(':version', '1')
    .replace(/:(?:id|name)/, 'data-cleanup')
    .replace(/:[a-z_]+/g, uuid);
const idUrlOf = (path: string): string => (/agents\//.test(path) ? urlOf(path) : urlOf(path.replace(':id', uuid)));

describe.each(enginesOf(import.meta.url))('credentials on %s', (engine) => {
  let w: World;
  let browser: Browser;
  beforeAll(async () => {
    w = await world(engine);
    await person(w, 'admin', 'ada@example.org', 'correct horse battery');
    browser = await signIn(w, 'ada@example.org', 'correct horse battery');
  });
  afterAll(() => w.close());

  const ask = (method: string, path: string, headers: Readonly<Record<string, string>>): Promise<Reply> =>
    send(
      w.url,
      method,
      path,
      method === 'GET' || method === 'DELETE' ? { headers } : { headers: { 'content-type': 'application/json', ...headers }, body: '{}' },
    );

  test.each(guarded.map((route) => [route.method, route.path] as const))(
    'S01: 401 without a credential, and with an unknown one: %s %s',
    async (method, path) => {
      for (const headers of [
        {},
        { 'x-forge-api-key': 'forge_nobody' },
        { 'x-api-key': 'nobody' },
        { authorization: 'Bearer a.b.c' },
        { cookie: 'forgeyard_session=nobody' },
      ]) {
        const reply = await ask(method, idUrlOf(path), { ...headers });
        expect(reply.status, reply.text).toBe(401);
        // MCP clients are told where the endpoint describes itself (RFC 9728).
        expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer (realm|error|scope|resource_metadata)=/);
        // 16 is `unauthenticated` in OTLP's own words; JSON-RPC carries our reason beside its number.
        const { error, code } = reply.body;
        expect(String(error?.data?.code ?? error?.code ?? code)).toMatch(
          /^(UNAUTHORIZED|CREDENTIAL_|SESSION_ENDED|16$|credential\.|session\.)/,
        );
      }
    },
  );

  test('S10: 400: any two credentials at once, also when both are the same and valid', async () => {
    const forms: readonly (readonly [string, string])[] = [
      ['x-forge-api-key', w.key],
      ['x-api-key', w.key],
      ['x-agent-key', w.key],
      ['authorization', `Bearer ${w.key}`],
    ];
    const pairs = forms.flatMap((left, at) => forms.slice(at + 1).map((right) => [left, right] as const));
    const mixed = [
      ...pairs,
      [forms[0], ['authorization', 'Basic YTpi']],
      [['x-forge-api-key', ''], forms[2]],
      [['x-forge-api-key', 'bad'], forms[1]],
    ] as const;
    for (const path of ['/v1/me', '/api/v1/agents', '/v1/agents']) {
      for (const pair of mixed) {
        const reply = await ask('GET', path, Object.fromEntries(pair.flatMap((one) => (one === undefined ? [] : [one]))));
        expect(reply.status, `${path} ${JSON.stringify(pair.map((one) => one?.[0]))}`).toBe(400);
      }
      expect((await ask('GET', path, Object.fromEntries(forms))).status).toBe(400);
    }
  });

  test.each(['X-Forge-Api-Key', 'X-API-Key', 'Authorization'])('S10: 400: the header %s twice', async (name) => {
    const value = name === 'Authorization' ? `Bearer ${w.key}` : w.key;
    for (const second of [value, 'other']) {
      for (const [one, two] of [
        [value, second],
        [second, value],
      ]) {
        const answer = await sendRaw(
          w.url,
          `GET /v1/me HTTP/1.1\r\nHost: localhost\r\n${name}: ${one}\r\n${name.toLowerCase()}: ${two}\r\nConnection: close\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1\.1 400 /);
        expect(answer).not.toContain(w.key);
      }
    }
  });

  test('S10: a key beats the cookie that comes along, and a bad key is not replaced by it', async () => {
    const both = await ask('GET', '/v1/me', { cookie: browser.cookie, 'x-forge-api-key': w.key });
    expect([both.status, both.body.kind]).toEqual([200, 'api_key']);
    expect((await ask('GET', '/v1/me', { cookie: browser.cookie, 'x-forge-api-key': 'forge_nobody' })).status).toBe(401);
    expect((await ask('GET', '/v1/me', { cookie: browser.cookie, authorization: 'Basic YTpi' })).status).toBe(401);
    expect((await ask('GET', '/v1/me', { cookie: browser.cookie, 'x-forge-api-key': '' })).status).toBe(401);
  });

  test('a credential is never read from the address or the body', async () => {
    for (const query of [`api_key=${w.key}`, `token=${w.key}`, `key=${w.key}`, `access_token=${w.key}`]) {
      expect((await ask('GET', `/v1/me?${query}`, {})).status).toBe(401);
    }
  });

  test.each(guarded.filter((route) => route.method !== 'GET').map((route) => [route.method, route.path] as const))(
    'S17: 403 with the cookie and a missing, wrong or foreign CSRF proof: %s %s',
    async (method, path) => {
      const { cookie, csrf } = browser;
      const other = await signIn(w, 'ada@example.org', 'correct horse battery');
      for (const headers of [
        { cookie },
        { cookie, 'x-csrf-token': '' },
        { cookie, 'x-csrf-token': `${csrf.slice(0, -1)}${csrf.endsWith('A') ? 'B' : 'A'}` },
        { cookie, 'x-csrf-token': other.csrf },
        { cookie, 'x-csrf-token': csrf, origin: 'https://evil.example' },
        { cookie, 'x-csrf-token': csrf, origin: 'null' },
        { cookie, 'x-csrf-token': csrf, origin: `${w.url}.evil.example` },
      ]) {
        const reply = await ask(method, idUrlOf(path), headers as Record<string, string>);
        // There the cookie is no credential at all.
        if (path === '/mcp') {
          expect([401, 403]).toContain(reply.status);
          continue;
        }
        // 7 is `forbidden` in OTLP's own words.
        expect([reply.status, String(reply.body.error?.code ?? reply.body.code)], JSON.stringify(headers)).toEqual([
          403,
          expect.stringMatching(/CSRF_INVALID|FORBIDDEN|^7$/),
        ]);
      }
    },
  );

  test('reading with the cookie needs no CSRF proof, and writing with a right one works from the own origin', async () => {
    for (const path of ['/v1/me', '/v1/agents', '/v1/credentials', '/api/v1/agents'])
      expect((await ask('GET', path, { cookie: browser.cookie })).status).toBe(200);
    const made = await browser.call('POST', '/v1/agents', { slug: 'by-hand', tools: ['json-utils'] }, { origin: w.url });
    expect(made.status, made.text).toBe(201);
    expect((await browser.call('DELETE', '/v1/agents/by-hand')).status).toBe(204);
  });

  test('no CSRF proof is needed with a key, whatever the origin says', async () => {
    const reply = await w.call('POST', '/v1/agents', { slug: 'by-key', tools: ['json-utils'] }, { origin: 'https://evil.example' });
    expect(reply.status, reply.text).toBe(201);
  });

  test.each(
    guarded
      .filter((route) => route.method !== 'GET' && route.policy.by !== 'anybody' && route.policy.by.includes('apiKey'))
      // A dry run changes nothing and needs no more than reading; operations without a grant judge by themselves, and their own tests show it.
      .filter((route) => route.policy.grant !== null && !route.policy.grant.endsWith(':read'))
      .map((route) => [route.method, route.path, route.bodyExample] as const),
  )('S05: 403 for a key that may only read: %s %s', async (method, path, example) => {
    const made = await w.call('POST', '/v1/credentials', {
      name: `reader ${method} ${path} ${Math.random()}`.slice(0, 100),
      org_wide: true,
      scopes: ['read'],
    });
    const run = await w.call('POST', '/v1/agents/data-cleanup/runs', { input: 'x' });
    const url = /v1\/runs/.test(path) ? path.replace(':id', run.body.id) : idUrlOf(path);
    const body = method === 'DELETE' ? undefined : path === '/v1/sessions/:id' ? { name: 'x' } : (example ?? {});
    const reply = await w.call(method, url, body, { 'x-forge-api-key': made.body.key });
    expect(reply.status, reply.text).toBe(403);
    expect(reply.text).toContain('scope');
  });
});
