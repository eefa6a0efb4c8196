import type { SchemaDoc } from '../../faces/kit/openapi-document.ts';
import type { Lookup } from './lookup.ts';

/** What kind of value a schema takes, in few words: `string`, `array of object`, `integer or null`. */
export function typeWords(schema: SchemaDoc, lookup: Lookup): string {
  const whole = lookup.schema(schema);
  if (whole.anyOf !== undefined) return [...new Set(whole.anyOf.map((part) => typeWords(part, lookup)))].join(' or ');
  if (whole.allOf !== undefined || whole.properties !== undefined) return 'object';
  if (whole.items !== undefined) return `array of ${typeWords(whole.items, lookup)}`;
  if (typeof whole.additionalProperties === 'object') return `map of names to ${typeWords(whole.additionalProperties, lookup)}`;
  const types = whole.type === undefined ? 'any JSON' : typeof whole.type === 'string' ? whole.type : whole.type.join(' or ');
  return whole.format === undefined ? types : `${types} (${whole.format})`;
}

/** The words that a schema allows, also inside a list or beside null. */
export function allowedWords(schema: SchemaDoc, lookup: Lookup): readonly string[] {
  const whole = lookup.schema(schema);
  if (whole.const !== undefined) return [JSON.stringify(whole.const)];
  if (whole.enum !== undefined) return whole.enum.map((word) => (typeof word === 'string' ? word : JSON.stringify(word)));
  if (whole.items !== undefined) return allowedWords(whole.items, lookup);
  if (typeof whole.additionalProperties === 'object') return allowedWords(whole.additionalProperties, lookup);
  return whole.anyOf?.flatMap((part) => allowedWords(part, lookup)) ?? [];
}

/** Patterns that are better said in words. */
const patternWords: Readonly<Record<string, string>> = {
  '^[^\\u0000-\\u001f\\u007f]*$': 'no control characters',
  '^[^\\u0000]*$': '',
};

/** A schema's bounds, each as a short phrase; `backticks` mark code. */
export function limitWords(schema: SchemaDoc, lookup: Lookup): readonly string[] {
  const whole = lookup.schema(schema);
  const parts = (whole.anyOf ?? []).flatMap((part) => limitWords(part, lookup));
  const pattern = whole.pattern === undefined ? '' : (patternWords[whole.pattern] ?? `matches \`${whole.pattern}\``);
  const own = [
    range(whole.minimum, whole.maximum, ''),
    range(whole.minLength === 0 ? undefined : whole.minLength, whole.maxLength, ' characters'),
    range(whole.minItems, whole.maxItems, ' entries'),
    range(whole.minProperties, undefined, ' members'),
    pattern,
    whole.default === undefined ? '' : `default \`${JSON.stringify(whole.default)}\``,
  ];
  return [...own, ...parts].filter((words) => words !== '');
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `at least ${count(least)}${least === 1 ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit}`;
  return least === undefined ? `at most ${count(most)}${unit}` : `${count(least)} to ${count(most)}${unit}`;
}

function count(value: number | undefined): string {
  return value === undefined ? '' : value.toLocaleString('en-US');
}
