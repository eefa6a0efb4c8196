import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { URI } from 'otpauth';
import type { TOTP } from 'otpauth';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueOwnerLink } from '../domain/people/index.ts';
import { all } from '../../test/route-table.ts';
import { newKey } from '../kernel/secret.ts';
import { authorized, basic, bearer } from '../../test/account.ts';
import { dumpOf } from '../../test/raw-sql.ts';
import { person, send, signIn } from '../../test/requests.ts';
import { visitor } from '../../test/visitor.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';
import type { StandIn } from '../../test/stand-in/stand-in.ts';
import { enginesOf, place, readSse, standInSettings, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const providerKey = 'sk-canary-provider-7f3a9c51e2d84b60';
const secondKey = 'sk-ant-canary-second-0b1c2d3e4f5a6978';
const password = 'canary-password-horse-battery';

describe.each(enginesOf(import.meta.url))('secrets on %s', (engine) => {
  let w: World;
  let standIn: StandIn;
  const lines: string[] = [];
  beforeAll(async () => {
    standIn = await startStandIn();
    const at = await place(engine, { ...standInSettings(standIn.url), OPENAI_API_KEY: providerKey });
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    w = await world(engine, { place: at, logger: pino({ level: 'trace' }, sink) });
  });
  afterAll(async () => {
    await w.close();
    await standIn.close();
  });

  test('S50: a canary of every kind of secret is in no answer, no event, no log line, and not in the store as it is', async () => {
    const seen: string[] = [];
    const call = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<any> => {
      const reply = await w.call(method, path, body, headers);
      seen.push(`${reply.text}\n${[...reply.headers].join('\n')}`);
      return reply.body;
    };
    // Secrets of every kind come in, also with requests that fail.
    await w.call('POST', '/v1/providers', { provider: 'anthropic', api_key: secondKey, label: 'Second' });
    await call('POST', '/v1/providers', { provider: 'none', api_key: secondKey });
    await call('POST', '/v1/providers', { provider: 'openai', api_key: secondKey, base_url: 'http://10.0.0.1/' });
    const made = await w.call('POST', '/v1/credentials', { name: 'canary', org_wide: true, scopes: ['*'] });
    const apiKey: string = made.body.key;
    const unknownKey = newKey('forge_').reveal();
    await call('GET', '/v1/me', undefined, { 'x-forge-api-key': unknownKey });
    await call('GET', `/v1/agents/%zz?key=${unknownKey}`, undefined, { 'x-forge-api-key': apiKey });
    await call('POST', '/v1/agents', `{"slug":"${unknownKey}`, { 'x-forge-api-key': apiKey });
    const userId = await person(w, 'admin', 'canary@example.org', password);
    const browser = await signIn(w, 'canary@example.org', password);
    await call('POST', '/v1/auth/login', { email: 'canary@example.org', password: `${password}-wrong` });
    const { home } = w.server;
    const orgId = (await w.call('GET', '/v1/me')).body.org.id;
    const link = (await home.transact((tx) => issueOwnerLink(tx, orgId, userId, home.clock.now()))).reveal();
    await send(w.url, 'POST', '/v1/auth/owner-link', {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link }),
    });
    await call('POST', '/v1/auth/owner-link', { token: link });
    const identity = await identitySecrets(w, call);

    // A provider that repeats the key it got must not carry it any further.
    for (const script of ['fault-401', 'fault-500', 'fault-html', 'fault-garbage', 'one']) {
      const name = `with-${script}`;
      await w.agent(name, script, { config: { retry_on_error: false } });
      const run = await call('POST', `/v1/agents/${name}/runs`, { input: 'x' }, { 'x-forge-api-key': apiKey });
      await call('GET', `/v1/runs/${run.id}/events`);
      await call('POST', `/api/v1/agents/${name}/run`, { input: 'x' });
      const stream = await fetch(`${w.url}/api/agents/${name}/execute`, {
        method: 'POST',
        headers: { 'x-forge-api-key': apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ input: 'x' }),
      });
      seen.push(JSON.stringify(await readSse(stream)));
    }
    expect(standIn.requests.some((one) => one.headers.authorization === `Bearer ${providerKey}`)).toBe(true);

    await call('GET', '/v1/audit/export?format=csv');
    await call('GET', '/v1/audit/export?format=jsonl');
    // Everything that can be read is read.
    for (const route of all.flatMap((face) => face.routes).filter((one) => one.method === 'GET')) {
      for (const id of [
        'with-fault-401',
        ...((await w.call('GET', '/v1/runs?limit=50')).body.data as any[]).slice(0, 3).flatMap((one) => [one.id, one.session_id]),
      ]) {
        await call('GET', route.path.replace(/:[a-z_]+/g, id));
        if (!route.path.includes(':')) break;
      }
    }
    for (const path of ['/metrics', '/openapi.json', '/docs', '/healthz', '/readyz', '/v1/nothing']) await call('GET', path);

    const secrets = {
      providerKey,
      secondKey,
      apiKey,
      worldKey: w.key,
      unknownKey,
      password,
      link,
      cookie: browser.cookie.split('=')[1] ?? '',
      ...identity,
    };
    const answers = seen.join('\n');
    const log = lines.join('');
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length, name).toBeGreaterThan(9);
      expect(answers.includes(secret), `${name} in an answer`).toBe(false);
      expect(log.includes(secret), `${name} in the log`).toBe(false);
    }
    expect(answers.includes(browser.csrf), 'a CSRF token in an answer to somebody else').toBe(false);
    for (const [name, secret] of Object.entries(secrets)) expect(await isStored(w, secret), `${name} in the store`).toBe(false);
    expect(await isStored(w, 'canary@example.org'), 'a search that finds nothing proves nothing').toBe(true);
  });
});

type Call = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<unknown>;

/** Secrets of people and agent accounts of every kind, each used once so that it works, and where it can be, again so that it fails. */
async function identitySecrets(w: World, call: Call): Promise<Record<string, string>> {
  const email = 'second-canary@example.org';
  const secondPassword = 'canary-password-of-somebody-else';
  await person(w, 'owner', email, secondPassword);
  const someone = visitor(w.url);
  await someone.call('POST', '/v1/auth/login', { email, password: secondPassword });
  const { body: begun } = await someone.call('POST', '/v1/auth/two-factor', { password: secondPassword });
  const app = URI.parse(begun.totp_uri) as TOTP;
  expect((await someone.call('POST', '/v1/auth/two-factor/confirm', { code: app.generate() })).status).toBe(204);
  const agent = await w.agent('with-account');
  const { body: recovery } = await someone.call('POST', `/v1/agents/${agent}/recovery-key`);
  const basicOf = (secret: string) => ({ authorization: basic(recovery.agent_id, secret) });
  const own = (method: string, path: string, secret: string, body?: unknown) =>
    authorized(w.url, basicOf(secret).authorization)(method, path, body);
  const { body: identityKey } = await own('POST', `/api/agents/${recovery.agent_id}`, recovery.recovery_key, { name: 'cli' });
  const { body: token } = await own('POST', '/api/auth/token', identityKey.api_key);
  expect((await bearer(w, token.access_token)('GET', `/api/agents/${recovery.agent_id}`)).status).toBe(200);
  const { body: agentKey } = await someone.call('POST', '/v1/credentials', {
    name: 'of-agent',
    kind: 'agent_key',
    agent,
    scopes: ['read'],
  });
  const { body: userKey } = await someone.call('POST', '/api/users/me/keys', { name: 'mine' });
  const { body: invitation } = await someone.call('POST', '/v1/invitations', { email: 'third-canary@example.org', role: 'viewer' });
  const guest = visitor(w.url);
  const joined = await guest.call('POST', '/v1/auth/sign-up', {
    email: 'third-canary@example.org',
    password: secondPassword,
    name: 'Third',
    invitation: invitation.token,
  });
  const { body: reset } = await someone.call('POST', `/v1/members/${joined.body.user.id}/reset-link`);
  const resetToken = String(reset.link.split('/').at(-1));
  await call('POST', '/v1/auth/password-reset/complete', { token: resetToken, password: `${secondPassword}-again` });
  await call('POST', '/v1/auth/password-reset/complete', { token: resetToken, password: `${secondPassword}-again` });
  await call('POST', '/v1/invitations/lookup', { token: invitation.token });
  await call('POST', '/v1/leaked-keys', { key: agentKey.key });
  await call('GET', '/v1/agents', undefined, { 'x-forge-api-key': '', 'x-agent-key': agentKey.key });
  await send(w.url, 'DELETE', `/api/agents/agt_${'0'.repeat(32)}`, { headers: basicOf(recovery.recovery_key) });
  return {
    secondPassword,
    totp: app.secret.base32,
    backupCode: String(begun.backup_codes[0]),
    recoveryKey: recovery.recovery_key,
    identityKey: identityKey.api_key,
    token: token.access_token,
    agentKey: agentKey.key,
    userKey: userKey.data.apiKey,
    invitation: invitation.token,
    resetToken,
    session: [...someone.cookies.values()][0] ?? '',
  };
}

/** Whether a text is anywhere in the store as it is: in the files of the embedded one with their logs, in any column of the other. */
async function isStored(w: World, secret: string): Promise<boolean> {
  const dir = w.place.env['FORGEYARD_DATA_DIR'] ?? '';
  if (readdirSync(dir).some((name) => readFileSync(join(dir, name)).includes(secret))) return true;
  return (await dumpOf(w.place)).includes(secret);
}
