import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { invalidInput } from '../action.ts';
import type { Evaluation, Sheet } from './interpreter.ts';
import { cellAddress, parseFormula } from './parser.ts';
import { FormulaSyntaxError } from './syntax.ts';
import type { CellAddress } from './syntax.ts';
import type { Matrix, Scalar, Value } from './values.ts';
import { ERRORS, firstOf } from './values.ts';

const RANGE_CELLS_MAX = 100_000;
const DEPENDENCY_DEPTH_MAX = 100;

/** Where the names and cells of a formula come from; all of it the caller's own data. */
export interface SheetSource {
  /** `{"A1": 5, "B1": "=A1*2"}`. */
  readonly cells: JsonObject | null;
  /** Rows; each column is a name for its values, and row 1 of the sheet holds the column names. */
  readonly rows: readonly JsonObject[] | null;
  readonly variables: JsonObject | null;
}

/** Lays the data out as a sheet. @throws ToolFailure INVALID_INPUT when a cell has no address */
export function createSheet(source: SheetSource): Sheet {
  const grid = gridOf(source);
  const names = namesOf(source);
  const running = new Set<string>();
  const cell = (column: number, row: number, evaluation: Evaluation): Value => {
    const key = `${column}:${row}`;
    const content = grid.get(key) ?? null;
    if (typeof content !== 'string' || !content.startsWith('=')) return scalarOf(content);
    if (running.has(key)) return evaluation.refuse(ERRORS.reference, 'The cells refer to each other in a circle');
    if (running.size >= DEPENDENCY_DEPTH_MAX) return evaluation.refuse(ERRORS.refused, 'The cells refer to each other too deeply');
    running.add(key);
    const value = formulaValue(content, evaluation);
    running.delete(key);
    grid.set(key, asCell(value));
    return value;
  };
  return { name: (name) => names.get(name.toLowerCase()), cell, range: (from, to, evaluation) => rangeOf(from, to, cell, evaluation) };
}

type Grid = Map<string, Json | Scalar>;

function gridOf({ cells, rows }: SheetSource): Grid {
  const grid: Grid = new Map();
  const columns = rows === null ? [] : Object.keys(rows[0] ?? {});
  columns.forEach((name, column) => grid.set(`${column + 1}:1`, name));
  rows?.forEach((row, at) => columns.forEach((name, column) => grid.set(`${column + 1}:${at + 2}`, row[name] ?? null)));
  for (const [written, value] of Object.entries(cells ?? {})) {
    const address = cellAddress(written);
    if (address === null) throw invalidInput(`"${written.slice(0, 40)}" is not a cell`);
    grid.set(`${address.column}:${address.row}`, value);
  }
  return grid;
}

function namesOf({ rows, variables }: SheetSource): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>();
  const columns = rows === null ? [] : new Set(rows.flatMap((row) => Object.keys(row)));
  for (const name of columns)
    names.set(
      name.toLowerCase(),
      (rows ?? []).map((row) => [scalarOf(row[name] ?? null)]),
    );
  for (const [name, value] of Object.entries(variables ?? {})) names.set(name.toLowerCase(), valueOf(value));
  return names;
}

/** A list is a column, a list of lists a range. */
export function valueOf(value: Json): Value {
  if (!Array.isArray(value)) return scalarOf(value);
  const matrix: Matrix = value.map((row: Json) => (Array.isArray(row) ? row.map(scalarOf) : [scalarOf(row)]));
  return matrix.length === 0 ? null : matrix;
}

function scalarOf(value: Json | Scalar): Scalar {
  if (value instanceof Date || value instanceof Error) return value;
  return Array.isArray(value) || isJsonObject(value) ? JSON.stringify(value) : asScalar(value);
}

function asScalar(value: Json | Scalar): Scalar {
  return typeof value === 'object' ? null : value;
}

/** What a formula cell holds once it is worked out; text that happens to start with = must not run again. */
function asCell(value: Value): Scalar {
  const scalar = firstOf(value);
  return typeof scalar === 'string' && scalar.startsWith('=') ? ERRORS.value : scalar;
}

function formulaValue(content: string, evaluation: Evaluation): Value {
  try {
    return evaluation.value(parseFormula(content));
  } catch (error) {
    if (error instanceof FormulaSyntaxError) return evaluation.refuse(ERRORS.refused, error.message);
    throw error;
  }
}

function rangeOf(
  from: CellAddress,
  to: CellAddress,
  cell: (column: number, row: number, evaluation: Evaluation) => Value,
  evaluation: Evaluation,
): Value {
  const [width, height] = [to.column - from.column + 1, to.row - from.row + 1];
  if (width * height > RANGE_CELLS_MAX) return evaluation.refuse(ERRORS.reference, `A range may have at most ${RANGE_CELLS_MAX} cells`);
  evaluation.budget.spend(width * height);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => firstOf(cell(from.column + column, from.row + row, evaluation))),
  );
}
