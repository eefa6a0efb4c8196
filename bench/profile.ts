import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCell, type CellId } from './measure/cells.ts';
import { verify } from './measure/verify.ts';
import { ALL_CELLS, plan } from './plan.ts';
import { freePort, untilListening } from './systems/child-server.ts';
import { startPostgres } from './systems/postgres.ts';
import { startStandIn } from './systems/stand-in.ts';

/** `node bench/profile.ts [--cell three] [--system forgeyard] [--seconds 5] [--top 25] [--scratch DIR]`: where the server spends its CPU under one kind of load. */
const { values: options } = parseArgs({
  options: {
    cell: { type: 'string', default: 'three' },
    system: { type: 'string', default: 'forgeyard' },
    seconds: { type: 'string', default: '5' },
    top: { type: 'string', default: '25' },
    scratch: { type: 'string', default: tmpdir() },
  },
});

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const root = dirname(import.meta.dirname);

function place(node: ProfileNode): string {
  const { functionName, url, lineNumber } = node.callFrame;
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const path = url.startsWith('file://') ? relative(root, url.slice(7)) : url;
  return `${name} ${path}:${lineNumber + 1}`;
}

function selfTimes(profile: Profile): Map<string, number> {
  const byId = new Map(profile.nodes.map((node) => [node.id, place(node)]));
  const times = new Map<string, number>();
  profile.samples.forEach((id, index) => {
    const name = byId.get(id) ?? '?';
    times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  return times;
}

/** Time of every function with all that it calls; a recursive function counts once per sample. */
function totalTimes(profile: Profile): Map<string, number> {
  const parents = new Map<number, number>();
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const byId = new Map(profile.nodes.map((node) => [node.id, place(node)]));
  const times = new Map<string, number>();
  profile.samples.forEach((id, index) => {
    const seen = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) seen.add(byId.get(at) ?? '?');
    for (const name of seen) times.set(name, (times.get(name) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  return times;
}

function print(title: string, times: Map<string, number>, count: number): void {
  const skipped = new Set(['(idle)', '(root)', '(program)']);
  const busy = [...selfOf].reduce((sum, [name, time]) => (skipped.has(name) ? sum : sum + time), 0);
  process.stdout.write(`\n${title} (share of ${Math.round(busy / 1_000)} ms busy)\n`);
  const sorted = [...times].filter(([name]) => !skipped.has(name)).sort((a, b) => b[1] - a[1]);
  for (const [name, time] of sorted.slice(0, count)) process.stdout.write(`${((time / busy) * 100).toFixed(1).padStart(6)} %  ${name}\n`);
}

function isCell(name: string): name is CellId {
  return ALL_CELLS.some((cell) => cell === name);
}

async function record(scratch: string, profiles: string, postgresFolder: string): Promise<void> {
  if (!isCell(options.cell)) throw new Error(`--cell is one of ${ALL_CELLS.join(', ')}`);
  const standIn = await startStandIn(root, process.execPath);
  const postgres = options.system.includes('pg') ? await startPostgres(root, postgresFolder) : null;
  const planned = await plan({ root, node: process.execPath, modelOrigin: standIn.origin, scratch, postgres, withPeers: true });
  const system = planned.find((one) => one.system.id === options.system)?.system;
  if (system === undefined) throw new Error(`no system ${options.system}`);
  const server = system.launch({
    port: await freePort(),
    nodeArguments: ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--cpu-prof-interval=500'],
  });
  await untilListening(server);
  await system.prepare(server.port);
  const complaint = await verify(system, server.port);
  if (complaint !== null) throw new Error(complaint);
  await measureCell({ system, servers: [server] }, options.cell, 1_500);
  const result = await measureCell({ system, servers: [server] }, options.cell, Number(options.seconds) * 1_000);
  process.stdout.write(`${system.label}, ${options.cell}: ${Math.round(result?.runsPerSecond ?? 0)} runs/s under the profiler\n`);
  await server.stop();
  await standIn.server.stop();
  await postgres?.server.stop();
}

const folders = ['scratch', 'pg'].map((name) => mkdtempSync(join(options.scratch, `forgeyard-profile-${name}-`)));
const [scratch = '', postgresFolder = ''] = folders;
const profiles = join(scratch, 'profiles');
mkdirSync(profiles);
let selfOf = new Map<string, number>();
try {
  await record(scratch, profiles, postgresFolder);
  for (const file of readdirSync(profiles).sort()) {
    const profile: Profile = JSON.parse(readFileSync(join(profiles, file), 'utf8'));
    selfOf = selfTimes(profile);
    process.stdout.write(`\n== ${file.split('.').slice(3, 5).join('.')}\n`);
    print('self time', selfOf, Number(options.top));
    print('total time', totalTimes(profile), Number(options.top) * 2);
  }
} finally {
  if (process.env.KEEP === undefined) for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
