import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../config.ts';
import { person, sendRaw } from '../../test/requests.ts';
import { place, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';
import { mountSite } from './site.ts';

describe('hosts and origins', () => {
  const siteOf = (w: World, env: Readonly<Record<string, string>>) =>
    mountSite({ faces: [], home: w.server.home, settings: readSettings(env), version: '0', activeRuns: () => 0 });
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite');
  });
  afterAll(() => w.close());

  test.each<[string, Record<string, string>, string[], string[]]>([
    [
      'loopback',
      {},
      ['localhost', 'localhost:3001', '127.0.0.1:3001', '127.1.2.3', '[::1]:3001'],
      ['evil.example', '10.0.0.1', 'localhost.evil.example', ''],
    ],
    [
      'loopback behind a proxy',
      { FORGEYARD_PUBLIC_URL: 'https://forge.example/' },
      ['forge.example', 'localhost:3001'],
      ['evil.example', 'forge.example.evil.example', 'a.forge.example'],
    ],
    [
      'every address with a public URL',
      { FORGEYARD_HOST: '0.0.0.0', FORGEYARD_PUBLIC_URL: 'https://forge.example:8443' },
      ['forge.example:8443', '127.0.0.1'],
      ['forge.example', 'evil.example'],
    ],
    ['every address without one', { FORGEYARD_HOST: '0.0.0.0' }, ['anything.example', '10.0.0.1:3001'], []],
  ])('a server on %s knows its own names and no others', (_title, env, known, unknown) => {
    const site = siteOf(w, env);
    for (const host of known) expect(site.isKnownHost(host), host).toBe(true);
    for (const host of unknown) expect(site.isKnownHost(host), host).toBe(false);
  });

  test('only pages of the own origin may use the cookie, also when the public URL ends in a slash or a proxy changes the host', () => {
    const site = siteOf(w, { FORGEYARD_PUBLIC_URL: 'https://forge.example/' });
    for (const [origin, host] of [
      ['https://forge.example', 'forge.example'],
      ['https://forge.example', '127.0.0.1:3001'],
      ['http://localhost:3001', 'localhost:3001'],
    ] as const) {
      expect(site.isOwnOrigin(origin, host), origin).toBe(true);
    }
    for (const origin of [
      'null',
      '',
      'https://evil.example',
      'https://forge.example.evil.example',
      'https://forge.example:8443',
      'http://localhost:3002',
    ]) {
      expect(site.isOwnOrigin(origin, 'localhost:3001'), origin).toBe(false);
    }
  });
});

describe('behind https', () => {
  let w: World;
  beforeAll(async () => {
    w = await world('sqlite', { place: await place('sqlite', { FORGEYARD_PUBLIC_URL: 'https://forge.example' }) });
  });
  afterAll(() => w.close());

  test('the session cookie is Secure and bound to its host by its name', async () => {
    await person(w, 'admin', 'ada@example.org', 'correct horse battery');
    const body = JSON.stringify({ email: 'ada@example.org', password: 'correct horse battery' });
    const answer = await sendRaw(
      w.url,
      `POST /v1/auth/login HTTP/1.1\r\nHost: forge.example\r\nOrigin: https://forge.example\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    const cookie = /^set-cookie: (.*)$/im.exec(answer)?.[1] ?? '';
    expect(cookie).toMatch(/^__Host-forgeyard_session=/);
    for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Domain');
    const me = (name: string): Promise<string> =>
      sendRaw(
        w.url,
        `GET /v1/me HTTP/1.1\r\nHost: forge.example\r\nCookie: ${name}=${/=([^;]*)/.exec(cookie)?.[1]}\r\nConnection: close\r\n\r\n`,
      );
    expect(await me('__Host-forgeyard_session')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await me('forgeyard_session')).toMatch(/^HTTP\/1\.1 401 /);
  });
});
