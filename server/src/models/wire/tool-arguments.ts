import { isJsonObject } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';

/** A provider's argument text as an object; no text means no arguments; anything that is not a JSON object stays text. */
export function readArguments(text: string): JsonObject | string {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}

/** Arguments as they go back to a provider in the history: an object, because text that is not JSON makes providers refuse the whole request. */
export function replayedArguments(value: JsonObject | string): JsonObject {
  const parsed = typeof value === 'string' ? readArguments(value) : value;
  return typeof parsed === 'string' ? { malformed_arguments: parsed } : parsed;
}
