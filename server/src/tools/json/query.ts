import { paths, query } from 'jsonpath-rfc9535';
import type { Json } from '../../kernel/json.ts';
import { failed } from '../action.ts';
import { refuseCostlyPattern } from '../plain-pattern.ts';

const EXPRESSION_LENGTH_MAX = 4000;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

/** What an RFC 9535 query finds, in order. @throws ToolFailure FAILED (the query cannot be read), INVALID_INPUT (a costly pattern) */
export function findByPath(data: Json, expression: string): readonly Json[] {
  return run(expression, () => query(asMutableJson(data), expression));
}

/** The normalized paths of what an RFC 9535 query finds. @throws ToolFailure as findByPath */
export function findPaths(data: Json, expression: string): readonly string[] {
  return run(expression, () => paths(asMutableJson(data), expression));
}

function run<T>(expression: string, work: () => T): T {
  if (expression.length > EXPRESSION_LENGTH_MAX) throw failed(`A JSONPath may have at most ${EXPRESSION_LENGTH_MAX} characters`);
  if (/\b(?:match|search)\s*\(/.test(expression)) {
    for (const quoted of expression.match(QUOTED) ?? []) refuseCostlyPattern(quoted.slice(1, -1).replace(/\\(.)/g, '$1'));
  }
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const detail = error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read';
    throw failed(`Invalid JSONPath: ${detail}`);
  }
}

/** The library only reads its input; its types do not say so. */
function asMutableJson(data: Json): Parameters<typeof query>[0] {
  return data as Parameters<typeof query>[0];
}
