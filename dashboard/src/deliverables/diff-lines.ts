import { diffArrays } from 'diff';

/** One line of a comparison. Line numbers count from 1. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly oldLine: number | null;
  readonly newLine: number | null;
  /** True for the first line of a block of changes. */
  readonly isStart: boolean;
}

export interface Comparison {
  readonly lines: readonly DiffLine[];
  readonly added: number;
  readonly removed: number;
}

const msMax = 1_500;

/** Compares two texts line by line; null when that takes too long. */
export function compareLines(before: string, after: string): Comparison | null {
  const changes = diffArrays(linesOf(before), linesOf(after), { timeout: msMax });
  if (changes === undefined) return null;
  const lines: DiffLine[] = [];
  let oldLine = 0;
  let newLine = 0;
  for (const { value, added, removed } of changes) {
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    for (const text of value) {
      if (kind !== 'added') oldLine += 1;
      if (kind !== 'removed') newLine += 1;
      lines.push({
        kind,
        text,
        oldLine: kind === 'added' ? null : oldLine,
        newLine: kind === 'removed' ? null : newLine,
        isStart: kind !== 'same' && (lines.at(-1)?.kind ?? 'same') === 'same',
      });
    }
  }
  const countOf = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return { lines, added: countOf('added'), removed: countOf('removed') };
}

/** The lines of a text; its last line break begins none. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
}

/** A part of a comparison: lines to show, or unchanged ones that are folded away. */
export type Part =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  | { readonly kind: 'fold'; readonly lines: readonly DiffLine[] };

const context = 3;
const foldLeast = 6;

/** Folds long stretches of unchanged lines, keeping three beside every change and every line that `isKept`. */
export function foldSame(lines: readonly DiffLine[], isKept: (line: DiffLine) => boolean): readonly Part[] {
  const near = new Set<number>();
  lines.forEach((line, place) => {
    if (line.kind === 'same' && !isKept(line)) return;
    for (let beside = place - context; beside <= place + context; beside += 1) near.add(beside);
  });
  const parts: { kind: 'lines' | 'fold'; lines: DiffLine[] }[] = [];
  lines.forEach((line, place) => {
    const kind = near.has(place) ? 'lines' : 'fold';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  });
  return parts.map((part) => (part.lines.length < foldLeast ? { ...part, kind: 'lines' } : part));
}

/** One row of two columns: what was, and what is. */
export interface SplitRow {
  readonly before: DiffLine | null;
  readonly after: DiffLine | null;
}

/** Puts removed lines beside the added ones that replace them. */
export function splitRows(lines: readonly DiffLine[]): readonly SplitRow[] {
  const rows: SplitRow[] = [];
  let place = 0;
  while (place < lines.length) {
    const line = lines[place];
    if (line === undefined) break;
    if (line.kind === 'same') {
      rows.push({ before: line, after: line });
      place += 1;
      continue;
    }
    const end = lines.findIndex((each, at) => at >= place && each.kind === 'same');
    const block = lines.slice(place, end === -1 ? lines.length : end);
    const removed = block.filter(({ kind }) => kind === 'removed');
    const added = block.filter(({ kind }) => kind === 'added');
    for (let row = 0; row < Math.max(removed.length, added.length); row += 1) {
      rows.push({ before: removed[row] ?? null, after: added[row] ?? null });
    }
    place += block.length;
  }
  return rows;
}
