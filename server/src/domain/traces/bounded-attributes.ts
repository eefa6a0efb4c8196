import type { Json, JsonObject } from '../../kernel/json.ts';
import { content, secretNames } from './dialects.ts';
import { cleanText } from './span-meaning.ts';
import type { SpanEvent } from './span.ts';

const attributesMax = 64;
const eventsMax = 32;
const valueCharsMax = 4_096;
/** Of a span's attributes, and again of its events. */
const totalCharsMax = 16_384;
const nameCharsMax = 256;
/** Of a number, or of a word such as `true`. */
const wordChars = 8;
/** Stands on what was shortened. */
const truncated = 'forgeyard.truncated';

const { input, output, instructions, more } = content;
const isContent = matcher([...input, ...output, ...instructions, ...more]);
const isSecret = matcher(secretNames);

/** Whether a name is one of those, or below one that ends with a dot. */
function matcher(all: readonly string[]): (name: string) => boolean {
  const exact = new Set(all.filter((name) => !name.endsWith('.')));
  const prefixes = all.filter((name) => name.endsWith('.'));
  return (name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

export interface Bounded {
  readonly attributes: JsonObject;
  readonly events: readonly SpanEvent[];
}

/**
 * What is kept of a span's attributes and events: at most 64 attributes of 4,096 characters each and 16,384 in all, 32 events, and what was said
 * only where it is asked for. `forgeyard.truncated` marks what was shortened.
 */
export function boundSpan(span: Bounded, keepsContent: boolean): Bounded {
  const attributes = boundAttributes(span.attributes, { keepsContent, charsMax: totalCharsMax });
  const events: SpanEvent[] = [];
  let chars = 0;
  for (const event of span.events.slice(0, eventsMax)) {
    const kept = boundAttributes(event.attributes, { keepsContent, charsMax: totalCharsMax - chars });
    chars += JSON.stringify(kept).length;
    events.push({ name: cleanText(event.name, nameCharsMax), atUs: event.atUs, attributes: kept });
    if (chars >= totalCharsMax) break;
  }
  return { attributes: events.length < span.events.length ? { ...attributes, [truncated]: true } : attributes, events };
}

function boundAttributes(from: JsonObject, limits: { readonly keepsContent: boolean; readonly charsMax: number }): JsonObject {
  const kept: [string, Json][] = [];
  let chars = 0;
  let count = 0;
  let isCut = false;
  for (const [name, value] of Object.entries(from)) {
    if (isSecret(name) || (!limits.keepsContent && isContent(name))) continue;
    if ((count += 1) > attributesMax) {
      isCut = true;
      break;
    }
    const short = shorten(value);
    const size = name.length + sizeOf(short);
    isCut ||= short !== value || name.length > nameCharsMax;
    if (name.length > nameCharsMax || chars + size > limits.charsMax) {
      isCut = true;
      continue;
    }
    chars += size;
    kept.push([cleanText(name, nameCharsMax), short]);
  }
  return Object.fromEntries(isCut ? [...kept, [truncated, true]] : kept);
}

/** About how much room a value takes. */
function sizeOf(value: Json): number {
  return typeof value === 'string' ? value.length : typeof value === 'object' ? JSON.stringify(value).length : wordChars;
}

/** A value that fits; a list or an object that does not becomes the beginning of its text. */
function shorten(value: Json): Json {
  if (typeof value === 'string') return value.length > valueCharsMax ? `${value.slice(0, valueCharsMax - 1)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  return text.length > valueCharsMax ? `${text.slice(0, valueCharsMax - 1)}…` : value;
}
