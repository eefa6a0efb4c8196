import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openStore } from '../src/store/index.ts';

/**
 * Runs once before the suite: makes a database that holds every table and no row, so that the databases of the tests are copies instead of
 * fifty migrations each. Its name goes to the workers in TEST_DATABASE_TEMPLATE.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const adminUrl = process.env['TEST_DATABASE_URL'];
  if (adminUrl === undefined) return undefined;
  const name = `forgeyard_template_${randomBytes(6).toString('hex')}`;
  await administer(adminUrl, `create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const store = await openStore({ databaseUrl: url.href, dataDir: '' });
  await store.close();
  process.env['TEST_DATABASE_TEMPLATE'] = name;
  return () => administer(adminUrl, `drop database if exists ${name} with (force)`);
}

/** Runs one statement as the administrator of the test server. */
export async function administer(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
