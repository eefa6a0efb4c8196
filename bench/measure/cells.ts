import { closedLoop } from '../load/closed-loop.ts';
import type { Call } from '../load/connection.ts';
import { cpuMsOfAll } from '../load/process-usage.ts';
import { quantile } from '../load/statistics.ts';
import { pidsOf, portsOf, type Running, type System } from '../systems/system.ts';

/** A cell is one kind of load on one system for one stretch of a round. */
export type CellId = 'one' | 'three' | 'oneStreamed' | 'threeStreamed' | 'longStreamed' | 'firstToken' | 'recordPost' | 'recordGet';

export interface CellResult {
  readonly runs: number;
  readonly failures: number;
  readonly runsPerSecond: number;
  readonly cpuMsPerRun: number;
  readonly latencyP50Ms: number;
  readonly firstTokenP50Ms: number;
  readonly firstTokenP99Ms: number;
  readonly firstFailure: string | null;
}

interface CellKind {
  readonly concurrency: number;
  call(system: System): Call | null;
}

export const LOAD_CONCURRENCY = 8;

const CELLS: Readonly<Record<CellId, CellKind>> = {
  one: { concurrency: LOAD_CONCURRENCY, call: (system) => system.sync('one') },
  three: { concurrency: LOAD_CONCURRENCY, call: (system) => system.sync('three') },
  oneStreamed: { concurrency: LOAD_CONCURRENCY, call: (system) => system.streamed('one') },
  threeStreamed: { concurrency: LOAD_CONCURRENCY, call: (system) => system.streamed('three') },
  longStreamed: { concurrency: LOAD_CONCURRENCY, call: (system) => system.streamed('long') },
  firstToken: { concurrency: 1, call: (system) => system.streamed('one') },
  recordPost: { concurrency: LOAD_CONCURRENCY, call: (system) => system.records?.post() ?? null },
  recordGet: { concurrency: LOAD_CONCURRENCY, call: (system) => system.records?.get() ?? null },
};

/** Loads one system for `durationMs` and reads the CPU time of its processes before and after; null where the system has no such call. */
export async function measureCell(running: Running, cell: CellId, durationMs: number): Promise<CellResult | null> {
  const kind = CELLS[cell];
  const call = kind.call(running.system);
  if (call === null) return null;
  const pids = pidsOf(running);
  const cpuBefore = cpuMsOfAll(pids);
  const loop = await closedLoop({ ports: portsOf(running), call, concurrency: kind.concurrency, durationMs });
  const cpu = cpuMsOfAll(pids) - cpuBefore;
  return {
    runs: loop.runs,
    failures: loop.failures,
    runsPerSecond: (loop.runs / loop.elapsedMs) * 1_000,
    cpuMsPerRun: cpu / loop.runs,
    latencyP50Ms: quantile(loop.latencyMs, 0.5),
    firstTokenP50Ms: quantile(loop.firstTokenMs, 0.5),
    firstTokenP99Ms: quantile(loop.firstTokenMs, 0.99),
    firstFailure: loop.firstFailure,
  };
}
