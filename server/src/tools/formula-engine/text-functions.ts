import { TEXT as libraryText } from '@formulajs/formulajs';
import { formatMoment } from '../calendar/date-format.ts';
import { zoneClock } from '../calendar/zone.ts';
import type { EagerFunction, Evaluation } from './interpreter.ts';
import type { Scalar, Value } from './values.ts';
import {
  dateOfSerial,
  dateOfText,
  ERRORS,
  firstOf,
  numberOf,
  scalarsOf,
  textOf,
  TEXT_LENGTH_MAX,
  truthOf,
  valueFromLibrary,
} from './values.ts';

const FORMAT_LENGTH_MAX = 100;
const DAY_MS = 86_400_000;

export const textFunctions: readonly (readonly [string, EagerFunction])[] = [
  ['CONCAT', (args, evaluation) => joined(args.flatMap(scalarsOf), '', evaluation)],
  ['CONCATENATE', (args, evaluation) => joined(args.flatMap(scalarsOf), '', evaluation)],
  ['TEXTJOIN', textJoin],
  ['REPT', repeated],
  ['TEXT', written],
  ['TODAY', (_, evaluation) => new Date(Math.floor(evaluation.now / DAY_MS) * DAY_MS)],
  ['NOW', (_, evaluation) => new Date(evaluation.now)],
];

function joined(scalars: readonly Scalar[], separator: string, evaluation: Evaluation): Value {
  const parts: string[] = [];
  let length = 0;
  for (const scalar of scalars) {
    const part = textOf(scalar);
    if (typeof part !== 'string') return part;
    length += part.length + separator.length;
    if (length > TEXT_LENGTH_MAX) return evaluation.refuse(ERRORS.value, `A text may have at most ${TEXT_LENGTH_MAX} characters`);
    parts.push(part);
  }
  return parts.join(separator);
}

function textJoin([separator, ignoreEmpty, ...values]: readonly Value[], evaluation: Evaluation): Value {
  const between = textOf(firstOf(separator ?? null));
  if (typeof between !== 'string') return between;
  const scalars = values.flatMap(scalarsOf);
  const skipsEmpty = truthOf(firstOf(ignoreEmpty ?? true)) === true;
  return joined(skipsEmpty ? scalars.filter((scalar) => scalar !== null && scalar !== '') : scalars, between, evaluation);
}

function repeated([text, times]: readonly Value[], evaluation: Evaluation): Value {
  const part = textOf(firstOf(text ?? null));
  const count = numberOf(firstOf(times ?? null));
  if (typeof part !== 'string') return part;
  if (typeof count !== 'number') return count;
  if (count < 0) return ERRORS.value;
  if (part.length * Math.trunc(count) > TEXT_LENGTH_MAX) {
    return evaluation.refuse(ERRORS.value, `A text may have at most ${TEXT_LENGTH_MAX} characters`);
  }
  return part.repeat(Math.trunc(count));
}

/** TEXT with a date format (`yyyy-mm-dd hh:mm`) or a number format (`#,##0.00`, `0%`). */
function written([value, format]: readonly Value[]): Value {
  const pattern = textOf(firstOf(format ?? null));
  const scalar = firstOf(value ?? null);
  if (typeof pattern !== 'string') return pattern;
  if (pattern.length > FORMAT_LENGTH_MAX) return ERRORS.value;
  if (/[ymdhs]/i.test(pattern) && !/[0#]/.test(pattern)) return writtenDate(scalar, pattern);
  const number = numberOf(scalar);
  if (typeof number !== 'number') return typeof scalar === 'string' ? scalar : number;
  try {
    return valueFromLibrary(libraryText(number, pattern));
  } catch {
    return ERRORS.value;
  }
}

function writtenDate(scalar: Scalar, pattern: string): Value {
  const known = scalar instanceof Date ? scalar : typeof scalar === 'string' ? dateOfText(scalar) : null;
  const number = known === null ? numberOf(scalar) : 0;
  const date = known ?? (typeof number === 'number' ? dateOfSerial(number) : number);
  return date instanceof Date ? formatMoment(date.getTime(), formatOf(pattern), zoneClock('UTC')) : date;
}

/** Spreadsheet codes as ours: `mm` beside hours or seconds is minutes, anywhere else the month. */
function formatOf(pattern: string): string {
  const hasMeridiem = /am\/pm/i.test(pattern);
  const codes = pattern.match(/am\/pm|y+|m+|d+|h+|s+|[^ymdhs]+/gi) ?? [];
  return codes
    .map((code, at) => {
      const kind = code[0]?.toLowerCase() ?? '';
      if (/^am\/pm$/i.test(code)) return 'A';
      if (kind === 'y') return code.length > 2 ? 'YYYY' : 'YY';
      if (kind === 'd') return code.length > 2 ? code.toLowerCase() : code.toUpperCase();
      if (kind === 'h') return hasMeridiem ? code.toLowerCase() : code.toUpperCase();
      if (kind === 's') return code.toLowerCase();
      if (kind !== 'm') return `[${code.replaceAll(']', '')}]`;
      const isMinute = /^h/i.test(codes[at - 2] ?? '') || /^s/i.test(codes[at + 2] ?? '');
      return isMinute ? code.toLowerCase() : code.toUpperCase();
    })
    .join('');
}
