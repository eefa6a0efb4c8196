import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { claimRace } from '../server/test/crash/claim-race.ts';
import { startChild } from '../server/test/crash/child-server.ts';
import type { Place } from '../server/test/world.ts';
import { startPostgres } from './systems/postgres.ts';

/**
 * `node bench/claims.ts [--tasks 2000] [--processes 6] [--servers 2]`: claims of the same tasks by many processes through several servers on one
 * PostgreSQL. Prints one line, and ends with 1 when a task was given twice or an agent held more than it may.
 */
const { values: options } = parseArgs({
  options: {
    tasks: { type: 'string', default: '2000' },
    processes: { type: 'string', default: '6' },
    servers: { type: 'string', default: '2' },
    scratch: { type: 'string', default: tmpdir() },
  },
});
const tasks = Number(options.tasks);
const processes = Number(options.processes);
const limit = 3;

const folder = mkdtempSync(join(options.scratch, 'forgeyard-claims-'));
const postgres = await startPostgres(dirname(import.meta.dirname), folder);
if (postgres === null) throw new Error('no PostgreSQL was found');
const key = `forge_${'c'.repeat(40)}`;
const place: Place = {
  env: {
    DATABASE_URL: await postgres.createDatabase('claims'),
    FORGEYARD_DATA_DIR: folder,
    FORGEYARD_INIT_FORGE_KEY: key,
    FORGEYARD_LOG_LEVEL: 'error',
  },
  key,
  dispose: async () => undefined,
};
const servers = [];
try {
  for (let at = 0; at < Number(options.servers); at += 1) servers.push(await startChild(place));
  const { held, atOnceMax, seconds } = await claimRace({ servers, tasks, processes, agents: 2, limit });
  const doubles = held.length - new Set(held.map(({ task }) => task)).size;
  const lost = tasks - new Set(held.map(({ task }) => task)).size;
  const refused = held.filter(({ status }) => status !== 200).length;
  process.stdout.write(
    `${tasks} tasks, ${processes} processes, ${servers.length} servers on PostgreSQL: ${doubles} doubles, ${lost} left, ${refused} refused, ` +
      `${atOnceMax} of ${limit} at once, ${seconds.toFixed(1)} s\n`,
  );
  if (doubles > 0 || lost > 0 || refused > 0 || atOnceMax > limit) process.exitCode = 1;
} finally {
  for (const server of servers) await server.end();
  await postgres.server.stop();
  rmSync(folder, { recursive: true, force: true });
}
