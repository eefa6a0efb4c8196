import { utils } from '@formulajs/formulajs';

/**
 * Terms: a *scalar* fills one cell; a *matrix* is rows of scalars; an *error value* (#DIV/0! and the like) is a scalar that spreads through
 * whatever uses it. Dates are JavaScript dates at UTC; next to a number they count as their serial day.
 */
export type Scalar = number | string | boolean | null | Date | Error;
export type Matrix = readonly (readonly Scalar[])[];
export type Value = Scalar | Matrix;

/** The library compares error values by identity, so these are its own objects. */
export const ERRORS = {
  divideByZero: utils.errors.div0,
  value: utils.errors.value,
  reference: utils.errors.ref,
  name: utils.errors.name,
  number: utils.errors.num,
  missing: utils.errors.na,
  /** What cannot be read, or costs too much to work out. */
  refused: utils.errors.error,
} as const;

const KNOWN_ERRORS: ReadonlyMap<string, Error> = new Map(Object.values(utils.errors).map((error: Error) => [error.message, error]));
const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets, 1899-12-30, in epoch days. */
const SERIAL_OF_EPOCH = 25_569;
const SERIAL_MAX = 2_958_466;
export const TEXT_LENGTH_MAX = 100_000;

export function isMatrix(value: Value): value is Matrix {
  return Array.isArray(value);
}

/** Any matrix as its scalars, row by row. */
export function scalarsOf(value: Value): readonly Scalar[] {
  return isMatrix(value) ? value.flat() : [value];
}

/** The one cell of a value where only one makes sense: the first. */
export function firstOf(value: Value): Scalar {
  return isMatrix(value) ? (value[0]?.[0] ?? null) : value;
}

export function serialOf(date: Date): number {
  return date.getTime() / DAY_MS + SERIAL_OF_EPOCH;
}

export function dateOfSerial(serial: number): Scalar {
  if (!(serial >= 0 && serial < SERIAL_MAX)) return ERRORS.number;
  return new Date(Math.round((serial - SERIAL_OF_EPOCH) * DAY_MS));
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?Z?)?$/;

/** The number a scalar stands for in arithmetic: blank is 0, TRUE is 1, a date its serial day, numeric text its number. */
export function numberOf(scalar: Scalar): number | Error {
  if (typeof scalar === 'number') return scalar;
  if (scalar === null) return 0;
  if (typeof scalar === 'boolean') return Number(scalar);
  if (scalar instanceof Error) return scalar;
  if (scalar instanceof Date) return Number.isNaN(scalar.getTime()) ? ERRORS.value : serialOf(scalar);
  const text = scalar.trim();
  const number = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text !== '' && Number.isFinite(number)) return number;
  const date = dateOfText(text);
  return date === null ? ERRORS.value : serialOf(date);
}

/** ISO dates in cells behave as dates. */
export function dateOfText(text: string): Date | null {
  if (!ISO_DATE.test(text)) return null;
  const date = new Date(text.length === 10 ? `${text}T00:00:00Z` : `${text.replace(' ', 'T').replace(/Z?$/, '')}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** How a scalar reads when text is asked for. */
export function textOf(scalar: Scalar): string | Error {
  if (scalar instanceof Error) return scalar;
  if (scalar === null) return '';
  if (typeof scalar === 'boolean') return scalar ? 'TRUE' : 'FALSE';
  return scalar instanceof Date ? isoText(scalar) : String(scalar);
}

/** `YYYY-MM-DD`, with the time only when there is one. */
export function isoText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '#VALUE!';
  const iso = date.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, -14) : iso;
}

/** Truth of a condition: numbers but 0, TRUE and the text "TRUE". */
export function truthOf(scalar: Scalar): boolean | Error {
  if (scalar instanceof Error) return scalar;
  if (typeof scalar === 'boolean') return scalar;
  if (scalar === null) return false;
  if (typeof scalar === 'number') return scalar !== 0;
  if (scalar instanceof Date) return true;
  const upper = scalar.toUpperCase();
  return upper === 'TRUE' ? true : upper === 'FALSE' ? false : ERRORS.value;
}

/** What a library function returned, as a value of ours; anything that is no cell content is #VALUE!. */
export function valueFromLibrary(returned: unknown): Value {
  if (!Array.isArray(returned)) return scalarFromLibrary(returned);
  const isNested = returned.some(Array.isArray);
  return isNested
    ? returned.map((row: unknown) => (Array.isArray(row) ? row.map(scalarFromLibrary) : [scalarFromLibrary(row)]))
    : [returned.map(scalarFromLibrary)];
}

function scalarFromLibrary(returned: unknown): Scalar {
  if (typeof returned === 'number') return Number.isFinite(returned) ? returned + 0 : ERRORS.number;
  if (typeof returned === 'string') return returned.length > TEXT_LENGTH_MAX ? ERRORS.value : returned;
  if (typeof returned === 'boolean' || returned === null) return returned;
  if (returned instanceof Date) return checkedDate(returned);
  if (returned instanceof Error) return KNOWN_ERRORS.get(returned.message) ?? ERRORS.value;
  return returned === undefined ? null : ERRORS.value;
}

function checkedDate(date: Date): Scalar {
  if (Number.isNaN(date.getTime())) return ERRORS.value;
  return serialOf(date) < SERIAL_MAX ? date : ERRORS.number;
}

/** The error value with this text, for cells that already hold one. */
export function errorOfText(text: string): Error | null {
  return KNOWN_ERRORS.get(text) ?? null;
}
