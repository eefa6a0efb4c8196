import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { commitCostUs } from './measure/commit-cost.ts';
import { measureKeyChecks } from './measure/key-check-rate.ts';
import { launch } from './measure/launch.ts';
import { measurePaced, type PacedResult } from './measure/paced.ts';
import { measureRounds, type Subject } from './measure/rounds.ts';
import { measureStarts } from './measure/starts.ts';
import { ALL_CELLS, plan, type Planned } from './plan.ts';
import { resultsDocument, tables, type ResultsInput } from './report/results.ts';
import { startPostgres } from './systems/postgres.ts';
import { startStandIn } from './systems/stand-in.ts';

/**
 * `npm run bench [-- --quick] [-- --only id,id]`: the floor, our server and the peers side by side, as ratios, in one interleaved run.
 * Prints two tables and writes them to `bench/RESULTS.md` (not with `--quick`, `--only` or `--scratch`).
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    'cell-ms': { type: 'string' },
    scratch: { type: 'string', default: tmpdir() },
  },
});

const root = dirname(import.meta.dirname);
const node = process.execPath;
const rounds = Number(options.rounds ?? (options.quick ? 2 : 8));
const cellMs = Number(options['cell-ms'] ?? (options.quick ? 400 : 600));
const startTimes = options.quick ? 1 : 5;
const only = options.only?.split(',');
const isWhole = !options.quick && only === undefined && options.scratch === tmpdir();
const PACED_STREAMS = 1_000;
const PACED_SYSTEMS = ['floor-raw', 'forgeyard'];

const leftOut: string[] = [];
const log = (line: string): void => void process.stderr.write(`${line}\n`);

function leaveOut(sentence: string): void {
  leftOut.push(sentence);
  log(`left out: ${sentence}`);
}

async function launchAll(wanted: readonly Planned[]): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const planned of wanted) {
    const subject = await launch(planned);
    if (typeof subject !== 'string') subjects.push(subject);
    else leaveOut(`${planned.system.label} did not answer as expected: ${subject.replaceAll(root, '.')}`);
  }
  return subjects;
}

async function paced(subjects: readonly Subject[]): Promise<Map<string, PacedResult[]>> {
  const chosen = subjects.map(({ running }) => running).filter(({ system }) => PACED_SYSTEMS.includes(system.id));
  if (!isWhole || chosen.length < PACED_SYSTEMS.length) return new Map();
  log(`${PACED_STREAMS} paced streams`);
  return measurePaced(chosen, PACED_STREAMS, 2);
}

async function measure(scratch: string, postgresFolder: string): Promise<ResultsInput> {
  const standIn = await startStandIn(root, node);
  const postgres = await startPostgres(root, postgresFolder);
  if (postgres === null) leaveOut('PostgreSQL: no `initdb` found; set FORGEYARD_BENCH_PG_BIN.');
  const withPeers = !options.quick || only !== undefined;
  if (!withPeers) leaveOut('The peers, by `--quick`.');
  const everything = await plan({ root, node, modelOrigin: standIn.origin, scratch, postgres, withPeers });
  const wanted = everything.filter(({ system }) => only === undefined || system.id === 'floor-raw' || only.includes(system.id));
  const subjects = await launchAll(wanted);
  const samples = await measureRounds({ subjects, cells: ALL_CELLS, rounds, cellMs, warmUpMs: options.quick ? 300 : 1_000, log });
  const streams = await paced(subjects);
  for (const { running } of subjects) await Promise.all(running.servers.map((server) => server.stop()));
  const systems = subjects.map(({ running }) => running.system);
  log('starts');
  const starting = wanted.filter(({ system, startCounts }) => startCounts && systems.includes(system));
  const starts = await measureStarts(
    starting.map(({ system }) => system),
    startTimes,
  );
  const keyChecks = await measureKeyChecks(root, node);
  await standIn.server.stop();
  await postgres?.server.stop();
  leftOut.push('P11 (growth) and P12 (dashboard) are not measured by this command.');
  const peerIds = systems.map(({ id }) => id).filter((id) => !id.startsWith('floor') && !id.startsWith('forgeyard'));
  const measured = { samples, starts, streams, keyChecks, commitUs: commitCostUs(scratch), rounds, cellMs, startTimes };
  return { ...measured, root, systems, peerIds, postgresVersion: postgres?.version ?? null, leftOut, date: new Date() };
}

const scratch = mkdtempSync(join(options.scratch, 'forgeyard-bench-'));
const postgresFolder = mkdtempSync(join(options.scratch, 'forgeyard-bench-pg-'));
try {
  const results = await measure(scratch, postgresFolder);
  process.stdout.write(`${tables(results)}\n`);
  if (isWhole) writeFileSync(join(import.meta.dirname, 'RESULTS.md'), resultsDocument(results));
} finally {
  rmSync(scratch, { recursive: true, force: true });
  rmSync(postgresFolder, { recursive: true, force: true });
}
