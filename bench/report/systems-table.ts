import { spread } from '../load/statistics.ts';
import type { Samples } from '../measure/rounds.ts';
import type { StartResult } from '../measure/starts.ts';
import type { System } from '../systems/system.ts';
import { cpuPerTokenUs, difference, ratio, series, shown, shownSpread } from './series.ts';

export interface Measured {
  readonly samples: Samples;
  readonly starts: ReadonlyMap<string, readonly (StartResult | null)[]>;
}

/** The id of the system that every ratio is taken to. */
export const FLOOR = 'floor-raw';

const HEAD = [
  'system',
  '1-step runs/s',
  'to floor',
  '3-step runs/s',
  'to floor',
  'CPU ms per 1-step run',
  'CPU ms per 3-step streamed run',
  'TTFT p50 / p99 ms',
  'added TTFT p50 ms',
  'CPU µs/token',
  'start to first run ms',
  'idle RSS MB (+ children)',
];

function rowOf(measured: Measured, system: System): string[] {
  const { samples } = measured;
  const rate = (id: string, cell: 'one' | 'three') => series(samples, id, cell, (result) => result.runsPerSecond);
  const p50 = (id: string) => series(samples, id, 'firstToken', (result) => result.firstTokenP50Ms);
  const p99 = series(samples, system.id, 'firstToken', (result) => result.firstTokenP99Ms);
  const starts = (measured.starts.get(system.id) ?? []).filter((start) => start !== null);
  return [
    system.label,
    shownSpread(spread(rate(system.id, 'one'))),
    shown(ratio(rate(system.id, 'one'), rate(FLOOR, 'one')).median),
    shownSpread(spread(rate(system.id, 'three'))),
    shown(ratio(rate(system.id, 'three'), rate(FLOOR, 'three')).median),
    shown(spread(series(samples, system.id, 'one', (result) => result.cpuMsPerRun)).median),
    shownSpread(spread(series(samples, system.id, 'threeStreamed', (result) => result.cpuMsPerRun))),
    `${shown(spread(p50(system.id)).median)} / ${shown(spread(p99).median)}`,
    shown(difference(p50(system.id), p50(FLOOR)).median),
    shownSpread(spread(cpuPerTokenUs(samples, system.id))),
    shownSpread(spread(starts.map((start) => start.firstRunMs))),
    `${shown(spread(starts.map((start) => start.idleMb)).median)}${childrenOf(starts)}`,
  ];
}

function childrenOf(starts: readonly StartResult[]): string {
  const mb = spread(starts.map((start) => start.childrenMb)).median;
  return mb > 0 ? ` + ${shown(mb)}` : '';
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

export function systemsTable(measured: Measured, systems: readonly System[]): string {
  return markdownTable(
    HEAD,
    systems.map((system) => rowOf(measured, system)),
  );
}
