import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { emptyRecord, failed } from '../action.ts';
import type { JsonataEvaluator } from '../jsonata-expression.ts';
import { expressionOf } from '../template-expression.ts';

const DEPTH_MAX = 64;
const EXPRESSIONS_MAX = 200;

interface Resolution {
  readonly evaluator: JsonataEvaluator;
  readonly context: JsonObject;
  readonly timeoutMs: number;
  expressionsLeft: number;
}

/**
 * Replaces every `{"$jsonata": "<expression>"}` in the template by its value over the context; at most 200 of them, 64 levels deep.
 * @throws ToolFailure FAILED, TIMEOUT
 */
export function resolveTemplate(evaluator: JsonataEvaluator, template: Json, context: JsonObject, timeoutMs: number): Promise<Json> {
  return resolve({ evaluator, context, timeoutMs, expressionsLeft: EXPRESSIONS_MAX }, template, DEPTH_MAX);
}

async function resolve(resolution: Resolution, template: Json, depth: number): Promise<Json> {
  if (typeof template !== 'object' || template === null) return template;
  if (depth === 0) throw failed(`A template may be nested at most ${DEPTH_MAX} levels deep`);
  if (!isJsonObject(template)) {
    const items: Json[] = [];
    for (const item of template) items.push(await resolve(resolution, item, depth - 1));
    return items;
  }
  const expression = expressionOf(template);
  if (expression !== null) return evaluate(resolution, expression);
  const members = emptyRecord();
  for (const [key, member] of Object.entries(template)) members[key] = await resolve(resolution, member, depth - 1);
  return members;
}

function evaluate(resolution: Resolution, expression: string): Promise<Json> {
  resolution.expressionsLeft -= 1;
  if (resolution.expressionsLeft < 0) throw failed(`A template may hold at most ${EXPRESSIONS_MAX} expressions`);
  return resolution.evaluator.evaluate(expression, resolution.context, resolution.timeoutMs);
}
