import type { Matrix, Scalar, Value } from './values.ts';
import { dateOfSerial, dateOfText, ERRORS, isMatrix, numberOf, textOf, TEXT_LENGTH_MAX } from './values.ts';

type Operation = (left: Scalar, right: Scalar) => Scalar;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['+', (left, right) => arithmetic(left, right, (a, b) => a + b, isDate(left) !== isDate(right))],
  ['-', (left, right) => arithmetic(left, right, (a, b) => a - b, isDate(left) && !isDate(right))],
  ['*', (left, right) => arithmetic(left, right, (a, b) => a * b)],
  ['/', (left, right) => (numberOf(right) === 0 ? firstError(left) : arithmetic(left, right, (a, b) => a / b))],
  ['^', (left, right) => arithmetic(left, right, (a, b) => a ** b)],
  ['&', joined],
  ['=', compared((order) => order === 0)],
  ['<>', compared((order) => order !== 0)],
  ['<', compared((order) => order < 0)],
  ['>', compared((order) => order > 0)],
  ['<=', compared((order) => order <= 0)],
  ['>=', compared((order) => order >= 0)],
]);

/** Applies an operator cell by cell; a single value meets every cell of a matrix, and a missing partner is #N/A. */
export function applyOperator(operator: string, left: Value, right: Value): Value {
  const operation = OPERATIONS.get(operator) ?? (() => ERRORS.refused);
  if (!isMatrix(left) && !isMatrix(right)) return operation(left, right);
  return broadcast([left, right], ([a, b]) => operation(a ?? null, b ?? null));
}

/** Runs `work` for every cell of the widest and tallest shape among the values. */
export function broadcast(values: readonly Value[], work: (scalars: readonly Scalar[]) => Scalar): Matrix {
  const matrices = values.filter(isMatrix);
  const height = Math.max(1, ...matrices.map((matrix) => matrix.length));
  const width = Math.max(1, ...matrices.map((matrix) => matrix[0]?.length ?? 0));
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => work(values.map((value) => partner(value, row, column)))),
  );
}

function partner(value: Value, row: number, column: number): Scalar {
  if (!isMatrix(value)) return value;
  const line = value.length === 1 ? value[0] : value[row];
  if (line === undefined) return ERRORS.missing;
  const cell = line.length === 1 ? line[0] : line[column];
  return cell === undefined ? ERRORS.missing : cell;
}

function isDate(scalar: Scalar): boolean {
  return scalar instanceof Date || (typeof scalar === 'string' && dateOfText(scalar) !== null);
}

function arithmetic(left: Scalar, right: Scalar, work: (a: number, b: number) => number, isDateResult = false): Scalar {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (typeof a !== 'number') return a;
  if (typeof b !== 'number') return b;
  const result = work(a, b);
  if (!Number.isFinite(result)) return ERRORS.number;
  return isDateResult ? dateOfSerial(result) : result;
}

function firstError(left: Scalar): Scalar {
  const number = numberOf(left);
  return typeof number === 'number' ? ERRORS.divideByZero : number;
}

function joined(left: Scalar, right: Scalar): Scalar {
  const [a, b] = [textOf(left), textOf(right)];
  if (typeof a !== 'string') return a;
  if (typeof b !== 'string') return b;
  return a.length + b.length > TEXT_LENGTH_MAX ? ERRORS.value : a + b;
}

function compared(accept: (order: number) => boolean): Operation {
  return (left, right) => {
    if (left instanceof Error) return left;
    return right instanceof Error ? right : accept(compareScalars(left, right));
  };
}

/** Numbers before text before booleans; text without regard to case; a blank equals 0, "" and FALSE. */
export function compareScalars(left: Scalar, right: Scalar): number {
  const [a, b] = [blankAs(left, right), blankAs(right, left)];
  if (typeof a === 'string' && typeof b === 'string') return order(a.toLowerCase(), b.toLowerCase());
  const [x, y] = [comparable(a, b), comparable(b, a)];
  const byKind = kindOf(x) - kindOf(y);
  return byKind === 0 ? order(x, y) : byKind;
}

function blankAs(scalar: Scalar, other: Scalar): number | string | boolean | Date {
  if (scalar !== null && !(scalar instanceof Error)) return scalar;
  if (typeof other === 'string') return '';
  return typeof other === 'boolean' ? false : 0;
}

/** Dates count as numbers, and so does ISO text beside a date. */
function comparable(scalar: number | string | boolean | Date, other: number | string | boolean | Date): number | string | boolean {
  if (!(scalar instanceof Date) && !(typeof scalar === 'string' && other instanceof Date)) return scalar;
  const number = numberOf(scalar);
  return typeof number === 'number' ? number : String(scalar);
}

function kindOf(scalar: number | string | boolean): number {
  return ['number', 'string', 'boolean'].indexOf(typeof scalar);
}

function order<T extends number | string | boolean>(left: T, right: T): number {
  return left < right ? -1 : Number(left > right);
}
