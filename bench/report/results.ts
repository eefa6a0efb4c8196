import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { System } from '../systems/system.ts';
import { systemsTable } from './systems-table.ts';
import { targetsTable, type TargetInput } from './targets-table.ts';

export interface ResultsInput extends TargetInput {
  readonly root: string;
  readonly systems: readonly System[];
  readonly rounds: number;
  readonly cellMs: number;
  readonly startTimes: number;
  /** Microseconds of one durable SQLite commit on this disk, median. */
  readonly commitUs: number;
  readonly postgresVersion: string | null;
  /** What was left out and why, one sentence each. */
  readonly leftOut: readonly string[];
  readonly date: Date;
}

function sqliteVersion(): string {
  const db = new DatabaseSync(':memory:');
  const version = String(db.prepare('SELECT sqlite_version() AS version').get()?.['version']);
  db.close();
  return version;
}

function ownVersion(root: string): string {
  const read: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : 'unknown';
}

/** Both tables as they are printed. */
export function tables(input: ResultsInput): string {
  return `## Systems\n\n${systemsTable(input, input.systems)}\n\n## Targets\n\n${targetsTable(input)}\n`;
}

/** The whole of `RESULTS.md`: machine, versions, tables, notes. */
export function resultsDocument(input: ResultsInput): string {
  const cores = cpus();
  const database = input.postgresVersion === null ? 'no PostgreSQL found' : `PostgreSQL ${input.postgresVersion}`;
  const head = [
    '# Results of `npm run bench`',
    '',
    `Written by the benchmark on ${input.date.toISOString().slice(0, 10)}; how to read it: [README.md](README.md).`,
    '',
    `* Machine: ${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 1e9)} GB memory, ${process.platform} ${process.arch}. Load generator, stand-in model and the system under test share these cores.`,
    `* Disk: one durable SQLite commit of one small row takes ${Math.round(input.commitUs)} µs here; a system that stores every run one commit at a time cannot be faster than that allows.`,
    `* Versions: Forgeyard ${ownVersion(input.root)}, Node ${process.versions.node}, SQLite ${sqliteVersion()}, ${database}.`,
    `* ${input.rounds} interleaved rounds, ${input.cellMs} ms per measurement, 8 connections (time to first token: 1); ${input.startTimes} starts each.`,
    '',
  ];
  const notes = input.systems.map((system) => `* ${system.label}: ${system.note}.`);
  const leftOut = input.leftOut.map((sentence) => `* ${sentence}`);
  return [...head, tables(input), '## What each system does', '', ...notes, '', '## Left out', '', ...leftOut, ''].join('\n');
}
