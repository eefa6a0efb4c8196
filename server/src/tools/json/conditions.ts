import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { invalidInput, rowsAt, textOr, valueAt } from '../action.ts';
import { getAt, parsePath } from './member-path.ts';
import { compareJson, equalJson } from './order.ts';

type Condition = (row: Json) => boolean;
type Test = (found: Json | undefined, wanted: Json) => boolean;

const isEmpty: Test = (found) => found === undefined || found === null || found === '' || (Array.isArray(found) && found.length === 0);
const isEqual: Test = (found, wanted) => found !== undefined && (equalJson(found, wanted) || numericallyEqual(found, wanted));
const isIn: Test = (found, wanted) => Array.isArray(wanted) && wanted.some((one: Json) => isEqual(found, one));
const holds: Test = (found, wanted) => {
  if (Array.isArray(found)) return found.some((item: Json) => isEqual(item, wanted));
  return typeof found === 'string' && found.includes(String(wanted));
};
const ordered =
  (accept: (order: number) => boolean): Test =>
  (found, wanted) => {
    const order = orderOf(found, wanted);
    return order !== null && accept(order);
  };

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['eq', isEqual],
  ['ne', (found, wanted) => !isEqual(found, wanted)],
  ['gt', ordered((order) => order > 0)],
  ['gte', ordered((order) => order >= 0)],
  ['lt', ordered((order) => order < 0)],
  ['lte', ordered((order) => order <= 0)],
  ['in', isIn],
  ['not_in', (found, wanted) => !isIn(found, wanted)],
  ['contains', holds],
  ['not_contains', (found, wanted) => !holds(found, wanted)],
  ['starts_with', (found, wanted) => typeof found === 'string' && found.startsWith(String(wanted))],
  ['ends_with', (found, wanted) => typeof found === 'string' && found.endsWith(String(wanted))],
  ['between', (found, wanted) => isBetween(found, wanted)],
  ['exists', (found) => found !== undefined],
  ['missing', (found) => found === undefined],
  ['empty', isEmpty],
  ['not_empty', (found, wanted) => !isEmpty(found, wanted)],
]);

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['=', 'eq'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['>', 'gt'],
  ['>=', 'gte'],
  ['<', 'lt'],
  ['<=', 'lte'],
]);

/**
 * Reads one `field`/`op`/`value` condition, or a `where` list of them joined by `match` (`all` or `any`), from an action's input.
 * @throws ToolFailure INVALID_INPUT
 */
export function conditionFrom(input: JsonObject): Condition {
  const single = valueAt(input, 'field') !== null || valueAt(input, 'op') !== null ? [oneCondition(input)] : [];
  const several = valueAt(input, 'where') === null ? [] : rowsAt(input, 'where').map(oneCondition);
  const conditions = [...single, ...several];
  if (conditions.length === 0) throw invalidInput('Give "field", "op" and "value", or a "where" list');
  if (textOr(input, 'match', 'all') === 'any') return (row) => conditions.some((condition) => condition(row));
  return (row) => conditions.every((condition) => condition(row));
}

function oneCondition(input: JsonObject): Condition {
  const given = textOr(input, 'op', 'eq');
  const test = TESTS.get(SYMBOLS.get(given) ?? given);
  if (test === undefined) throw invalidInput(`There is no comparison "${given.slice(0, 50)}"`);
  const steps = parsePath(valueAt(input, 'field') ?? '');
  const wanted = valueAt(input, 'value');
  return (row) => test(getAt(row, steps), wanted);
}

function isBetween(found: Json | undefined, wanted: Json): boolean {
  if (!Array.isArray(wanted) || wanted.length !== 2) throw invalidInput('"between" needs a value of two: [from, to]');
  const low = orderOf(found, wanted[0]);
  const high = orderOf(found, wanted[1]);
  return low !== null && high !== null && low >= 0 && high <= 0;
}

/** Numbers and numeric text compare as numbers; other kinds compare only with their own kind. */
function orderOf(found: Json | undefined, wanted: Json): number | null {
  if (found === undefined || found === null || wanted === null || isJsonObject(found)) return null;
  const left = asNumber(found);
  const right = asNumber(wanted);
  if (left !== null && right !== null) return left - right;
  return typeof found === typeof wanted ? compareJson(found, wanted) : null;
}

function numericallyEqual(found: Json, wanted: Json): boolean {
  if (typeof found === typeof wanted) return false;
  const left = asNumber(found);
  return left !== null && left === asNumber(wanted);
}

function asNumber(value: Json): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
