import { spread, type Spread } from '../load/statistics.ts';
import type { CellId } from '../measure/cells.ts';
import type { KeyCheckRate } from '../measure/key-check-rate.ts';
import type { PacedResult } from '../measure/paced.ts';
import { cpuPerTokenUs, difference, ratio, series, shown, shownSpread } from './series.ts';
import { FLOOR, markdownTable, type Measured } from './systems-table.ts';

export interface TargetInput extends Measured {
  readonly peerIds: readonly string[];
  readonly keyChecks: KeyCheckRate | null;
  /** One entry per turn of 1,000 paced streams; empty when that was not measured. */
  readonly streams: ReadonlyMap<string, readonly PacedResult[]>;
}

const OURS = 'forgeyard';
const OURS_PG = 'forgeyard-pg';
const OURS_PG_TWO = 'forgeyard-pg-2';
const FLOOR_SQLITE = 'floor-sqlite';

type Row = readonly [number: string, metric: string, measured: string, target: string, verdict: string];

function verdict(value: number, holds: (value: number) => boolean): string {
  if (!Number.isFinite(value)) return 'not measured';
  return holds(value) ? 'met' : 'short';
}

const atLeast = (bound: number) => (value: number) => value >= bound;
const atMost = (bound: number) => (value: number) => value <= bound;

function rateRatio(input: TargetInput, cell: CellId, own: string, other: string): Spread {
  const rate = (id: string) => series(input.samples, id, cell, (result) => result.runsPerSecond);
  return ratio(rate(own), rate(other));
}

/** The smallest lead over any peer, that is the lead over the best one. */
function leadOverPeers(input: TargetInput, cell: CellId): number {
  const leads = input.peerIds.map((peer) => rateRatio(input, cell, OURS, peer).median).filter((lead) => Number.isFinite(lead));
  return leads.length === 0 ? Number.NaN : Math.min(...leads);
}

function throughputRows(input: TargetInput): Row[] {
  const one = rateRatio(input, 'one', OURS, FLOOR);
  const three = rateRatio(input, 'three', OURS, FLOOR);
  const oneSame = rateRatio(input, 'one', OURS, FLOOR_SQLITE).median;
  const threeSame = rateRatio(input, 'three', OURS, FLOOR_SQLITE).median;
  const oneLead = leadOverPeers(input, 'one');
  const threeLead = leadOverPeers(input, 'three');
  return [
    [
      'P1',
      `1-step runs/s, SQLite, to floor raw (${shown(oneSame)} to floor + key + SQLite)`,
      shownSpread(one),
      '>= 0.40 (stretch 0.50)',
      verdict(one.median, atLeast(0.4)),
    ],
    ['', '... to the best peer', `${shown(oneLead)}x`, '>= 3.5x', verdict(oneLead, atLeast(3.5))],
    [
      'P2',
      `3-step runs/s, SQLite, to floor raw (${shown(threeSame)} to floor + key + SQLite)`,
      shownSpread(three),
      '>= 0.40',
      verdict(three.median, atLeast(0.4)),
    ],
    ['', '... to the best peer', `${shown(threeLead)}x`, '>= 5x', verdict(threeLead, atLeast(5))],
  ];
}

function streamRows(input: TargetInput): Row[] {
  const { samples } = input;
  const cpu = (id: string) => series(samples, id, 'threeStreamed', (result) => result.cpuMsPerRun);
  const p50 = (id: string) => series(samples, id, 'firstToken', (result) => result.firstTokenP50Ms);
  const p99 = (id: string) => series(samples, id, 'firstToken', (result) => result.firstTokenP99Ms);
  const added50 = difference(p50(OURS), p50(FLOOR));
  const added99 = difference(p99(OURS), p99(FLOOR));
  const token = spread(cpuPerTokenUs(samples, OURS));
  const ownCpu = spread(cpu(OURS));
  const toFloor = ratio(cpu(OURS), cpu(FLOOR)).median;
  const tokenToFloor = ratio(cpuPerTokenUs(samples, OURS), cpuPerTokenUs(samples, FLOOR)).median;
  return [
    [
      'P3',
      `CPU ms per 3-step streamed run (${shown(toFloor)}x floor raw)`,
      shownSpread(ownCpu),
      '<= 0.9',
      verdict(ownCpu.median, atMost(0.9)),
    ],
    ['P4', 'added time to first token p50, ms', shownSpread(added50), '<= 1.2', verdict(added50.median, atMost(1.2))],
    ['', '... p99, ms', shownSpread(added99), '<= 4', verdict(added99.median, atMost(4))],
    ['P5', `CPU µs per forwarded token (${shown(tokenToFloor)}x floor raw)`, shownSpread(token), '<= 4', verdict(token.median, atMost(4))],
  ];
}

function processRows(input: TargetInput): Row[] {
  const starts = (input.starts.get(OURS) ?? []).filter((start) => start !== null);
  const first = spread(starts.map((start) => start.firstRunMs));
  const idle = spread(starts.map((start) => start.idleMb));
  const workers = spread(starts.map((start) => start.childrenMb)).median;
  const checks = input.keyChecks?.checksPerSecond ?? Number.NaN;
  const share = checks / (input.keyChecks?.floorPerSecond ?? Number.NaN);
  return [
    [
      'P7',
      `API key checks/s in process (${shown(share)}x a bare SHA-256 and Map)`,
      shown(checks),
      '>= 100,000',
      verdict(checks, atLeast(100_000)),
    ],
    ['P8', '`node` start to first served run, ms', shownSpread(first), '<= 500', verdict(first.median, atMost(500))],
    ['', `... idle RSS, MB (tool workers beside it: ${shown(workers)})`, shownSpread(idle), '<= 110', verdict(idle.median, atMost(110))],
  ];
}

function databaseRows(input: TargetInput): Row[] {
  const one = rateRatio(input, 'three', OURS_PG, FLOOR);
  const two = rateRatio(input, 'three', OURS_PG_TWO, OURS_PG);
  const post = rateRatio(input, 'recordPost', OURS, FLOOR_SQLITE);
  const get = rateRatio(input, 'recordGet', OURS, FLOOR_SQLITE);
  const bare = (cell: CellId): string => shown(rateRatio(input, cell, OURS, FLOOR).median);
  return [
    ['P9', 'PostgreSQL 3-step runs/s, to floor raw', shownSpread(one), '>= 0.25', verdict(one.median, atLeast(0.25))],
    ['', '... two processes to one, same PostgreSQL', shownSpread(two), '>= 1.5 where cores allow', verdict(two.median, atLeast(1.5))],
    [
      'P10',
      `validated JSON POST, to bare node:http with key and SQLite (${bare('recordPost')} to in memory)`,
      shownSpread(post),
      '>= 0.75',
      verdict(post.median, atLeast(0.75)),
    ],
    ['', `GET by id, same pair (${bare('recordGet')} to in memory)`, shownSpread(get), '>= 0.75', verdict(get.median, atLeast(0.75))],
  ];
}

function pacedRows(input: TargetInput): Row[] {
  const cpu = (id: string) => (input.streams.get(id) ?? []).map((result) => (result.failures > 0 ? Number.NaN : result.cpuPerTokenUs));
  const toFloor = ratio(cpu(OURS), cpu(FLOOR));
  const own = shown(spread(cpu(OURS)).median);
  return [
    [
      'P6',
      `1,000 streams, a token each 50 ms: CPU to floor raw (${own} µs/token)`,
      shownSpread(toFloor),
      '<= 1.3',
      verdict(toFloor.median, atMost(1.3)),
    ],
  ];
}

/** Every target of the design with what was measured; a metric that was not measured says so. */
export function targetsTable(input: TargetInput): string {
  const rows = [...throughputRows(input), ...streamRows(input), ...pacedRows(input), ...processRows(input), ...databaseRows(input)];
  return markdownTable(['#', 'metric', 'median (min–max)', 'target', 'verdict'], rows);
}
