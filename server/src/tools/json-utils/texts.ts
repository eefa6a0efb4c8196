import type { Json, JsonObject } from '../../kernel/json.ts';
import { actionTable, flagOr, numberOr, textAt, textOr, valueAt } from '../action.ts';
import { dangerIn } from '../forbidden-keys.ts';
import { sortedKeys } from '../json/order.ts';

const DEPTH_MAX = 64;

export const textActions = actionTable({
  safe_parse: (input) => safeParse(textAt(input, 'text'), valueAt(input, 'default')),
  stringify: (input) => ({ result: JSON.stringify(ordered(input), null, numberOr(input, 'indent', 0)) }),
  format: (input) => ({ result: JSON.stringify(parsedIfText(input), null, numberOr(input, 'indent', 2)) }),
  minify: (input) => ({ result: JSON.stringify(parsedIfText(input)) }),
  sort_keys: (input) => ({ result: sortedKeys(valueAt(input, 'data'), textOr(input, 'order', 'asc') === 'desc' ? -1 : 1) }),
});

function ordered(input: JsonObject): Json {
  const data = valueAt(input, 'data');
  return flagOr(input, 'sort_keys', false) ? sortedKeys(data) : data;
}

/** Text that is JSON is written anew; any other value is written as it is. */
function parsedIfText(input: JsonObject): Json {
  const data = valueAt(input, 'data');
  if (typeof data !== 'string') return data;
  const parsed = safeParse(data, data);
  return parsed.value;
}

function safeParse(text: string, fallback: Json): { readonly ok: boolean; readonly value: Json; readonly error: string | null } {
  try {
    const value: Json = JSON.parse(text);
    const danger = dangerIn(value, DEPTH_MAX);
    return danger === null ? { ok: true, value, error: null } : { ok: false, value: fallback, error: `The value ${danger}` };
  } catch (error) {
    return { ok: false, value: fallback, error: error instanceof Error ? error.message.slice(0, 200) : 'It is not JSON' };
  }
}
