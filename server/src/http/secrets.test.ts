import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueOwnerLink } from '../domain/people/index.ts';
import { all } from '../../test/route-table.ts';
import { newKey } from '../kernel/secret.ts';
import { person, send, signIn } from '../../test/requests.ts';
import { startStandIn } from '../../test/stand-in/stand-in.ts';
import type { StandIn } from '../../test/stand-in/stand-in.ts';
import { engines, place, readSse, standInSettings, world } from '../../test/world.ts';
import type { World } from '../../test/world.ts';

const providerKey = 'sk-canary-provider-7f3a9c51e2d84b60';
const secondKey = 'sk-ant-canary-second-0b1c2d3e4f5a6978';
const password = 'canary-password-horse-battery';

describe.each(engines)('secrets on %s', (engine) => {
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

  test('a canary of every kind of secret is in no answer, no event, no log line, and not in the store as it is', async () => {
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
    };
    const answers = seen.join('\n');
    const log = lines.join('');
    for (const [name, secret] of Object.entries(secrets)) {
      expect(secret.length, name).toBeGreaterThan(15);
      expect(answers.includes(secret), `${name} in an answer`).toBe(false);
      expect(log.includes(secret), `${name} in the log`).toBe(false);
    }
    expect(answers.includes(browser.csrf), 'a CSRF token in an answer to somebody else').toBe(false);
    for (const [name, secret] of Object.entries(secrets)) expect(await isStored(w, secret), `${name} in the store`).toBe(false);
  });
});

/** Whether a text is anywhere in the store as it is: in the files of the embedded one, in any text column of the other. */
async function isStored(w: World, secret: string): Promise<boolean> {
  const dir = w.place.env['FORGEYARD_DATA_DIR'] ?? '';
  if (readdirSync(dir).some((name) => readFileSync(join(dir, name)).includes(secret))) return true;
  const tables = [
    'credentials',
    'provider_accounts',
    'users',
    'login_sessions',
    'one_time_links',
    'events',
    'runs',
    'sessions',
    'audit_entries',
  ] as const;
  for (const table of tables) {
    const rows = await w.server.home.read((tx) => tx.query((db) => db.selectFrom(table).selectAll()));
    if (JSON.stringify(rows).includes(secret)) return true;
  }
  return false;
}
