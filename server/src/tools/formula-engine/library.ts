import * as formulajs from '@formulajs/formulajs';
import { conditionalFunctions } from './conditional-functions.ts';
import { CELLWISE, LARGEST_ARGUMENT, LIBRARY_FUNCTIONS, LISTWISE, PERIOD_POSITIONS } from './function-names.ts';
import type { EagerFunction, FunctionLibrary } from './interpreter.ts';
import { lazyFunctions } from './lazy-functions.ts';
import { columnsOf, lookupFunctions } from './lookup-functions.ts';
import { broadcast } from './operators.ts';
import { shapeFunctions } from './shape-functions.ts';
import { textFunctions } from './text-functions.ts';
import type { Scalar, Value } from './values.ts';
import { ERRORS, firstOf, isMatrix, numberOf, scalarsOf, serialOf, valueFromLibrary } from './values.ts';

const PERIODS_MAX = 10_000;
/** Older names of functions the library has under their newer ones only. */
const NEWER_NAMES: ReadonlyMap<string, string> = new Map([
  ['MODE', 'MODE.SNGL'],
  ['PERCENTILE', 'PERCENTILE.INC'],
  ['PERCENTRANK', 'PERCENTRANK.INC'],
  ['QUARTILE', 'QUARTILE.INC'],
  ['RANK', 'RANK.EQ'],
  ['STDEV', 'STDEV.S'],
  ['VAR', 'VAR.S'],
]);

const COLUMN_RESULTS: ReadonlySet<string> = new Set(['FREQUENCY', 'MODE.MULT']);

type LibraryFunction = (...args: readonly unknown[]) => unknown;

/** The closed list of functions: the allowed ones of the library, and ours, which replace the library's of the same name. */
export function createFunctionLibrary(): FunctionLibrary {
  const taken = Object.values(LIBRARY_FUNCTIONS)
    .flat()
    .map((name) => [name, wrapped(name, libraryFunction(name))] as const);
  const own = [...conditionalFunctions, ...lookupFunctions, ...shapeFunctions, ...textFunctions];
  return {
    lazy: lazyFunctions,
    eager: new Map([...taken, ...own.map(([name, run]) => [name, CELLWISE.has(name) ? cellwise(run) : run] as const)]),
  };
}

/** `STDEV.S` is the member `S` of `STDEV`; own members only. */
function libraryFunction(name: string): LibraryFunction {
  let found: unknown = formulajs;
  for (const step of (NEWER_NAMES.get(name) ?? name).split('.')) {
    const holder: unknown = found;
    const isHolder = (typeof holder === 'object' && holder !== null) || typeof holder === 'function';
    if (!isHolder || !Object.hasOwn(holder, step)) throw new Error(`The formula library has no ${name}`);
    found = Reflect.get(holder, step);
  }
  if (!isLibraryFunction(found)) throw new Error(`The formula library's ${name} is no function`);
  return found;
}

function isLibraryFunction(value: unknown): value is LibraryFunction {
  return typeof value === 'function';
}

function wrapped(name: string, run: LibraryFunction): EagerFunction {
  const guarded: EagerFunction = (args, evaluation) => {
    if (isTooLarge(name, args)) return evaluation.refuse(ERRORS.number, `A number given to ${name} is too large`);
    try {
      const value = valueFromLibrary(run(...args.map((arg) => forLibrary(arg, LISTWISE.has(name)))));
      return simplified(COLUMN_RESULTS.has(name) ? asColumn(value) : value);
    } catch {
      return ERRORS.value;
    }
  };
  return CELLWISE.has(name) ? cellwise(guarded) : guarded;
}

/** The library may write into what it is given, so it gets copies. */
function forLibrary(arg: Value, isList: boolean): unknown {
  if (!isMatrix(arg)) return arg;
  return isList ? arg.flat() : arg.map((row) => [...row]);
}

function simplified(value: Value): Value {
  const isSingle = isMatrix(value) && value.length === 1 && value[0]?.length === 1;
  return isSingle ? firstOf(value) : value;
}

function cellwise(run: EagerFunction): EagerFunction {
  return (args, evaluation) => {
    if (!args.some(isMatrix)) return run(args, evaluation);
    return broadcast(args, (scalars: readonly Scalar[]) => firstOf(run(scalars, evaluation)));
  };
}

function isTooLarge(name: string, args: readonly Value[]): boolean {
  const positions = PERIOD_POSITIONS.get(name);
  if (positions !== undefined) return positions.some((at) => exceeds(args[at] ?? null, PERIODS_MAX));
  const largest = LARGEST_ARGUMENT.get(name);
  return largest !== undefined && args.some((arg) => scalarsOf(arg).some((scalar) => exceeds(scalar, largest)));
}

function exceeds(value: Value, largest: number): boolean {
  const scalar = firstOf(value);
  const number = numberOf(scalar);
  if (typeof number === 'number') return Math.abs(number) > largest;
  const written = typeof scalar === 'string' ? Date.parse(scalar) : Number.NaN;
  return !Number.isNaN(written) && Math.abs(serialOf(new Date(written))) > largest;
}

/** A list the library gives where a spreadsheet would fill a column. */
function asColumn(value: Value): Value {
  return isMatrix(value) && value.length === 1 ? columnsOf(value) : value;
}
