import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';
import { mountDirectoryPage } from './directory-page.ts';

const dashboard =
  '<html><head><meta name="description" content="x" /><title>Forgeyard</title></head><body><noscript>Needs\nscripts</noscript></body></html>';
const perMinute = 20;

describe.each(engines)('the directory without scripts on %s', (engine) => {
  let w: World;
  let app: FastifyInstance;
  let agt = '';

  beforeAll(async () => {
    w = await world(engine);
    const { home } = w.server;
    for (let index = 0; index < 30; index += 1) {
      const slug = `agent-${index}`;
      await w.call('POST', '/v1/agents', { slug, template: 'data-cleanup' });
      await w.call('PUT', `/v1/agents/${slug}/profile`, {
        introduction: `Number ${index}. <img src=x onerror=alert(1)> "&`,
        category: 'a&b',
      });
    }
    agt = (await w.call('GET', '/v1/agents/agent-7')).body.agt_id;
    app = Fastify();
    mountDirectoryPage(app, { home, perMinute, page: () => Promise.resolve(dashboard), policy: "default-src 'none'" });
  });
  afterAll(async () => {
    await app.close();
    await w.close();
  });

  const get = (url: string, headers: object = {}) => app.inject({ url, headers: { accept: 'text/html', ...headers } });

  test('200 a page of profiles as text, with a link to the next page in its head', async () => {
    const { statusCode, headers, body } = await get('/directory');
    expect([statusCode, headers['content-security-policy'], headers['content-type']]).toEqual([
      200,
      "default-src 'none'",
      'text/html; charset=utf-8',
    ]);
    expect(body).toContain('<link rel="next" href="/directory?offset=24" />');
    expect(body.match(/<li /g)).toHaveLength(24);
    expect(body).toContain('At least 25 found.');
    expect(body).not.toContain('Needs');
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt; &quot;&amp;');
    expect(body).not.toContain('<img');
  });

  test('200 the last page links back and not on, and keeps the words and the category', async () => {
    const { body } = await get('/directory?category=a%26b&offset=24');
    expect(body).toContain('<link rel="prev" href="/directory?category=a%26b" />');
    expect(body).not.toContain('rel="next"');
    expect(body.match(/<li /g)).toHaveLength(6);
    expect((await get('/directory?q=number&category=a%26b')).body).toContain('href="/directory?q=number&amp;category=a%26b&amp;offset=24"');
  });

  test('200 one profile, its words in the description too; 404 without one', async () => {
    const found = await get(`/directory/${agt}`);
    expect(found.statusCode).toBe(200);
    expect(found.body).toContain(`<title>Agent ${agt} · Forgeyard</title>`);
    expect(found.body).toContain('<meta name="description" content="Number 7. &lt;img src=x onerror=alert(1)&gt; &quot;&amp;" />');
    for (const nobody of [`agt_${'0'.repeat(32)}`, 'nobody', '%00']) expect((await get(`/directory/${nobody}`)).statusCode).toBe(404);
  });

  test("200 the dashboard's page as it is for a filter that cannot be, and 404 for what is no browser", async () => {
    const odd = await get(`/directory?category=${'x'.repeat(300)}&offset=-5`);
    expect([odd.statusCode, odd.body]).toEqual([200, dashboard]);
    expect((await get('/directory', { accept: 'application/json' })).statusCode).toBe(404);
  });

  test('an address that asks too often gets the page without profiles', async () => {
    for (let asked = 0; asked < perMinute; asked += 1) await get('/directory');
    expect((await get('/directory')).body).toBe(dashboard);
  });
});
