import { applyPatch, createPatch } from 'rfc6902';
import type { Operation } from 'rfc6902';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { actionTable, failed, invalidInput, rowsAt, textAt, valueAt } from '../action.ts';
import { parsePath } from '../json/member-path.ts';

const OPERATIONS_MAX = 10_000;
/** The library compares lists item by item with each other, which costs their lengths multiplied. */
const COMPARISONS_MAX = 4_000_000;
const KINDS: readonly string[] = ['add', 'remove', 'replace', 'move', 'copy', 'test'];

export const patchActions = actionTable({
  diff: (input) => {
    const [before, after] = [valueAt(input, 'before'), valueAt(input, 'after')];
    if (listCost(before) * listCost(after) > COMPARISONS_MAX) throw failed('The lists are too long to be compared');
    return { result: createPatch(before, after).map(asJson) };
  },
  patch: (input) => ({ result: patched(valueAt(input, 'data'), rowsAt(input, 'patch')) }),
});

/** The longest list anywhere in the value. */
function listCost(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  const longest = Array.isArray(value) ? value.length : 1;
  return Object.values(value).reduce<number>((most, member) => Math.max(most, listCost(member)), longest);
}

function patched(data: Json, operations: readonly JsonObject[]): Json {
  if (operations.length > OPERATIONS_MAX) throw invalidInput(`A patch may have at most ${OPERATIONS_MAX} operations`);
  const patch = operations.map(checkedOperation);
  const document = { value: structuredClone(data) };
  const issue = applyPatch(document, patch.map(belowValue)).find((outcome) => outcome !== null);
  if (issue !== undefined && issue !== null) throw failed(`The patch does not apply: ${issue.message.slice(0, 200)}`);
  return document.value;
}

/** A patch may replace the whole document, which only a holder of the document can do. */
function belowValue(operation: Operation): Operation {
  const path = `/value${operation.path}`;
  return 'from' in operation ? { ...operation, path, from: `/value${operation.from}` } : { ...operation, path };
}

function checkedOperation(operation: JsonObject): Operation {
  const kind = textAt(operation, 'op');
  if (!KINDS.includes(kind)) throw invalidInput(`There is no patch operation "${kind.slice(0, 40)}"`);
  const path = checkedPointer(textAt(operation, 'path'));
  if (kind === 'remove') return { op: kind, path };
  if (kind === 'move' || kind === 'copy') return { op: kind, path, from: checkedPointer(textAt(operation, 'from')) };
  if (!Object.hasOwn(operation, 'value')) throw invalidInput(`The patch operation "${kind}" needs a "value"`);
  const value = valueAt(operation, 'value');
  return { op: kind === 'add' ? 'add' : kind === 'replace' ? 'replace' : 'test', path, value };
}

function checkedPointer(pointer: string): string {
  if (pointer !== '' && !pointer.startsWith('/')) throw invalidInput('A patch path must start with /');
  parsePath(pointer);
  return pointer;
}

function asJson(operation: Operation): Json {
  const { op, path } = operation;
  if (op === 'move' || op === 'copy') return { op, from: operation.from, path };
  if (op === 'remove') return { op, path };
  const value: Json = operation.value;
  return { op, path, value };
}
