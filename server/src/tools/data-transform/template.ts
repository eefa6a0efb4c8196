import type { Json } from '../../kernel/json.ts';
import { failed, invalidInput } from '../action.ts';
import { isoDate, readWrittenDate } from '../calendar/date-forms.ts';
import { getAt, parsePath } from '../json/member-path.ts';

const TEMPLATE_LENGTH_MAX = 1_000_000;
const RESULT_LENGTH_MAX = 4_000_000;
const PLACEHOLDER = /\{\{([^{}]{1,500})\}\}/g;
const FILTER = /^\s*([a-z_]+)(?:\s*:\s*(.*?))?\s*$/s;

type Filter = (value: Json, argument: string) => Json;

const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['upper', (value) => shown(value).toUpperCase()],
  ['lower', (value) => shown(value).toLowerCase()],
  ['trim', (value) => shown(value).trim()],
  ['capitalize', (value) => shown(value).replace(/^./u, (first) => first.toUpperCase())],
  ['json', (value) => JSON.stringify(value)],
  ['length', (value) => (Array.isArray(value) ? value.length : shown(value).length)],
  ['default', (value, argument) => (value === null || value === '' ? argument : value)],
  ['join', (value, argument) => (Array.isArray(value) ? value.map(shown).join(argument) : value)],
  ['fixed', (value, argument) => (typeof value === 'number' ? value.toFixed(Math.min(20, Math.max(0, Number(argument) || 0))) : value)],
  ['truncate', (value, argument) => shown(value).slice(0, Math.max(0, Number(argument) || 0))],
  ['date', (value) => dateOf(value)],
  ['html', (value) => shown(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)],
]);

/**
 * Fills `{{path}}` and `{{path | filter: argument}}` places from the data; nothing else is understood, and nothing is evaluated.
 * @throws ToolFailure INVALID_INPUT (unknown filter, bad path), FAILED (strict and a value is missing; result past 4,000,000 characters)
 */
export function fillTemplate(template: string, data: Json, isStrict: boolean): string {
  if (template.length > TEMPLATE_LENGTH_MAX) throw invalidInput(`A template may have at most ${TEMPLATE_LENGTH_MAX} characters`);
  let length = 0;
  return template.replace(PLACEHOLDER, (_, inner: string) => {
    const filled = fillPlace(inner, data, isStrict);
    length += filled.length;
    if (length > RESULT_LENGTH_MAX) throw failed(`The filled template is longer than ${RESULT_LENGTH_MAX} characters`);
    return filled;
  });
}

function fillPlace(inner: string, data: Json, isStrict: boolean): string {
  const [path = '', ...filters] = splitOutsideQuotes(inner);
  const found = getAt(data, parsePath(path.trim()));
  if (found === undefined && isStrict && filters.length === 0) throw failed(`The template's "${path.trim()}" is not in the data`);
  return shown(filters.reduce(applyFilter, found ?? null));
}

function applyFilter(value: Json, text: string): Json {
  const [, name = '', argument = ''] = FILTER.exec(text) ?? [];
  const filter = FILTERS.get(name);
  if (filter === undefined) throw invalidInput(`There is no filter "${text.trim().slice(0, 50)}"`);
  return filter(value, argument.replace(/^(["'])(.*)\1$/s, '$2'));
}

function splitOutsideQuotes(inner: string): readonly string[] {
  return inner.match(/(?:"[^"]*"|'[^']*'|[^|])+/g) ?? [];
}

function shown(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function dateOf(value: Json): Json {
  const date = typeof value === 'string' ? readWrittenDate(value, false) : null;
  return date === null ? value : isoDate(date);
}
