import type { Json, JsonObject } from '../kernel/json.ts';
import type { ToolActionDefinition } from '../kernel/tool.ts';

/** The parts of an action that differ from one to the next; the schemas around them are always closed objects. */
interface ActionParts {
  readonly name: string;
  readonly description: string;
  readonly input: Readonly<Record<string, JsonObject>>;
  /** Members that must be present; the rest have the default their description states. */
  readonly required: readonly string[];
  readonly output: Readonly<Record<string, JsonObject>>;
  readonly example: { readonly input: JsonObject; readonly output: Json };
}

/** Builds an action whose input refuses members it does not know and whose output members are all present. */
export function defineAction(parts: ActionParts): ToolActionDefinition {
  return {
    name: parts.name,
    description: parts.description,
    inputSchema: { type: 'object', properties: parts.input, required: parts.required, additionalProperties: false },
    outputSchema: { type: 'object', properties: parts.output, required: Object.keys(parts.output) },
    example: parts.example,
  };
}

export const text = (description: string): JsonObject => ({ type: 'string', description });
export const flag = (description: string): JsonObject => ({ type: 'boolean', description });
export const number = (description: string): JsonObject => ({ type: 'number', description });
export const whole = (description: string, minimum: number, maximum: number): JsonObject => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});
export const anything = (description: string): JsonObject => ({ description });
export const record = (description: string): JsonObject => ({ type: 'object', description });
export const list = (description: string): JsonObject => ({ type: 'array', description });
export const rows = (description: string): JsonObject => ({ type: 'array', items: { type: 'object' }, description });
export const texts = (description: string): JsonObject => ({ type: 'array', items: { type: 'string' }, description });
export const choice = (description: string, values: readonly string[]): JsonObject => ({ type: 'string', enum: values, description });

/** One name or several. */
export const names = (description: string): JsonObject => ({
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 1000 }],
  description,
});

/** A place inside a JSON value: `a.b[0]`, `/a/b/0`, `$.a.b` or `["a", "b", 0]`. */
export const path = (description: string): JsonObject => ({
  anyOf: [
    { type: 'string', maxLength: 2000 },
    { type: 'array', items: { type: ['string', 'integer'] }, maxItems: 64 },
  ],
  description,
});

/** A moment: ISO 8601 text, a common written form, or epoch seconds/milliseconds. */
export const moment = (description: string): JsonObject => ({ type: ['string', 'number'], description });
