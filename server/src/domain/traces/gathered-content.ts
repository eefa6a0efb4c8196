import type { Json, JsonObject } from '../../kernel/json.ts';
import { content } from './dialects.ts';
import type { SpanKind } from './span.ts';

/** The pages that show spans look for these names. */
const shownNames: { readonly [Kind in SpanKind]?: readonly [input: string, output: string] } = {
  agent: ['gen_ai.input.messages', 'gen_ai.output.messages'],
  model: ['gen_ai.input.messages', 'gen_ai.output.messages'],
  tool: ['gen_ai.tool.call.arguments', 'gen_ai.tool.call.result'],
};

/** Levels below an entry of a list that is spread over attributes. */
const depthMax = 12;
/** A name that belongs to such a list: what stands before the place, and the place. */
const spread = /^([^0-9]+\.)([0-9]{1,3})(?:\.|$)/;
/** What OpenInference puts around each entry of a list. */
const wrappers = ['message', 'document'];

const [inputRanks, outputRanks] = [content.input, content.output].map((all) => new Map(all.map((name, rank) => [name, rank])));

type Branch = Map<string, Branch | Json>;

/** The best of what stands for one thing: a value, or a list that grows. */
interface Found {
  rank: number;
  value: Branch | Json;
}

/**
 * What a span says, under the names of today's conventions whatever its library calls it: what went in and what came out, each once. Lists that
 * are spread over attributes, such as `llm.input_messages.0.message.role`, become lists.
 */
export function gatherContent(attributes: JsonObject, kind: SpanKind): JsonObject {
  const input: Found = { rank: Infinity, value: null };
  const output: Found = { rank: Infinity, value: null };
  const rest: [string, Json][] = [];
  for (const [name, value] of Object.entries(attributes))
    if (!take(input, inputRanks, name, value) && !take(output, outputRanks, name, value)) rest.push([name, value]);
  const [inputName, outputName] = shownNames[kind] ?? ['input.value', 'output.value'];
  const gathered = [[inputName, input] as const, [outputName, output] as const].flatMap(([name, found]): [string, Json][] =>
    found.rank === Infinity ? [] : [[name, found.value instanceof Map ? listOf(found.value) : found.value]],
  );
  return Object.fromEntries([...gathered, ...rest]);
}

/** Whether an attribute stands for this thing; kept when none that is better has been found. */
function take(found: Found, ranks: ReadonlyMap<string, number> | undefined, name: string, value: Json): boolean {
  const [, prefix = ''] = spread.exec(name) ?? [];
  const rank = ranks?.get(name) ?? ranks?.get(prefix);
  if (rank === undefined) return false;
  if (value === '' || rank > found.rank) return true;
  if (ranks?.has(name) === true) Object.assign(found, { rank, value });
  else {
    if (rank < found.rank || !(found.value instanceof Map)) Object.assign(found, { rank, value: new Map() });
    if (found.value instanceof Map) grow(found.value, name.slice(prefix.length).split('.', depthMax), value);
  }
  return true;
}

function grow(root: Branch, path: readonly string[], value: Json): void {
  let branch = root;
  for (const step of path.slice(0, -1)) {
    const known = branch.get(step);
    const next: Branch = known instanceof Map ? known : new Map();
    branch.set(step, next);
    branch = next;
  }
  const last = path.at(-1) ?? '';
  if (!(branch.get(last) instanceof Map)) branch.set(last, value);
}

function listOf(root: Branch): Json {
  const list = toJson(root);
  return Array.isArray(list) ? list.map(unwrapped) : list;
}

function toJson(value: Branch | Json): Json {
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([name, one]): [string, Json] => [name, toJson(one)]);
  if (!entries.every(([name]) => /^[0-9]{1,3}$/.test(name))) return Object.fromEntries(entries);
  return entries.sort(([left], [right]) => Number(left) - Number(right)).map(([, one]) => one);
}

function unwrapped(entry: Json): Json {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
  const [only, ...others] = Object.entries(entry);
  return only !== undefined && others.length === 0 && wrappers.includes(only[0]) ? only[1] : entry;
}
