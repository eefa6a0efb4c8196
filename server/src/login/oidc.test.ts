import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOpenId } from '../../test/openid.ts';
import type { OpenId, ProviderPerson } from '../../test/openid.ts';
import { person } from '../../test/requests.ts';
import { keepCookies, visitor } from '../../test/visitor.ts';
import type { Visitor } from '../../test/visitor.ts';
import { engines, place, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const password = 'correct horse battery';
const redirectsMax = 12;

/** Goes where a page at the provider leads, until the provider sends the browser back; returns the address it is sent to. */
async function atProvider(url: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = url;
  for (let hops = 0; hops < redirectsMax; hops += 1) {
    if (!next.startsWith(issuer)) return next;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(next, { redirect: 'manual', headers: { cookie } });
    keepCookies(cookies, reply.headers);
    const location = reply.headers.get('location');
    if (location === null) throw new Error(`the provider answered ${reply.status}: ${await reply.text()}`);
    next = new URL(location, next).href;
  }
  throw new Error('the provider never came to an end');
}

describe.each(engines)('signing in at a provider on %s', (engine) => {
  let openId: OpenId;
  const worlds: World[] = [];
  let people = 0;

  const open = async (extra: Readonly<Record<string, string>> = {}): Promise<World> => {
    const at = await place(engine, {
      FORGEYARD_OIDC_ISSUER: openId.issuer,
      FORGEYARD_OIDC_CLIENT_ID: openId.clientId,
      FORGEYARD_OIDC_CLIENT_SECRET: openId.clientSecret,
      FORGEYARD_OIDC_NAME: 'Example ID',
      FORGEYARD_ALLOW_PRIVATE_NETWORK: '127.0.0.1',
      ...extra,
    });
    const w = await world(engine, { place: at });
    openId.allowRedirect(`${w.url}/v1/auth/oidc/oidc/callback`);
    worlds.push(w);
    return w;
  };
  const anybody = (more: Partial<ProviderPerson> = {}): ProviderPerson => {
    people += 1;
    return { sub: `sub-${people}`, email: `o${people}@example.net`, email_verified: true, name: `Person ${people}`, ...more };
  };
  let w: World;
  beforeAll(async () => {
    openId = await startOpenId();
    w = await open();
  });
  afterAll(async () => {
    for (const one of worlds) await one.close();
    await openId.close();
  });

  const begin = async (browser: Visitor, returnTo?: unknown): Promise<URL> => {
    const reply = await browser.call('POST', '/v1/auth/oidc/oidc', { return_to: returnTo });
    expect(reply.status, reply.text).toBe(200);
    return new URL(reply.body.url);
  };
  /** Back at our server with what the provider sent along. */
  const back = async (browser: Visitor, url: string, at = w) => {
    const reply = await fetch(url, { redirect: 'manual', headers: { cookie: browser.cookie() } });
    expect([reply.status, url.startsWith(at.url)], await reply.text()).toEqual([302, true]);
    keepCookies(browser.cookies, reply.headers);
    return reply.headers.get('location');
  };
  const signIn = async (who: ProviderPerson, options: { returnTo?: unknown; at?: World } = {}) => {
    openId.signInAs(who);
    const browser = visitor((options.at ?? w).url);
    const url = await atProvider((await begin(browser, options.returnTo)).href, openId.issuer);
    return { browser, location: await back(browser, url, options.at) };
  };

  test('200 options: the provider is offered by its name', async () => {
    expect((await visitor(w.url).call('GET', '/v1/auth/options')).body.providers).toEqual([{ id: 'oidc', name: 'Example ID' }]);
    expect((await visitor(w.url).call('POST', '/v1/auth/oidc/other', {})).status).toBe(404);
  });

  test('200: the request carries PKCE, a state and a nonce', async () => {
    const { searchParams } = await begin(visitor(w.url));
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name)?.length, name).toBeGreaterThanOrEqual(32);
    expect(searchParams.get('redirect_uri')).toBe(`${w.url}/v1/auth/oidc/oidc/callback`);
    expect(searchParams.get('scope')).toBe('openid email profile');
  });

  test('302: a new person gets an account with an organisation of their own, and the same one at the next time', async () => {
    const who = anybody();
    const first = await signIn(who, { returnTo: '/agents?x=1' });
    expect(first.location).toBe('/agents?x=1');
    const me = (await first.browser.call('GET', '/v1/me')).body;
    expect(me).toMatchObject({
      kind: 'person',
      user: { email: who.email, name: who.name, role: 'owner', has_password: false, email_verified: true },
    });
    expect(me.orgs).toHaveLength(1);
    expect((await first.browser.call('GET', '/v1/auth/sessions')).body.data[0]).toMatchObject({ method: 'oidc' });
    expect((await signIn(who, { returnTo: '/runs?error=mine' })).location, 'the word in the path is the page’s own').toBe(
      '/runs?error=mine',
    );
    expect((await first.browser.call('POST', '/v1/auth/two-factor', { password: '' })).status, 'there is no password to ask for').toBe(200);
    const again = await signIn({ ...who, email: 'changed@example.net' });
    expect((await again.browser.call('GET', '/v1/me')).body.user).toEqual(me.user);
  });

  test('302 no_organization: who belongs to none any more is told so on the sign-in page', async () => {
    const who = anybody();
    const { browser } = await signIn(who);
    const { id } = (await browser.call('GET', '/v1/me')).body.user;
    await w.server.home.transact((tx) => tx.query((db) => db.deleteFrom('memberships').where('user_id', '=', id).returning('user_id')));
    const again = await signIn(who);
    expect(again.location).toBe('/login?error=no_organization');
    expect((await again.browser.call('GET', '/v1/me')).status).toBe(401);
  });

  test('302 account_exists: an account whose address nobody verified is not handed over where anybody can sign up', async () => {
    const who = anybody();
    await visitor(w.url).call('POST', '/v1/auth/sign-up', { email: who.email, password, name: 'Squatter' });
    const { browser, location } = await signIn(who);
    expect(location).toBe('/login?error=account_exists');
    expect((await browser.call('GET', '/v1/me')).status).toBe(401);
  });

  test('302: an account that an administrator made is linked when the provider says the address is verified, and only then', async () => {
    const closed = await open({ FORGEYARD_REGISTRATION: 'closed' });
    const who = anybody();
    const id = await person(closed, 'reviewer', who.email, password);
    const unsure = await signIn({ ...who, email_verified: false }, { at: closed });
    expect(unsure.location).toBe('/login?error=account_exists');
    const sure = await signIn(who, { at: closed });
    expect(sure.location).toBe('/');
    expect((await sure.browser.call('GET', '/v1/me')).body.user).toMatchObject({ id, role: 'reviewer', has_password: true });
    expect((await signIn(anybody(), { at: closed })).location).toBe('/login?error=sign_up_closed');
  });

  test('S22: 302 to our own pages only, whatever return_to says', async () => {
    for (const returnTo of [
      '//evil.example',
      '/\\evil.example',
      'https:evil.example',
      'https://evil.example/',
      '/%0d%0aX: y',
      'javascript:1',
      '/a\\..\\b',
      '/\t/evil.example',
      '/.//evil.example',
      '/..//evil.example',
      '/%2e%2E//evil.example',
      '/agents/..//evil.example',
      '',
    ]) {
      const { location } = await signIn(anybody(), { returnTo });
      const target = new URL(location ?? '', w.url);
      expect([target.origin, location?.startsWith('/')], String(returnTo)).toEqual([w.url, true]);
      expect(location).not.toMatch(/^\/[/\\]/);
    }
  });

  test('302 provider_expired: another browser, a state used twice, no state and an invented one sign nobody in', async () => {
    openId.signInAs(anybody());
    const browser = visitor(w.url);
    const url = await atProvider((await begin(browser)).href, openId.issuer);
    const stranger = visitor(w.url);
    expect(await back(stranger, url)).toBe('/login?error=provider_expired');
    expect((await stranger.call('GET', '/v1/me')).status).toBe(401);
    const { browser: mine } = await signIn(anybody());
    const used = visitor(w.url);
    for (const [name, value] of mine.cookies) if (name !== 'forgeyard_session') used.cookies.set(name, value);
    expect(await back(used, url)).toMatch(/^\/login\?error=provider_/);
    for (const query of ['', '?code=x', '?code=x&state=invented', '?error=access_denied&state=invented']) {
      expect(await back(visitor(w.url), `${w.url}/v1/auth/oidc/oidc/callback${query}`), query).toMatch(/^\/login\?error=provider_/);
    }
  });

  test('302 provider_failed: a code that the provider did not give', async () => {
    openId.signInAs(anybody());
    const browser = visitor(w.url);
    const url = new URL(await atProvider((await begin(browser)).href, openId.issuer));
    url.searchParams.set('code', 'invented');
    expect(await back(browser, url.href)).toBe('/login?error=provider_failed');
    expect((await browser.call('GET', '/v1/me')).status).toBe(401);
  });

  test('503: a provider that cannot be reached, and one on a private address that nobody named', async () => {
    const unnamed = await open({ FORGEYARD_ALLOW_PRIVATE_NETWORK: '' });
    const reply = await visitor(unnamed.url).call('POST', '/v1/auth/oidc/oidc', {});
    expect([reply.status, reply.body.code, reply.headers.get('retry-after')]).toEqual([503, 'PROVIDER_UNREACHABLE', '5']);
  });

  test('the database keeps none of the provider’s tokens', async () => {
    const who = anybody();
    await signIn(who);
    const rows = await w.server.home.read((tx) =>
      tx.query((db) => db.selectFrom('login_accounts').selectAll().where('account_id', '=', who.sub)),
    );
    expect(rows).toHaveLength(1);
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual([
      'account_id',
      'created_at',
      'id',
      'password_hash',
      'provider',
      'updated_at',
      'user_id',
    ]);
  });
});
