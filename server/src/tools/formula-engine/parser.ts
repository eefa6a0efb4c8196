import { FormulaSyntaxError } from './syntax.ts';
import type { CellAddress, Formula, Token } from './syntax.ts';
import { tokenize } from './tokenizer.ts';

const DEPTH_MAX = 64;
const ARGUMENTS_MAX = 255;
const CELL = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/i;
/** Loosest first; all of them group to the left. */
const LEVELS: readonly (readonly string[])[] = [['=', '<>', '<', '>', '<=', '>='], ['&'], ['+', '-'], ['*', '/'], ['^']];

/** Reads a formula; at most 64 levels deep. @throws FormulaSyntaxError */
export function parseFormula(formula: string): Formula {
  const reader = new TokenReader(tokenize(formula));
  const tree = binary(reader, 0, 0);
  reader.expectEnd();
  return tree;
}

/** The address of `B12`; null for any other word. */
export function cellAddress(word: string): CellAddress | null {
  const match = CELL.exec(word);
  if (match === null) return null;
  const letters = (match[1] ?? '').toUpperCase();
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { column, row: Number(match[2]) };
}

class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token | null {
    return this.#tokens[this.#at] ?? null;
  }

  next(): Token {
    const token = this.peek();
    if (token === null) throw new FormulaSyntaxError('The formula ends too early');
    this.#at += 1;
    return token;
  }

  /** Takes the sign if it comes next. */
  take(...signs: readonly string[]): string | null {
    const token = this.peek();
    if (token?.kind !== 'sign' || !signs.includes(token.value)) return null;
    this.#at += 1;
    return token.value;
  }

  expect(sign: string): void {
    if (this.take(sign) === null) throw new FormulaSyntaxError(`"${sign}" is missing`);
  }

  expectEnd(): void {
    const token = this.peek();
    if (token !== null) throw new FormulaSyntaxError(`"${token.value}" is not expected there`);
  }
}

function binary(reader: TokenReader, level: number, depth: number): Formula {
  if (depth > DEPTH_MAX) throw new FormulaSyntaxError(`A formula may be nested at most ${DEPTH_MAX} levels deep`);
  const signs = LEVELS[level];
  if (signs === undefined) return unary(reader, depth);
  let left = binary(reader, level + 1, depth);
  for (let operator = reader.take(...signs); operator !== null; operator = reader.take(...signs)) {
    left = { kind: 'binary', operator, left, right: binary(reader, level + 1, depth) };
  }
  return left;
}

/** A sign binds tighter than `^`, as in spreadsheets: -2^2 is 4. */
function unary(reader: TokenReader, depth: number): Formula {
  if (depth > DEPTH_MAX) throw new FormulaSyntaxError(`A formula may be nested at most ${DEPTH_MAX} levels deep`);
  const sign = reader.take('-', '+');
  if (sign !== null) return { kind: sign === '-' ? 'negate' : 'plus', operand: unary(reader, depth + 1) };
  let operand = primary(reader, depth + 1);
  for (let percents = 0; reader.take('%') !== null; percents += 1) {
    if (percents > DEPTH_MAX) throw new FormulaSyntaxError('Too many percent signs');
    operand = { kind: 'percent', operand };
  }
  return operand;
}

function primary(reader: TokenReader, depth: number): Formula {
  const token = reader.next();
  if (token.kind === 'number' || token.kind === 'text') return { kind: 'literal', value: token.value };
  if (token.kind === 'error') return { kind: 'error', code: token.value };
  if (token.kind === 'bracketed') return { kind: 'name', name: token.value };
  if (token.kind === 'word') return word(reader, token.value, depth);
  if (token.value === '{') return array(reader, depth);
  if (token.value !== '(') throw new FormulaSyntaxError(`"${token.value}" is not expected there`);
  const inner = binary(reader, 0, depth);
  reader.expect(')');
  return inner;
}

function word(reader: TokenReader, written: string, depth: number): Formula {
  if (reader.take('(') !== null) return { kind: 'call', name: written.toUpperCase(), args: callArguments(reader, depth) };
  const cell = cellAddress(written);
  if (cell !== null) return reader.take(':') === null ? { kind: 'cell', cell, written } : rangeFrom(reader, cell);
  const upper = written.toUpperCase();
  if (upper === 'TRUE' || upper === 'FALSE') return { kind: 'literal', value: upper === 'TRUE' };
  return { kind: 'name', name: written };
}

function rangeFrom(reader: TokenReader, from: CellAddress): Formula {
  const token = reader.next();
  const to = token.kind === 'word' ? cellAddress(token.value) : null;
  if (to === null) throw new FormulaSyntaxError('A range needs two cells, as in A1:B10');
  const [left, right] = [Math.min(from.column, to.column), Math.max(from.column, to.column)];
  const [top, bottom] = [Math.min(from.row, to.row), Math.max(from.row, to.row)];
  return { kind: 'range', from: { column: left, row: top }, to: { column: right, row: bottom } };
}

function callArguments(reader: TokenReader, depth: number): readonly Formula[] {
  const args: Formula[] = [];
  if (reader.take(')') !== null) return args;
  do {
    if (args.length >= ARGUMENTS_MAX) throw new FormulaSyntaxError(`A function takes at most ${ARGUMENTS_MAX} arguments`);
    args.push(isArgumentEmpty(reader) ? { kind: 'literal', value: null } : binary(reader, 0, depth));
  } while (reader.take(',', ';') !== null);
  reader.expect(')');
  return args;
}

function isArgumentEmpty(reader: TokenReader): boolean {
  const token = reader.peek();
  return token?.kind === 'sign' && (token.value === ',' || token.value === ';' || token.value === ')');
}

/** `{1, 2; 3, 4}`: commas within a row, semicolons between rows. */
function array(reader: TokenReader, depth: number): Formula {
  const rows: Formula[][] = [[]];
  if (reader.take('}') !== null) throw new FormulaSyntaxError('An array needs at least one value');
  for (;;) {
    rows.at(-1)?.push(binary(reader, 0, depth));
    const sign = reader.take(',', ';', '}');
    if (sign === null) throw new FormulaSyntaxError('"}" is missing');
    if (sign === '}') return { kind: 'array', rows };
    if (sign === ';') rows.push([]);
  }
}
