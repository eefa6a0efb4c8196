import type { Running } from '../systems/system.ts';
import { measureCell, type CellId, type CellResult } from './cells.ts';

/** One entry per round; null where the system has no such call or every request failed. */
export type Samples = ReadonlyMap<string, ReadonlyMap<CellId, readonly (CellResult | null)[]>>;

export interface Subject {
  readonly running: Running;
  readonly cells: readonly CellId[];
}

export interface RoundsOptions {
  readonly subjects: readonly Subject[];
  readonly cells: readonly CellId[];
  readonly rounds: number;
  readonly cellMs: number;
  readonly warmUpMs: number;
  log(line: string): void;
}

/** Every round measures every cell on every system in turn, and starts one system further each time, so that no system keeps one place. */
export async function measureRounds(options: RoundsOptions): Promise<Samples> {
  const samples = new Map<string, Map<CellId, (CellResult | null)[]>>();
  for (const subject of options.subjects) samples.set(subject.running.system.id, new Map());
  await everyCell(options, 0, options.warmUpMs, () => {});
  for (let round = 0; round < options.rounds; round += 1) {
    options.log(`round ${round + 1} of ${options.rounds}`);
    await everyCell(options, round, options.cellMs, (subject, cell, result) => {
      const ofSystem = samples.get(subject.running.system.id);
      const list = ofSystem?.get(cell) ?? [];
      list.push(result);
      ofSystem?.set(cell, list);
    });
  }
  return samples;
}

async function everyCell(
  options: RoundsOptions,
  turn: number,
  durationMs: number,
  keep: (subject: Subject, cell: CellId, result: CellResult | null) => void,
): Promise<void> {
  const { subjects } = options;
  const order = subjects.map((_, index) => subjects[(index + turn) % subjects.length]).filter((subject) => subject !== undefined);
  for (const cell of options.cells) {
    for (const subject of order) {
      if (!subject.cells.includes(cell)) continue;
      const result = await measureCell(subject.running, cell, durationMs);
      if (result !== null && result.failures > 0) {
        options.log(
          `${subject.running.system.id} ${cell}: ${result.failures} of ${result.failures + result.runs} failed: ${result.firstFailure}`,
        );
      }
      keep(subject, cell, result === null || result.runs === 0 ? null : result);
    }
  }
}
