import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../src/store/index.ts';

/**
 * Runs once before the suite: makes a store of each engine that holds every table and no row, so that the stores of the tests are copies instead
 * of a hundred migrations each. Where they are goes to the workers in TEST_STORE_TEMPLATE and TEST_DATABASE_TEMPLATE.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(process.env['TEST_FOLDER'] ?? tmpdir(), 'forgeyard-template-'));
  await migrated({ databaseUrl: undefined, dataDir: folder });
  process.env['TEST_STORE_TEMPLATE'] = join(folder, 'forgeyard.db');
  const adminUrl = process.env['TEST_DATABASE_URL'];
  const dropDatabase = adminUrl === undefined ? undefined : await makeDatabase(adminUrl);
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    await dropDatabase?.();
  };
}

async function makeDatabase(adminUrl: string): Promise<() => Promise<void>> {
  const name = `forgeyard_template_${randomBytes(6).toString('hex')}`;
  await administer(adminUrl, `create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await migrated({ databaseUrl: url.href, dataDir: '' });
  process.env['TEST_DATABASE_TEMPLATE'] = name;
  return () => administer(adminUrl, `drop database if exists ${name} with (force)`);
}

async function migrated(location: Parameters<typeof openStore>[0]): Promise<void> {
  await (await openStore(location)).close();
}

/** Runs one statement as the administrator of the test server. */
export async function administer(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
