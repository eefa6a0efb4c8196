import { createHmac, generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, basic, bearer } from '../../../test/account.ts';
import type { Account } from '../../../test/account.ts';
import { send } from '../../../test/requests.ts';
import { enginesOf, world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const encode = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe.each(enginesOf(import.meta.url))('access tokens on %s', (engine) => {
  let w: World;
  let one: Account;
  let other: Account;
  let token: string;
  let kid: string;
  beforeAll(async () => {
    w = await world(engine);
    one = await account(w, 'one');
    other = await account(w, 'other');
    token = await one.token();
    kid = decodeProtectedHeader(token).kid ?? '';
  });
  afterAll(() => w.close());

  const status = async (jwt: string): Promise<number> => (await bearer(w, jwt)('GET', `/api/agents/${one.agent}`)).status;
  /** A token that this server's own key signs, with claims and header changed. */
  const signed = async (change: JWTPayload, header: object = {}, without: readonly string[] = []): Promise<string> => {
    const { key } = await w.server.home.tokenSigner.keys.current();
    const claims = Object.fromEntries(Object.entries({ ...decodeJwt(token), ...change }).filter(([name]) => !without.includes(name)));
    return new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT', ...header }).sign(key);
  };
  /** Signed by hand, because the library refuses to make it. */
  const critical = async (): Promise<string> => {
    const { key } = await w.server.home.tokenSigner.keys.current();
    const text = `${encode({ alg: 'EdDSA', kid, crit: ['x'], x: true })}.${encode(decodeJwt(token))}`;
    return `${text}.${Buffer.from(await crypto.subtle.sign('Ed25519', key, Buffer.from(text))).toString('base64url')}`;
  };
  const nowS = (): number => Math.floor(Date.now() / 1_000);

  test('a token verifies with the published keys and says who issued it, for whom, for which key, and until when', async () => {
    const jwks = await send(w.url, 'GET', '/.well-known/jwks.json');
    expect(jwks.status).toBe(200);
    expect(jwks.headers.get('cache-control')).toBe('public, max-age=300');
    expect(jwks.text).not.toContain('"d"');
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(jwks.body), { algorithms: ['EdDSA'] });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', kid: expect.any(String), typ: 'JWT' });
    expect(payload).toEqual({
      iss: 'forgeyard',
      aud: 'forgeyard',
      sub: one.agent,
      key_id: expect.stringMatching(/^aky_[0-9a-f]{32}$/),
      epoch: 0,
      scope: expect.stringContaining('messages:read'),
      iat: expect.any(Number),
      nbf: payload.iat,
      exp: (payload.iat ?? 0) + 600,
      jti: expect.any(String),
    });
  });

  test('S12: 401: a token without a signature, whatever it calls the algorithm, and one that was changed after signing', async () => {
    expect(await status(token)).toBe(200);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = decodeJwt(token);
    const flipped = Buffer.from(signature, 'base64url');
    flipped[5] = (flipped[5] ?? 0) ^ 1;
    const vectors = {
      none: `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      'none with the right signature': `${encode({ alg: 'none', kid })}.${payload}.${signature}`,
      nOnE: `${encode({ alg: 'nOnE', kid })}.${payload}.`,
      stripped: `${header}.${payload}.`,
      'two parts': `${header}.${payload}`,
      'four parts': `${token}.${signature}`,
      'other scopes': `${header}.${encode({ ...claims, scope: '*' })}.${signature}`,
      'another subject': `${header}.${encode({ ...claims, sub: other.agent })}.${signature}`,
      'a changed signature': `${header}.${payload}.${flipped.toString('base64url')}`,
      'an empty payload': `${header}..${signature}`,
      'no JSON': `${encode('{')}.${encode('{')}.${signature}`,
      'JSON that is no object': `${encode('null')}.${encode('7')}.${signature}`,
      'far too long': `${header}.${encode({ ...claims, pad: 'x'.repeat(10_000) })}.${signature}`,
    };
    for (const [name, jwt] of Object.entries(vectors)) expect(await status(jwt), name).toBe(401);
  });

  test('S12: 401: a token that a stranger signed, with any key that it brings along or points to', async () => {
    const { body } = await send(w.url, 'GET', '/.well-known/jwks.json');
    const [published] = body.keys;
    const payload = encode(decodeJwt(token));
    const hmac = (secret: string | Buffer): string => {
      const head = encode({ alg: 'HS256', kid, typ: 'JWT' });
      return `${head}.${payload}.${createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')}`;
    };
    const stranger = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(stranger.publicKey);
    const strange = (header: object): Promise<string> =>
      new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(stranger.privateKey);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rsaHead = encode({ alg: 'RS256', kid, typ: 'JWT' });
    const vectors = {
      'HS256 over the published x': hmac(published.x),
      'HS256 over its bytes': hmac(Buffer.from(published.x, 'base64url')),
      'HS256 over the whole key': hmac(JSON.stringify(published)),
      RS256: `${rsaHead}.${payload}.${signBytes('sha256', Buffer.from(`${rsaHead}.${payload}`), rsa.privateKey).toString('base64url')}`,
      'our kid': await strange({ kid }),
      'an embedded jwk': await strange({ kid, jwk }),
      'an embedded jwk without kid': await strange({ jwk }),
      jku: await strange({ kid: 'theirs', jku: `${w.standIn.url}/jwks.json` }),
      x5u: await strange({ kid: 'theirs', x5u: `${w.standIn.url}/cert.pem` }),
      'a path as kid': await strange({ kid: '../../../../dev/null' }),
      'SQL as kid': await strange({ kid: "' or 1=1 --" }),
      'a prototype as kid': await strange({ kid: '__proto__' }),
      'an empty kid': await strange({ kid: '' }),
      'no kid': await strange({}),
    };
    for (const [name, jwt] of Object.entries(vectors)) expect(await status(jwt), name).toBe(401);
    expect(w.standIn.requests.filter(({ path }) => /jwks|cert/.test(path))).toEqual([]);
  });

  test('S12: 401: a token of ours that is not for this moment, this server, or this agent', async () => {
    const vectors: Readonly<Record<string, string>> = {
      expired: await signed({ iat: nowS() - 700, nbf: nowS() - 700, exp: nowS() - 1 }),
      'long expired': await signed({ iat: nowS() - 7_000, nbf: nowS() - 7_000, exp: nowS() - 6_400 }),
      'not yet valid': await signed({ nbf: nowS() + 60 }),
      'another audience': await signed({ aud: 'elsewhere' }),
      'another issuer': await signed({ iss: 'https://elsewhere.example' }),
      "another agent's sub": await signed({ sub: other.agent }),
      'an agent that is none': await signed({ sub: `agt_${'0'.repeat(32)}` }),
      'a key that is none': await signed({ key_id: `aky_${'0'.repeat(32)}` }),
      'a key id without that form': await signed({ key_id: "' or 1=1" }),
      'a sub without that form': await signed({ sub: 'me' }),
      'a future epoch': await signed({ epoch: 1 }),
      'a text as epoch': await signed({ epoch: '0' }),
      'an unknown crit': await critical(),
    };
    for (const [name, jwt] of Object.entries(vectors)) expect(await status(jwt), name).toBe(401);
    for (const claim of ['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti', 'key_id', 'epoch', 'scope']) {
      expect(await status(await signed({}, {}, [claim])), `without ${claim}`).toBe(401);
    }
    expect(await status(await signed({ jti: randomUUID() }))).toBe(200);
  });

  test('S12: a token of ours with more scopes than its key has is worth no more than the key', async () => {
    const reading = await one.token({ scopes: ['agents:read'] });
    const wider = await signed({ ...decodeJwt(reading), scope: 'agents:read agents:write *', jti: randomUUID() });
    expect((await bearer(w, wider)('GET', `/v1/agents/${one.agent}`)).status).toBe(200);
    expect((await bearer(w, wider)('PATCH', `/v1/agents/${one.agent}`, { description: 'x' })).status).toBe(403);
  });

  test('S03 S12: 401: a token ends at once when its key is rotated, and when all keys are revoked, also that of a key which was kept', async () => {
    const agent = await account(w, 'ending');
    const alive = (jwt: string) => bearer(w, jwt)('GET', `/api/agents/${agent.agent}`).then((reply) => reply.status);
    const first = await agent.token();
    expect(await alive(first)).toBe(200);
    const { key_id: kept } = decodeJwt(first);
    await agent.manage('POST', `/api/agents/${agent.agent}/keys/revoke-all`, { exclude_key_id: kept });
    expect(await alive(first)).toBe(401);
    const second = await agent.token();
    const { key_id: keyId } = decodeJwt(second);
    await agent.manage('POST', `/api/agents/${agent.agent}/keys/${String(keyId)}/rotate`, {});
    expect(await alive(second)).toBe(401);
  });

  test('a token lives no longer than its key', async () => {
    const { home } = w.server;
    const soon = home.clock.now() + 30_000;
    const agent = await account(w, 'short');
    const { id, secret } = await agent.key({ expires_in_days: 1 });
    const uuid = id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    await home.transact((tx) =>
      tx.query((db) => db.updateTable('credentials').set({ expires_at: soon }).where('id', '=', uuid).returning('id')),
    );
    const reply = await send(w.url, 'POST', '/api/auth/token', {
      headers: { authorization: `Basic ${Buffer.from(`${agent.agent}:${secret}`).toString('base64')}` },
    });
    expect(reply.body.expires_in).toBeLessThanOrEqual(30);
    expect((decodeJwt(reply.body.access_token).exp ?? 0) * 1_000).toBeLessThanOrEqual(soon);
  });

  test('the form of OAuth libraries is taken here, narrows the scopes when it names some, and nowhere else', async () => {
    const agent = await account(w, 'oauth');
    const { secret } = await agent.key({ scopes: ['messages:read', 'messages:write'] });
    const form = (path: string, body: string, type = 'application/x-www-form-urlencoded') =>
      send(w.url, 'POST', path, { headers: { authorization: basic(agent.agent, secret), 'content-type': type }, body });
    const whole = await form('/api/auth/token', 'grant_type=client_credentials', 'application/x-www-form-urlencoded;charset=UTF-8');
    expect([whole.status, whole.body.scope], whole.text).toEqual([200, 'messages:read messages:write']);
    const narrow = await form('/api/auth/token', 'grant_type=client_credentials&scope=messages%3Aread');
    expect([narrow.status, decodeJwt(narrow.body.access_token)['scope']]).toEqual([200, 'messages:read']);
    for (const body of ['grant_type=client_credentials&scope=profiles%3Awrite', 'grant_type=password', 'client_id=x', '__proto__=x']) {
      expect((await form('/api/auth/token', body)).status, body).toBe(400);
    }
    expect((await form('/api/auth/token', `scope=${'a'.repeat(9_000)}`)).status).toBe(413);
    expect((await form('/api/auth/register', 'agent_name=by-form')).status).toBe(415);
  });
});
