import type { Json, JsonObject } from '../../kernel/json.ts';
import { actionTable, failed, listAt, numberOr, textAt, textOr } from '../action.ts';

const RESULT_LENGTH_MAX = 4_000_000;

export const textActions = actionTable({
  upper: (input) => ({ result: textAt(input, 'text').toUpperCase() }),
  lower: (input) => ({ result: textAt(input, 'text').toLowerCase() }),
  capitalize: (input) => ({ result: textAt(input, 'text').replace(/^./u, (first) => first.toUpperCase()) }),
  title_case: (input) => ({ result: textAt(input, 'text').replace(/\p{L}[\p{L}\p{N}']*/gu, inTitleCase) }),
  slug: (input) => ({ result: slugOf(textAt(input, 'text')) }),
  trim: (input) => ({ result: trimmed(textAt(input, 'text'), textOr(input, 'side', 'both')) }),
  split: (input) => ({ result: split(input) }),
  join: (input) => ({
    result: bounded(
      listAt(input, 'values')
        .map(shown)
        .join(textOr(input, 'separator', ',')),
    ),
  }),
  replace: (input) => ({ result: replace(input) }),
  pad: (input) => ({ result: pad(input) }),
  truncate: (input) => ({ result: truncate(input) }),
  substring: (input) => ({ result: textAt(input, 'text').slice(numberOr(input, 'start', 0), numberOr(input, 'end', null) ?? undefined) }),
});

function inTitleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
}

function slugOf(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '');
  return words.join('-');
}

function trimmed(text: string, side: string): string {
  if (side === 'start') return text.trimStart();
  return side === 'end' ? text.trimEnd() : text.trim();
}

function split(input: JsonObject): Json {
  const parts = textAt(input, 'text').split(textOr(input, 'separator', ','));
  const limit = numberOr(input, 'limit', null);
  return limit === null ? parts : parts.slice(0, limit);
}

/** Literal text, every occurrence or the first; patterns are not understood. */
function replace(input: JsonObject): string {
  const [text, find, by] = [textAt(input, 'text'), textAt(input, 'find'), textAt(input, 'with')];
  if (find === '') return text;
  const parts = textOr(input, 'occurrences', 'all') === 'first' ? splitOnce(text, find) : text.split(find);
  if (text.length + (parts.length - 1) * by.length > RESULT_LENGTH_MAX) throw tooLong();
  return parts.join(by);
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function pad(input: JsonObject): string {
  const [text, length, fill] = [textAt(input, 'text'), numberOr(input, 'length', 0), textOr(input, 'fill', ' ')];
  return textOr(input, 'side', 'start') === 'end' ? text.padEnd(length, fill) : text.padStart(length, fill);
}

function truncate(input: JsonObject): string {
  const [text, length, ending] = [textAt(input, 'text'), numberOr(input, 'length', 0), textOr(input, 'ending', '…')];
  if (text.length <= length) return text;
  return text.slice(0, Math.max(0, length - ending.length)) + ending.slice(0, length);
}

function shown(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function bounded(text: string): string {
  if (text.length > RESULT_LENGTH_MAX) throw tooLong();
  return text;
}

function tooLong(): Error {
  return failed(`The result is longer than ${RESULT_LENGTH_MAX} characters`);
}
