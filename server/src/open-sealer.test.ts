import { createCipheriv, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawSql } from '../test/raw-sql.ts';
import { engines, place } from '../test/world.ts';
import type { Place } from '../test/world.ts';
import { readSettings } from './config.ts';
import { deploymentSecret } from './deployment-values.ts';
import { createSealer, masterKeyId } from './kernel/sealer.ts';
import type { Sealer } from './kernel/sealer.ts';
import { Secret } from './kernel/secret.ts';
import { openSealer } from './open-sealer.ts';
import { rewrapSecrets } from './rewrap-secrets.ts';
import { sealedColumns } from './sealed-columns.ts';
import { statementsFor } from './store/migrate.ts';
import { migrations } from './store/migrations/index.ts';
import { openStore } from './store/index.ts';
import type { Store } from './store/index.ts';

const orgId = '01900000-0000-7000-8000-00000000000a';
const idOf = (index: number): string => `01900000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
const contextOf = (index: number): string => `provider_accounts/key/${orgId}/${idOf(index)}`;
const accountsOver = 'more than one batch';

/** The form of the first releases. */
function sealFirstForm(key: Buffer, plain: string, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`forgeyard/v1/${context}`));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ['v1', ...[nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join('.');
}

describe.each(engines)('the sealed secrets of a deployment on %s', (engine) => {
  let at: Place;
  let store: Store;
  const [first, second, third] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const logged: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const logger: Logger = pino({ level: 'info' }, sink);

  beforeEach(async () => {
    at = await place(engine);
    store = await openStore({ databaseUrl: at.env['DATABASE_URL'], dataDir: at.env['FORGEYARD_DATA_DIR'] ?? '' });
    logged.length = 0;
  });
  afterEach(async () => {
    await store.close();
    await at.dispose();
  });

  const start = (key: Buffer, ...previous: readonly Buffer[]): Promise<Sealer> =>
    openSealer(
      store,
      readSettings({
        ...at.env,
        FORGEYARD_MASTER_KEY: key.toString('hex'),
        FORGEYARD_MASTER_KEY_PREVIOUS: previous.map((one) => one.toString('hex')).join(),
      }),
      logger,
    );
  const accounts = async (count: number, sealed: (index: number) => string): Promise<void> => {
    await rawSql(at, `insert into orgs (id, slug, name, created_at) values ('${orgId}', 'o', 'O', 1)`);
    const rows = Array.from(
      { length: count },
      (_, index) => `('${idOf(index)}', '${orgId}', 'openai', 'x', 'https://example.org', '${sealed(index)}', 'hint', '[]', 1)`,
    );
    await rawSql(
      at,
      `insert into provider_accounts (id, org_id, provider, label, base_url, key_sealed, key_hint, models_json, created_at) values ${rows.join()}`,
    );
  };
  const sealedTexts = async (): Promise<string[]> =>
    (await store.read((tx) => tx.query((db) => db.selectFrom('provider_accounts').select('key_sealed').orderBy('id')))).map(
      (row) => row.key_sealed,
    );
  const keyIdsOf = async (): Promise<string[]> => [...new Set((await sealedTexts()).map((text) => text.split('.')[1] ?? ''))];

  it('first start writes a check, and the same key starts again', async () => {
    const sealer = await start(first);
    expect((await start(first)).keyId).toBe(sealer.keyId);
    expect(logged).toEqual([]);
  });

  it.each([['with stored secrets', true] as const, ['without any', false] as const])(
    'another master key is refused before anything is served, %s; the message names keys by their ids only',
    async (_title, hasAccounts) => {
      const sealer = await start(first);
      if (hasAccounts) await accounts(1, (index) => sealer.seal(new Secret('sk-1'), contextOf(index)));
      await expect(start(second)).rejects.toThrow(`The master key ${masterKeyId(second)} is not the one`);
      await expect(start(second)).rejects.toThrow(masterKeyId(first));
      await expect(start(second, third)).rejects.not.toThrow(second.toString('hex'));
      await start(first);
    },
  );

  it('S51: a missing master key is refused and not replaced by a new one', async () => {
    const settings = readSettings(at.env);
    await openSealer(store, settings, logger);
    await openSealer(store, settings, logger);
    rmSync(join(at.env['FORGEYARD_DATA_DIR'] ?? '', 'master.key'));
    for (let tries = 0; tries < 2; tries += 1)
      await expect(openSealer(store, settings, logger)).rejects.toThrow('The master key is missing');
  });

  it(`S51: a rotation brings every secret under the new key (${accountsOver}), says how many, and the former key can go`, async () => {
    const old = await start(first);
    await accounts(230, (index) => old.seal(new Secret(`sk-${index}`), contextOf(index)));
    const shared = (await deploymentSecret(store, old, 'auth')).reveal();
    await start(second, first);
    expect(logged.at(-1)).toMatchObject({ msg: 'secrets.rewrapped', rewrapped: 231, unreadable: 0, key_id: masterKeyId(second) });
    expect(await keyIdsOf()).toEqual([masterKeyId(second)]);
    const fresh = await start(second);
    const texts = await sealedTexts();
    for (const [index, text] of texts.entries()) expect(fresh.open(text, contextOf(index)).reveal()).toBe(`sk-${index}`);
    expect((await deploymentSecret(store, fresh, 'auth')).reveal()).toBe(shared);
    await expect(start(first)).rejects.toThrow('is not the one');
    expect(JSON.stringify(logged)).not.toMatch(/sk-/);
  });

  it('a rotation that was broken off in the middle goes on at the next start, and until its end the former key cannot go', async () => {
    const old = await start(first);
    await accounts(230, (index) => old.seal(new Secret(`sk-${index}`), contextOf(index)));
    let commits = 0;
    const dying: Pick<Store, 'read' | 'transact'> = {
      read: (work) => store.read(work),
      transact: (work) => {
        commits += 1;
        return commits > 1 ? Promise.reject(new Error('killed')) : store.transact(work);
      },
    };
    await expect(rewrapSecrets(dying, createSealer(second, [first]), sealedColumns, logger)).rejects.toThrow('killed');
    expect((await keyIdsOf()).sort()).toEqual([masterKeyId(first), masterKeyId(second)].sort());
    await expect(start(second)).rejects.toThrow('is not the one');
    await start(second, first);
    expect(logged.at(-1)).toMatchObject({ rewrapped: 130, unreadable: 0 });
    expect(await keyIdsOf()).toEqual([masterKeyId(second)]);
    await start(second);
  });

  it('two servers that rotate at once do no harm', async () => {
    const old = await start(first);
    await accounts(120, (index) => old.seal(new Secret(`sk-${index}`), contextOf(index)));
    await Promise.all([start(second, first), start(second, first)]);
    const fresh = await start(second);
    for (const [index, text] of (await sealedTexts()).entries()) expect(fresh.open(text, contextOf(index)).reveal()).toBe(`sk-${index}`);
  });

  it('secrets of the first form open, become envelopes at the next start, and a wrong key is still refused', async () => {
    await accounts(3, (index) => sealFirstForm(first, `sk-${index}`, contextOf(index)));
    await expect(start(second)).rejects.toThrow('is not the one');
    const sealer = await start(first);
    expect(await keyIdsOf()).toEqual([masterKeyId(first)]);
    for (const [index, text] of (await sealedTexts()).entries()) expect(sealer.open(text, contextOf(index)).reveal()).toBe(`sk-${index}`);
  });

  it('S51: a secret that is damaged is named in the log with its row, and stops neither the start nor the others', async () => {
    const old = await start(first);
    await accounts(3, (index) =>
      index === 1 ? `${old.seal(new Secret('sk'), contextOf(index))}AAAA` : old.seal(new Secret('sk'), contextOf(index)),
    );
    await start(second, first);
    expect(logged).toMatchObject([
      { msg: 'secret.unreadable', column: 'provider_accounts.key_sealed', row: idOf(1) },
      { msg: 'secrets.rewrapped', rewrapped: 2, unreadable: 1 },
    ]);
  });

  it('S51: a secret that was moved to another row, column or organisation does not open', async () => {
    const sealer = await start(first);
    await accounts(2, (index) => sealer.seal(new Secret(`sk-${index}`), contextOf(index)));
    await rawSql(at, `update provider_accounts set key_sealed = (select key_sealed from provider_accounts where id = '${idOf(1)}')`);
    const [moved = '', kept = ''] = await sealedTexts();
    expect(() => sealer.open(moved, contextOf(0))).toThrow('does not open');
    expect(sealer.open(kept, contextOf(1)).reveal()).toBe('sk-1');
    expect(() => sealer.open(kept, contextOf(1).replace(orgId, idOf(9)))).toThrow('does not open');
    expect(() => sealer.open(kept, contextOf(1).replace('/key/', '/label/'))).toThrow('does not open');
  });

  it('no column of sealed secrets is left out of a rotation', () => {
    const schema = migrations.flatMap((step) => statementsFor(step, engine)).join('\n');
    const sealed = [...new Set(schema.match(/\b\w+_sealed\b/g))].sort();
    expect(sealed).toEqual([
      'auth_sealed',
      'config_sealed',
      'endpoint_sealed',
      'headers_sealed',
      'key_sealed',
      'previous_secret_sealed',
      'private_sealed',
      'secret_sealed',
    ]);
    expect(sealedColumns.map(({ name }) => name).sort()).toEqual([
      'deployment.value',
      'launch_configs.config_sealed',
      'provider_accounts.key_sealed',
      'push_subscriptions.auth_sealed',
      'push_subscriptions.endpoint_sealed',
      'signing_keys.private_sealed',
      'tool_servers.headers_sealed',
      'verifications.value',
      'webhook_endpoints.previous_secret_sealed',
      'webhook_endpoints.secret_sealed',
    ]);
  });

  it('both secrets of a webhook open after a rotation', async () => {
    const old = await start(first);
    const [newest, previous] = ['secret', 'previous'].map((name) => `webhook_endpoints/${name}/${orgId}/${idOf(1)}`) as [string, string];
    await rawSql(at, `insert into orgs (id, slug, name, created_at) values ('${orgId}', 'o', 'O', 1)`);
    await rawSql(
      at,
      `insert into webhook_endpoints (id, org_id, number, url, description, style, schedule, events_json, secret_sealed, previous_secret_sealed,
        previous_until, status, last_seq, created_by, created_at, updated_at) values ('${idOf(1)}', '${orgId}', 1, 'https://example.org', '',
        'standard', 'standard', '[]', '${old.seal(new Secret('new'), newest)}', '${old.seal(new Secret('old'), previous)}', 1, 'active', 0, 'x', 1, 1)`,
    );
    await start(second, first);
    const sealer = await start(second);
    const [row] = await store.read((tx) =>
      tx.query((db) => db.selectFrom('webhook_endpoints').select(['secret_sealed', 'previous_secret_sealed'])),
    );
    expect(sealer.open(row?.secret_sealed ?? '', newest).reveal()).toBe('new');
    expect(sealer.open(row?.previous_secret_sealed ?? '', previous).reveal()).toBe('old');
  });

  it('what a sign-in remembers between two requests outlives a rotation', async () => {
    const old = await start(first);
    const sealed = old.seal(new Secret('state'), 'verifications/value');
    await rawSql(
      at,
      `insert into verifications (id, identifier, value, expires_at, created_at, updated_at) values ('${idOf(1)}', 'x', '${sealed}', 1, 1, 1)`,
    );
    await start(second, first);
    const [row] = await store.read((tx) => tx.query((db) => db.selectFrom('verifications').select('value')));
    expect((await start(second)).open(row?.value ?? '', 'verifications/value').reveal()).toBe('state');
  });

  it('a secret of the deployment is made once and is the same in every process', async () => {
    const sealer = await start(first);
    const made = await Promise.all(Array.from({ length: 5 }, () => deploymentSecret(store, sealer, 'auth')));
    expect(new Set(made.map((one) => one.reveal())).size).toBe(1);
    expect((await deploymentSecret(store, sealer, 'other')).reveal()).not.toBe(made[0]?.reveal());
  });
});
