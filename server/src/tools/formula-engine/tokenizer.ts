import { FormulaSyntaxError } from './syntax.ts';
import type { Token } from './syntax.ts';

const LENGTH_MAX = 8192;
const TOKENS_MAX = 2000;
const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?/y;
const TEXT = /"((?:[^"]|"")*)"/y;
const ERROR = /#(?:DIV\/0!|VALUE!|REF!|NAME\?|N\/A|NUM!|NULL!)/iy;
const WORD = /\$?[\p{L}_][\p{L}\p{N}_.$]*/uy;
const BRACKETED = /\[([^[\]"'`]{1,200})\]/y;
const SIGN = /<=|>=|<>|[-+*/^&=<>(){},;:%]/y;

/**
 * Cuts a formula into tokens; a leading `=` is dropped. At most 8,192 characters and 2,000 tokens.
 * @throws FormulaSyntaxError
 */
export function tokenize(formula: string): readonly Token[] {
  if (formula.length > LENGTH_MAX) throw new FormulaSyntaxError(`A formula may have at most ${LENGTH_MAX} characters`);
  const source = formula.trim().replace(/^=/, '');
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const space = matchAt(SPACE, source, at);
    at += space?.[0].length ?? 0;
    if (at >= source.length) break;
    const [token, length] = readToken(source, at);
    tokens.push(token);
    if (tokens.length > TOKENS_MAX) throw new FormulaSyntaxError(`A formula may have at most ${TOKENS_MAX} parts`);
    at += length;
  }
  return tokens;
}

function readToken(source: string, at: number): readonly [Token, number] {
  const number = matchAt(NUMBER, source, at);
  if (number !== null) return [{ kind: 'number', value: Number(number[0]) }, number[0].length];
  const text = matchAt(TEXT, source, at);
  if (text !== null) return [{ kind: 'text', value: (text[1] ?? '').replaceAll('""', '"') }, text[0].length];
  const word = matchAt(WORD, source, at);
  if (word !== null) return [{ kind: 'word', value: word[0] }, word[0].length];
  const bracketed = matchAt(BRACKETED, source, at);
  if (bracketed !== null) return [{ kind: 'bracketed', value: (bracketed[1] ?? '').trim() }, bracketed[0].length];
  const error = matchAt(ERROR, source, at);
  if (error !== null) return [{ kind: 'error', value: error[0].toUpperCase() }, error[0].length];
  const sign = matchAt(SIGN, source, at);
  if (sign !== null) return [{ kind: 'sign', value: sign[0] }, sign[0].length];
  throw new FormulaSyntaxError(`"${source.slice(at, at + 10)}" cannot be read at position ${at + 1}`);
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
