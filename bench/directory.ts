import { cpus, loadavg, tmpdir } from 'node:os';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { seedDirectory } from './directory/seed.ts';
import { startServer } from './directory/server.ts';
import { searches } from './directory/searches.ts';
import { sample } from './directory/sample.ts';
import type { Row } from './directory/sample.ts';
import { startPostgres } from './systems/postgres.ts';

/**
 * `node bench/directory.ts [--profiles 50000] [--rounds 40]`: how long searches of the public directory take over HTTP, on both engines.
 * Prints a table and, with the default number of profiles, writes it to `bench/DIRECTORY.md`.
 */
const { values: options } = parseArgs({
  options: {
    profiles: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '40' },
    scratch: { type: 'string', default: tmpdir() },
  },
});
const profiles = Number(options.profiles);
const rounds = Number(options.rounds);
const root = dirname(import.meta.dirname);

async function measure(databaseUrl: string | undefined): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(options.scratch, 'forgeyard-directory-'));
  const server = await startServer(folder, databaseUrl);
  try {
    const seconds = await seedDirectory(server.home, profiles);
    if (databaseUrl !== undefined) await analyze(databaseUrl);
    process.stderr.write(`${server.home.store.engine}: ${profiles} profiles in ${seconds.toFixed(1)} s\n`);
    return await sample(server.url, searches, rounds);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What PostgreSQL does by itself within a minute of such a change. */
async function analyze(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

function table(results: ReadonlyMap<string, readonly Row[]>): string {
  const engines = [...results.keys()];
  const cell = (engine: string, name: string): string => {
    const row = results.get(engine)?.find((one) => one.name === name);
    return row === undefined ? '-' : `${row.p50.toFixed(1)} / ${row.p99.toFixed(1)}`;
  };
  const names = [...searches.map(({ name }) => name), 'the whole mix'];
  return [
    `| search | ${engines.map((engine) => `${engine}, ms p50 / p99`).join(' | ')} |`,
    `|---|${engines.map(() => '--:').join('|')}|`,
    ...names.map((name) => `| ${name} | ${engines.map((engine) => cell(engine, name)).join(' | ')} |`),
  ].join('\n');
}

function document(text: string): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
  return `# The public directory

${profiles.toLocaleString('en')} profiles, \`node bench/directory.ts\`: one client sends one request after the other over HTTP to a server in the same process;
${rounds} rounds of all searches. Target: p50 under 20 ms. ${machine}; load average at the end
${loadavg()[0]?.toFixed(1)}: above the number of cores, other work took part of the time.

${text}

How the ranking works is told in [the guide](../docs/guide/directory.md).
`;
}

const folder = mkdtempSync(join(options.scratch, 'forgeyard-directory-pg-'));
const postgres = await startPostgres(root, folder);
try {
  const results = new Map([['SQLite', await measure(undefined)]]);
  if (postgres !== null) results.set('PostgreSQL', await measure(await postgres.createDatabase('directory')));
  const text = table(results);
  process.stdout.write(`${text}\n`);
  if (options.profiles === '50000') writeFileSync(join(import.meta.dirname, 'DIRECTORY.md'), document(text));
} finally {
  await postgres?.server.stop();
  rmSync(folder, { recursive: true, force: true });
}
