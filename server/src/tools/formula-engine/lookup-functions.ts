import { matchesWildcard } from './criteria.ts';
import type { EagerFunction } from './interpreter.ts';
import { compareScalars } from './operators.ts';
import type { Matrix, Scalar, Value } from './values.ts';
import { ERRORS, firstOf, isMatrix, numberOf, scalarsOf } from './values.ts';

/** How a value is searched: exactly, exactly or next smaller or larger, or by wildcards. */
type MatchMode = -1 | 0 | 1 | 2;

export const lookupFunctions: readonly (readonly [string, EagerFunction])[] = [
  ['MATCH', ([wanted, list, type]) => matchPosition(wanted, list, legacyMode(type))],
  ['XMATCH', ([wanted, list, mode, direction]) => matchPosition(wanted, list, modeOf(mode), isBackwards(direction))],
  ['XLOOKUP', xlookup],
  ['ROWS', ([value]) => (value !== undefined && isMatrix(value) ? value.length : 1)],
  ['COLUMNS', ([value]) => (value !== undefined && isMatrix(value) ? (value[0]?.length ?? 0) : 1)],
];

function matchPosition(wanted: Value | undefined, list: Value | undefined, mode: MatchMode, backwards = false): Value {
  if (wanted === undefined || list === undefined) return ERRORS.value;
  const at = positionOf(firstOf(wanted), scalarsOf(list), mode, backwards);
  if (at instanceof Error) return at;
  return at === null ? ERRORS.missing : at + 1;
}

function xlookup(args: readonly Value[]): Value {
  const [wanted, list, results, notFound, mode, direction] = args;
  if (wanted === undefined || list === undefined || results === undefined) return ERRORS.value;
  const scalars = scalarsOf(list);
  const isAcross = isMatrix(list) && list.length === 1 && scalars.length > 1;
  const lines = isMatrix(results) ? (isAcross ? columnsOf(results) : results) : [[results]];
  if (lines.length !== scalars.length) return ERRORS.value;
  const at = positionOf(firstOf(wanted), scalars, modeOf(mode), isBackwards(direction));
  if (at instanceof Error) return at;
  if (at === null) return notFound ?? ERRORS.missing;
  const line = lines[at] ?? [];
  if (line.length === 1) return line[0] ?? null;
  return isAcross ? line.map((scalar) => [scalar]) : [line];
}

function positionOf(wanted: Scalar, list: readonly Scalar[], mode: MatchMode, backwards: boolean): number | null | Error {
  if (wanted instanceof Error) return wanted;
  const places = backwards ? [...list.keys()].reverse() : [...list.keys()];
  const isMatch = (scalar: Scalar): boolean => {
    if (scalar === null || scalar instanceof Error || typeof scalar !== typeof wanted) return false;
    if (mode === 2 && typeof wanted === 'string' && typeof scalar === 'string') return matchesWildcard(scalar, wanted);
    return compareScalars(scalar, wanted) === 0;
  };
  const exact = places.find((at) => isMatch(list[at] ?? null));
  if (exact !== undefined) return exact;
  return mode === -1 || mode === 1 ? nearest(wanted, list, places, mode) : null;
}

/** The next smaller (-1) or next larger (1) of the values of the same kind. */
function nearest(wanted: Scalar, list: readonly Scalar[], places: readonly number[], mode: -1 | 1): number | null {
  let best: number | null = null;
  for (const at of places) {
    const scalar = list[at] ?? null;
    if (scalar === null || scalar instanceof Error || typeof scalar !== typeof wanted || compareScalars(scalar, wanted) * mode < 0)
      continue;
    if (best === null || compareScalars(scalar, list[best] ?? null) * mode < 0) best = at;
  }
  return best;
}

function modeOf(value: Value | undefined): MatchMode {
  const number = value === undefined ? 0 : numberOf(firstOf(value));
  return number === -1 || number === 1 || number === 2 ? number : 0;
}

/** MATCH counts 1 as "next smaller", which XMATCH calls -1; 0 also understands wildcards. */
function legacyMode(type: Value | undefined): MatchMode {
  const number = type === undefined ? 1 : numberOf(firstOf(type));
  if (number === 1) return -1;
  return number === -1 ? 1 : 2;
}

function isBackwards(direction: Value | undefined): boolean {
  return direction !== undefined && numberOf(firstOf(direction)) === -1;
}

/** The matrix with rows and columns exchanged. */
export function columnsOf(matrix: Matrix): Matrix {
  return (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? null));
}
