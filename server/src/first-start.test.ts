import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { engines, place, world } from '../test/world.ts';
import type { Place } from '../test/world.ts';
import { compose } from './compose.ts';
import type { Server } from './compose.ts';
import { readSettings } from './config.ts';
import { CachedKeyVerifier } from './domain/credentials/index.ts';
import { firstOrg } from './domain/orgs/index.ts';
import { signInByLink, signInByPassword } from './domain/people/index.ts';
import { accessFor } from './domain/providers/index.ts';
import type { Home } from './domain/home.ts';
import { firstStart } from './first-start.ts';
import type { FirstStart } from './first-start.ts';
import { newKey } from './kernel/secret.ts';
import { openStore } from './store/index.ts';

const request = { id: '', ip: '', userAgent: '' };

describe.each(engines)('first start on %s', (engine) => {
  let base: Server;
  let baseAt: Place;
  let home: Home;
  let at: Place;
  beforeAll(async () => {
    baseAt = await place('sqlite');
    base = await compose(readSettings({ ...baseAt.env, FORGEYARD_ROLE: 'api' }), { logger: pino({ level: 'silent' }) });
  });
  afterAll(async () => {
    await base.close();
    await baseAt.dispose();
  });
  beforeEach(async () => {
    at = await place(engine);
    const store = await openStore({ databaseUrl: at.env['DATABASE_URL'], dataDir: at.env['FORGEYARD_DATA_DIR'] ?? '' });
    home = { ...base.home, store, transact: (work) => store.transact(work), read: (work) => store.read(work) };
  });
  afterEach(async () => {
    await home.store.close();
    await at.dispose();
  });
  const begin = (env: Readonly<Record<string, string>> = {}): Promise<FirstStart | null> =>
    firstStart(home, readSettings({ ...at.env, FORGEYARD_INIT_FORGE_KEY: '', ...env }), base.passwords);
  const count = () =>
    home.read(async (tx) => {
      const counts: Record<string, number> = {};
      for (const table of ['orgs', 'users', 'agents', 'credentials', 'provider_accounts'] as const) {
        counts[table] = (await tx.query((db) => db.selectFrom(table).selectAll())).length;
      }
      return counts;
    });

  it('S53: makes an organisation, its owner, the demo agent and a key, and shows link and key this once', async () => {
    const first = await begin();
    expect(first?.ownerLink).not.toBeNull();
    const demo = first?.demoKey?.reveal() ?? '';
    expect(await count()).toEqual({ orgs: 1, users: 1, agents: 2, credentials: 1, provider_accounts: 0 });
    const keys = new CachedKeyVerifier(home);
    expect(await keys.verify(demo, '')).toMatchObject({ scopes: ['read', 'write'], agentIds: null });
    await keys.close();
    const token = first?.ownerLink?.reveal() ?? '';
    expect((await signInByLink(home, request, token)).member).toMatchObject({
      role: 'owner',
      person: { email: 'owner@localhost', hasPassword: false },
    });
    await expect(signInByLink(home, request, token)).rejects.toMatchObject({ reason: 'owner_link.invalid' });
  });

  it('does nothing on a deployment that has an organisation, whatever the settings say then', async () => {
    await begin();
    const before = await count();
    expect(await begin()).toBeNull();
    expect(await begin({ OPENAI_API_KEY: 'sk-later', FORGEYARD_INIT_ORG: 'Another' })).toBeNull();
    expect(await count()).toEqual(before);
  });

  it('an empty deployment that several ask to prepare at once is prepared once', async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => begin()));
    expect(made.filter((one) => one !== null)).toHaveLength(1);
    expect(await count()).toMatchObject({ orgs: 1, users: 1, agents: 2, credentials: 1 });
  });

  it('with an e-mail address and a password the owner signs in with them, and there is no link', async () => {
    const env = { FORGEYARD_INIT_EMAIL: 'Ada@example.test', FORGEYARD_INIT_PASSWORD: 'a long password', FORGEYARD_INIT_ORG: 'Ada & Sons' };
    const first = await begin(env);
    expect(first?.ownerLink).toBeNull();
    const signedIn = await signInByPassword(home, request, base.passwords, {
      email: 'ada@example.test',
      password: 'a long password',
    });
    expect(signedIn.member).toMatchObject({ role: 'owner', person: { name: 'Ada', isEmailVerified: true } });
    expect(await home.read(firstOrg)).toMatchObject({ name: 'Ada & Sons', slug: 'ada-sons' });
  });

  it('imports provider keys from the environment, sealed, and the operator’s own key without showing it again', async () => {
    const own = 'forge_operators-own-key';
    const first = await begin({
      OPENAI_API_KEY: 'sk-env-openai',
      ANTHROPIC_API_KEY: 'sk-env-ant',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1/',
      FORGEYARD_INIT_FORGE_KEY: own,
    });
    expect(first?.demoKey).toBeNull();
    const orgId = (await home.read(firstOrg))?.id ?? '';
    const access = await home.read((tx) => accessFor(tx, home.sealer, { orgId, agentId: null, model: 'x', provider: 'openai' }));
    expect(access).toEqual({ provider: 'openai', baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'sk-env-openai' });
    const rows = await home.read((tx) => tx.query((db) => db.selectFrom('provider_accounts').selectAll()));
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain('sk-env');
    const keys = new CachedKeyVerifier(home);
    expect(await keys.verify(own, '')).toMatchObject({ scopes: ['*'], agentIds: null });
    await keys.close();
  });

  it('a first start that fails leaves nothing, so that the next one with mended settings succeeds', async () => {
    const key = newKey('forge_').reveal();
    const mistyped = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
    await expect(begin({ FORGEYARD_INIT_FORGE_KEY: mistyped })).rejects.toThrow('FORGEYARD_INIT_FORGE_KEY');
    expect(await count()).toEqual({ orgs: 0, users: 0, agents: 0, credentials: 0, provider_accounts: 0 });
    expect(await begin({ FORGEYARD_INIT_FORGE_KEY: key })).not.toBeNull();
    expect(await count()).toMatchObject({ orgs: 1, agents: 2, credentials: 1 });
  });

  it('200: the demo agent answers its example right away, without any provider', async () => {
    const full = await world(engine);
    const { body: agent } = await full.call('GET', '/api/v1/agents/data-cleanup');
    const csv = 'name,date,amount,region\nJohn,1/15/24,1500,West\nJane,1/16/24,2300,East\nBob,1/17/24,1800,West';
    const { status, body } = await full.call('POST', `/v1/agents/${agent.id}/runs`, {
      input: 'Clean this CSV and calculate totals by region',
      data: { csv },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'completed', result: { summary: { West: 3300, East: 2300 } } });
    await full.close();
  });
});
