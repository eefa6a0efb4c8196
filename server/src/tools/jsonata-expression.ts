import jsonata from 'jsonata';
import type { Json } from '../kernel/json.ts';
import { ToolFailure } from '../kernel/tool.ts';
import { emptyRecord, failed } from './action.ts';
import { PlainPattern } from './plain-pattern.ts';

const EXPRESSION_LENGTH_MAX = 20_000;
const STACK_MAX = 300;
const SEQUENCE_MAX = 1_000_000;
const COMPILED_MAX = 500;
const DEPTH_MAX = 128;
/** Limits are compiled in, so calls share an expression per step of this ladder; each step ends before the worker would be killed. */
const TIMEOUTS_MS = [27_000, 9000, 4500, 1800, 900, 450, 220, 90];
const TIMEOUT_MS_MIN = 40;

interface JsonataIssue {
  readonly code?: unknown;
  readonly message?: unknown;
}

/** Compiles and evaluates JSONata expressions and keeps the most recent 500 compiled. */
export interface JsonataEvaluator {
  /**
   * The value of the expression over `data` as plain JSON; nothing found, and functions, are null.
   * @throws ToolFailure FAILED (bad expression, error while evaluating), TIMEOUT
   */
  evaluate(expression: string, data: Json, timeoutMs: number): Promise<Json>;
}

export function createJsonataEvaluator(): JsonataEvaluator {
  const compiled = new Map<string, jsonata.Expression>();
  const compile = (expression: string, timeout: number): jsonata.Expression => {
    const key = `${timeout} ${expression}`;
    const known = compiled.get(key);
    if (known !== undefined) return known;
    const made = jsonata(expression, { timeout, stack: STACK_MAX, sequence: SEQUENCE_MAX, RegexEngine: asRegExpConstructor(PlainPattern) });
    const oldest = compiled.keys().next().value;
    if (compiled.size >= COMPILED_MAX && oldest !== undefined) compiled.delete(oldest);
    compiled.set(key, made);
    return made;
  };
  return {
    evaluate: async (expression, data, timeoutMs) => {
      if (expression.length > EXPRESSION_LENGTH_MAX) throw failed(`An expression may have at most ${EXPRESSION_LENGTH_MAX} characters`);
      const timeout = TIMEOUTS_MS.find((limit) => limit < timeoutMs) ?? TIMEOUT_MS_MIN;
      try {
        return toPlain(await compile(expression, timeout).evaluate(data), DEPTH_MAX) ?? null;
      } catch (error) {
        throw explain(error);
      }
    },
  };
}

function explain(error: unknown): ToolFailure {
  if (error instanceof ToolFailure) return error;
  const issue: JsonataIssue = typeof error === 'object' && error !== null ? error : {};
  const message = typeof issue.message === 'string' ? issue.message.slice(0, 300) : 'unknown error';
  if (issue.code === 'D1012') return new ToolFailure('TIMEOUT', 'The expression did not finish in time');
  if (issue.code === 'D3137') return new ToolFailure('RAISED', message);
  return failed(`Expression error: ${message}`);
}

/** JSONata results carry functions, list markers and bare prototypes; what JSON cannot say is left out. */
function toPlain(value: unknown, depth: number): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return undefined;
  if (depth === 0) throw failed('The result is nested too deeply');
  if (Array.isArray(value)) return value.map((item) => toPlain(item, depth - 1) ?? null);
  if (value instanceof Date) return value.toISOString();
  if ('_jsonata_lambda' in value || '_jsonata_function' in value || value instanceof RegExp) return undefined;
  const record = emptyRecord();
  for (const [key, member] of Object.entries(value)) {
    const plain = key === '__proto__' ? undefined : toPlain(member, depth - 1);
    if (plain !== undefined) record[key] = plain;
  }
  return record;
}

/** JSONata only ever calls `new RegexEngine(pattern, flags)`, which PlainPattern answers. */
function asRegExpConstructor(engine: typeof PlainPattern): RegExpConstructor {
  return engine as unknown as RegExpConstructor;
}
