import jsonata from 'jsonata';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';
import { ToolFailure } from '../../src/kernel/tool.ts';
import type { ToolRunner } from '../../src/kernel/tool.ts';

async function valueOf(expression: string, context: JsonObject): Promise<Json> {
  try {
    const value: unknown = await jsonata(expression).evaluate(context);
    const plain: Json = value === undefined ? null : JSON.parse(JSON.stringify(value));
    return plain;
  } catch (error) {
    throw new ToolFailure('FAILED', isJsonObject(error) ? String(error['message']) : 'Expression failed');
  }
}

async function resolved(template: Json, context: JsonObject): Promise<Json> {
  if (Array.isArray(template)) return Promise.all(template.map((item: Json) => resolved(item, context)));
  if (!isJsonObject(template)) return template;
  if (typeof template['$jsonata'] === 'string') return valueOf(template['$jsonata'], context);
  const entries = Object.entries(template).map(async ([name, item]): Promise<[string, Json]> => [name, await resolved(item, context)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** Resolves templates in this thread and without the tool runner's bounds: for tests of what lies above it. */
export const resolveInThread: ToolRunner['resolve'] = (template, context) => resolved(template, context);
