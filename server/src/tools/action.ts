import type { Json, JsonObject } from '../kernel/json.ts';
import { isJsonObject } from '../kernel/json.ts';
import { ToolFailure } from '../kernel/tool.ts';

/** What an action may know besides its input. */
export interface ActionContext {
  /** Wall time, integer epoch milliseconds. */
  now(): number;
  /** The value of a JSONata expression over `data`, within the call's own time limit. @throws ToolFailure FAILED, TIMEOUT */
  evaluate(expression: string, data: Json): Promise<Json>;
}

/** Does the work of one action over input that already satisfies the action's schema. */
export type Action = (input: JsonObject, context: ActionContext) => Json | Promise<Json>;
export type ActionTable = ReadonlyMap<string, Action>;
export type JsonRecord = Record<string, Json>;

export function actionTable(actions: Readonly<Record<string, Action>>): ActionTable {
  return new Map(Object.entries(actions));
}

/** Actions whose code, and the libraries it needs, load with the first call of any of them. */
export function lazyActions(names: readonly string[], load: () => Promise<ActionTable>): ActionTable {
  const run =
    (name: string): Action =>
    async (input, context) => {
      const action = (await load()).get(name);
      if (action === undefined) throw new Error(`The action ${name} has no code`);
      return action(input, context);
    };
  return new Map(names.map((name) => [name, run(name)]));
}

/** An object without a prototype, so that no member name has a meaning of its own. */
export function emptyRecord(): JsonRecord {
  const record: JsonRecord = Object.create(null);
  return record;
}

export function failed(message: string): ToolFailure {
  return new ToolFailure('FAILED', message);
}

export function invalidInput(message: string): ToolFailure {
  return new ToolFailure('INVALID_INPUT', message);
}

/** The member, or null when it is absent. */
export function valueAt(input: JsonObject, member: string): Json {
  return Object.hasOwn(input, member) ? (input[member] ?? null) : null;
}

export function textAt(input: JsonObject, member: string): string {
  const value = valueAt(input, member);
  if (typeof value !== 'string') throw invalidInput(`"${member}" must be text`);
  return value;
}

export function textOr<T extends string | null>(input: JsonObject, member: string, fallback: T): string | T {
  const value = valueAt(input, member);
  return typeof value === 'string' ? value : fallback;
}

export function flagOr(input: JsonObject, member: string, fallback: boolean): boolean {
  const value = valueAt(input, member);
  return typeof value === 'boolean' ? value : fallback;
}

export function numberOr<T extends number | null>(input: JsonObject, member: string, fallback: T): number | T {
  const value = valueAt(input, member);
  return typeof value === 'number' ? value : fallback;
}

export function listAt(input: JsonObject, member: string): readonly Json[] {
  const value = valueAt(input, member);
  if (!Array.isArray(value)) throw invalidInput(`"${member}" must be a list`);
  return value;
}

export function rowsAt(input: JsonObject, member: string): readonly JsonObject[] {
  return listAt(input, member).map((row) => {
    if (!isJsonObject(row)) throw invalidInput(`"${member}" must be a list of objects`);
    return row;
  });
}

export function recordAt(input: JsonObject, member: string): JsonObject {
  const value = valueAt(input, member);
  if (!isJsonObject(value)) throw invalidInput(`"${member}" must be an object`);
  return value;
}

/** One name or several, always as a list; absent is an empty list. */
export function namesAt(input: JsonObject, member: string): readonly string[] {
  const value = valueAt(input, member);
  if (value === null) return [];
  const given = Array.isArray(value) ? value : [value];
  return given.map((name) => {
    if (typeof name !== 'string') throw invalidInput(`"${member}" must be a name or a list of names`);
    return name;
  });
}
