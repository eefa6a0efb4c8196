import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from './directory/server.ts';
import { quantile } from './load/statistics.ts';
import { seedMetrics } from './metrics/seed.ts';
import type { Seeded } from './metrics/seed.ts';
import { startPostgres } from './systems/postgres.ts';

/**
 * `node bench/metrics.ts [--tasks 1000000] [--requests 500]`: how long the metrics of an agent take over HTTP when its organisation has done that
 * many tasks, on both engines. Prints a table and, with the default number of tasks, writes it to `bench/METRICS.md`.
 */
const { values: options } = parseArgs({
  options: {
    tasks: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '500' },
    scratch: { type: 'string', default: tmpdir() },
  },
});
const root = dirname(import.meta.dirname);
const warmUpRequests = 50;
const periods = ['7d', '30d', '90d', 'all'] as const;

interface Row {
  readonly period: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

async function measure(databaseUrl: string | undefined): Promise<{ readonly rows: readonly Row[]; readonly seeded: Seeded }> {
  const folder = mkdtempSync(join(options.scratch, 'forgeyard-metrics-'));
  const server = await startServer(folder, databaseUrl);
  try {
    const seeded = await seedMetrics(server.home, Number(options.tasks));
    process.stderr.write(`${server.home.store.engine}: ${seeded.tasks} tasks in ${seeded.seconds.toFixed(1)} s\n`);
    const rows: Row[] = [];
    for (const period of periods) rows.push(await sample(server.url, seeded, period));
    return { rows, seeded };
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One request after the other, each about another agent. */
async function sample(url: string, { key, agents }: Seeded, period: string): Promise<Row> {
  const times: number[] = [];
  for (let one = 0; one < warmUpRequests + Number(options.requests); one += 1) {
    const startedAt = performance.now();
    const agent = agents[one % agents.length];
    const response = await fetch(`${url}/api/agents/${agent}/metrics?period=${period}`, { headers: { 'x-forge-api-key': key } });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${period}: ${response.status} ${text}`);
    if (one >= warmUpRequests) times.push(performance.now() - startedAt);
  }
  return { period, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

function table(results: ReadonlyMap<string, readonly Row[]>): string {
  const engines = [...results.keys()];
  const cell = (engine: string, period: string): string => {
    const row = results.get(engine)?.find((one) => one.period === period);
    return row === undefined ? '-' : `${row.p50.toFixed(1)} / ${row.p99.toFixed(1)}`;
  };
  return [
    `| period | ${engines.map((engine) => `${engine}, ms p50 / p99`).join(' | ')} |`,
    `|---|${engines.map(() => '--:').join('|')}|`,
    ...periods.map((period) => `| ${period} | ${engines.map((engine) => cell(engine, period)).join(' | ')} |`),
  ].join('\n');
}

function document(text: string, { tasks, agents, days }: Seeded): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
  return `# Metrics of agents

${tasks.toLocaleString('en')} tasks of ${agents.length} agents, summed up in ${days.toLocaleString('en')} agent days, \`node bench/metrics.ts\`: one client sends
\`GET /api/agents/{id}/metrics\` ${options.requests} times for each period, one after the other, over HTTP to a server in the same process. Target: p50 under
10 ms. ${machine}; load average at the end ${loadavg()[0]?.toFixed(1)}: above the number of cores, other work took part of the time.

${text}

How the numbers come about is told in [the guide](../docs/guide/metrics.md).
`;
}

const folder = mkdtempSync(join(options.scratch, 'forgeyard-metrics-pg-'));
const postgres = await startPostgres(root, folder);
try {
  const embedded = await measure(undefined);
  const results = new Map([['SQLite', embedded.rows]]);
  if (postgres !== null) results.set('PostgreSQL', (await measure(await postgres.createDatabase('metrics'))).rows);
  const text = table(results);
  process.stdout.write(`${text}\n`);
  if (options.tasks === '1000000') writeFileSync(join(import.meta.dirname, 'METRICS.md'), document(text, embedded.seeded));
} finally {
  await postgres?.server.stop();
  rmSync(folder, { recursive: true, force: true });
}
