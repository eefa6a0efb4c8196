import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CellId } from './measure/cells.ts';
import { floorSystem } from './systems/floor.ts';
import { forgeyardSystem } from './systems/forgeyard.ts';
import { peerSystems } from './systems/peers.ts';
import type { Postgres } from './systems/postgres.ts';
import type { System } from './systems/system.ts';

export interface Planned {
  readonly system: System;
  readonly cells: readonly CellId[];
  readonly processes: number;
  /** Whether its start belongs to the table of starts. */
  readonly startCounts: boolean;
}

export interface PlanOptions {
  readonly root: string;
  readonly node: string;
  readonly modelOrigin: string;
  /** A folder of this run of the benchmark, removed at its end. */
  readonly scratch: string;
  readonly postgres: Postgres | null;
  readonly withPeers: boolean;
}

export const RUN_CELLS: readonly CellId[] = ['one', 'three', 'oneStreamed', 'threeStreamed', 'longStreamed', 'firstToken'];
export const ALL_CELLS: readonly CellId[] = [...RUN_CELLS, 'recordPost', 'recordGet'];

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `forge_` and 43 base62 characters. */
function newKey(): string {
  return `forge_${Array.from(randomBytes(43), (byte) => BASE62[byte % 62]).join('')}`;
}

async function floors(options: PlanOptions, key: string): Promise<Planned[]> {
  const { root, node, modelOrigin, scratch, postgres } = options;
  const base = { root, node, modelOrigin, key };
  const sqlite = ['--key', key, '--sqlite', join(scratch, 'floor.db')];
  const planned: Planned[] = [
    {
      system: floorSystem({ ...base, id: 'floor-raw', label: 'floor raw', note: 'no key check, no storage', storeArguments: [] }),
      cells: ALL_CELLS,
      processes: 1,
      startCounts: true,
    },
    {
      system: floorSystem({
        ...base,
        id: 'floor-sqlite',
        label: 'floor + key + SQLite',
        note: 'WAL, synchronous=FULL',
        storeArguments: sqlite,
      }),
      cells: ALL_CELLS,
      processes: 1,
      startCounts: true,
    },
  ];
  if (postgres === null) return planned;
  const url = await postgres.createDatabase('floor');
  const system = floorSystem({
    ...base,
    id: 'floor-pg',
    label: 'floor + key + PostgreSQL',
    note: 'fsync and synchronous commit on',
    storeArguments: ['--key', key, '--postgres', url],
  });
  return [...planned, { system, cells: RUN_CELLS, processes: 1, startCounts: true }];
}

async function ours(options: PlanOptions, key: string): Promise<Planned[]> {
  const { root, node, modelOrigin, scratch, postgres } = options;
  // What `npm start` runs.
  execFileSync(node, [join(root, 'tools', 'bundle-server.mjs')], { cwd: root, stdio: 'inherit' });
  const folder = (name: string): string => {
    const path = join(scratch, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const base = { root, node, modelOrigin, key };
  const onSqlite = forgeyardSystem({
    ...base,
    id: 'forgeyard',
    label: 'Forgeyard, SQLite',
    note: 'key check, storage and event log on',
    dataDir: folder('forgeyard'),
  });
  const planned: Planned[] = [{ system: onSqlite, cells: ALL_CELLS, processes: 1, startCounts: true }];
  if (postgres === null) return planned;
  const note = 'key check, storage and event log on; CPU is that of the server without the database';
  const onPostgres = forgeyardSystem({
    ...base,
    id: 'forgeyard-pg',
    label: 'Forgeyard, PostgreSQL',
    note,
    dataDir: folder('forgeyard-pg'),
    databaseUrl: await postgres.createDatabase('forgeyard'),
  });
  const two = forgeyardSystem({
    ...base,
    id: 'forgeyard-pg-2',
    label: 'Forgeyard, PostgreSQL, two processes',
    note: 'a database of its own on the same PostgreSQL',
    dataDir: folder('forgeyard-pg-2'),
    databaseUrl: await postgres.createDatabase('forgeyard_two'),
  });
  planned.push({ system: onPostgres, cells: RUN_CELLS, processes: 1, startCounts: true });
  planned.push({ system: two, cells: ['three'], processes: 2, startCounts: false });
  return planned;
}

/** Which systems are measured, with what each is asked. */
export async function plan(options: PlanOptions): Promise<Planned[]> {
  const key = newKey();
  const planned = [...(await floors(options, key)), ...(await ours(options, key))];
  if (!options.withPeers) return planned;
  const peers = peerSystems({ root: options.root, node: options.node, modelOrigin: options.modelOrigin });
  return [...planned, ...peers.map((system) => ({ system, cells: RUN_CELLS, processes: 1, startCounts: true }))];
}
