import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { ToolFailure } from '../../kernel/tool.ts';
import { failed, invalidInput } from '../action.ts';
import { jsonBytes } from '../json-size.ts';
import { PlainPattern } from '../plain-pattern.ts';

const SCHEMA_BYTES_MAX = 64 * 1024;
const ERRORS_MAX = 50;

/**
 * Checks data against a JSON Schema (2020-12). Schemas may have 64 KiB, refer only to themselves and hold only patterns that cannot take
 * exponential time.
 * @throws ToolFailure INVALID_INPUT for such a schema, FAILED for one that cannot be read
 */
export function validate(data: Json, schema: JsonObject, knowsFormats: boolean): Json {
  const size = jsonBytes(schema, SCHEMA_BYTES_MAX);
  if (size === null || size > SCHEMA_BYTES_MAX) throw invalidInput(`A schema may have at most ${SCHEMA_BYTES_MAX} bytes`);
  if ('$async' in schema) throw invalidInput('"$async" is not allowed in a schema');
  const check = compiled(schema, knowsFormats);
  const valid = check(data);
  const errors = (check.errors ?? []).slice(0, ERRORS_MAX).map((error) => ({
    path: error.instancePath,
    message: error.message ?? 'is not valid',
    keyword: error.keyword,
  }));
  return { valid, errors };
}

function compiled(schema: JsonObject, knowsFormats: boolean) {
  try {
    const ajv = new Ajv2020({
      strict: false,
      allErrors: true,
      validateFormats: knowsFormats,
      logger: false,
      code: { regExp: asPatternEngine() },
    });
    if (knowsFormats) ajvFormats.default(ajv, { mode: 'fast' });
    return ajv.compile<unknown>(schema);
  } catch (error) {
    if (error instanceof ToolFailure || error instanceof RangeError) throw error;
    throw failed(`The schema cannot be used: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown error'}`);
  }
}

function asPatternEngine() {
  const engine = (pattern: string, flags: string): RegExp => new PlainPattern(pattern, flags);
  return Object.assign(engine, { code: 'new RegExp' });
}
