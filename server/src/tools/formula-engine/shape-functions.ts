import type { EagerFunction, Evaluation } from './interpreter.ts';
import { columnsOf } from './lookup-functions.ts';
import { compareScalars } from './operators.ts';
import type { Matrix, Scalar, Value } from './values.ts';
import { ERRORS, firstOf, isMatrix, numberOf, scalarsOf, truthOf } from './values.ts';

const SEQUENCE_CELLS_MAX = 10_000;

/** Functions whose result is a range: FILTER, SORT, SORTBY, UNIQUE, SEQUENCE. */
export const shapeFunctions: readonly (readonly [string, EagerFunction])[] = [
  ['FILTER', filter],
  ['SORT', sort],
  ['SORTBY', sortBy],
  ['UNIQUE', unique],
  ['SEQUENCE', sequence],
];

function matrixOf(value: Value | undefined): Matrix {
  if (value === undefined) return [];
  return isMatrix(value) ? value : [[value]];
}

function filter([source, keep, ifEmpty]: readonly Value[]): Value {
  const matrix = matrixOf(source);
  const isAcross = isMatrix(keep ?? null) && matrixOf(keep).length === 1 && matrix.length > 1;
  const lines = isAcross ? columnsOf(matrix) : matrix;
  const flags = scalarsOf(keep ?? null).map(truthOf);
  const failure = flags.find((flag) => flag instanceof Error);
  if (failure instanceof Error) return failure;
  if (flags.length !== lines.length) return ERRORS.value;
  const kept = lines.filter((_, at) => flags[at] === true);
  if (kept.length === 0) return ifEmpty ?? ERRORS.missing;
  return isAcross ? columnsOf(kept) : kept;
}

function sort([source, index, order, byColumn]: readonly Value[]): Value {
  const matrix = matrixOf(source);
  const isAcross = truthOf(firstOf(byColumn ?? false)) === true;
  const lines = isAcross ? columnsOf(matrix) : matrix;
  const column = numberOf(firstOf(index ?? 1));
  if (typeof column !== 'number') return column;
  if (!(column >= 1 && column <= (lines[0]?.length ?? 0))) return ERRORS.value;
  const sorted = sortedLines(lines, (line) => line[Math.trunc(column) - 1] ?? null, directionOf(order));
  return isAcross ? columnsOf(sorted) : sorted;
}

function sortBy([source, by, order]: readonly Value[]): Value {
  const matrix = matrixOf(source);
  const keys = scalarsOf(by ?? null);
  if (keys.length !== matrix.length) return ERRORS.value;
  const keyByLine = new Map(matrix.map((line, at) => [line, keys[at] ?? null]));
  return sortedLines(matrix, (line) => keyByLine.get(line) ?? null, directionOf(order));
}

/** Blanks come last in either direction. */
function sortedLines(lines: Matrix, keyOf: (line: readonly Scalar[]) => Scalar, direction: number): Matrix {
  return [...lines].sort((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return compareScalars(a, b) * direction;
  });
}

function directionOf(order: Value | undefined): number {
  return order !== undefined && numberOf(firstOf(order)) === -1 ? -1 : 1;
}

function unique([source, byColumn, onlyOnce]: readonly Value[]): Value {
  const isAcross = truthOf(firstOf(byColumn ?? false)) === true;
  const lines = isAcross ? columnsOf(matrixOf(source)) : matrixOf(source);
  const counts = new Map<string, number>();
  const keyOf = (line: readonly Scalar[]): string =>
    JSON.stringify(line.map((scalar) => (typeof scalar === 'string' ? scalar.toLowerCase() : scalar)));
  for (const line of lines) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1);
  const seen = new Set<string>();
  const kept = lines.filter((line) => {
    const key = keyOf(line);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew && (truthOf(firstOf(onlyOnce ?? false)) !== true || counts.get(key) === 1);
  });
  if (kept.length === 0) return ERRORS.missing;
  return isAcross ? columnsOf(kept) : kept;
}

function sequence(args: readonly Value[], evaluation: Evaluation): Value {
  const [rows, columns, start, step] = [1, 1, 1, 1].map((missing, at) => numberOf(firstOf(args[at] ?? missing)));
  if (typeof rows !== 'number' || typeof columns !== 'number' || typeof start !== 'number' || typeof step !== 'number') return ERRORS.value;
  const [height, width] = [Math.trunc(rows), Math.trunc(columns)];
  if (height < 1 || width < 1) return ERRORS.value;
  if (height * width > SEQUENCE_CELLS_MAX) return evaluation.refuse(ERRORS.number, `SEQUENCE makes at most ${SEQUENCE_CELLS_MAX} cells`);
  return Array.from({ length: height }, (_, row) => Array.from({ length: width }, (__, column) => start + (row * width + column) * step));
}
