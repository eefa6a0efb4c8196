import { isJsonObject } from '../../src/kernel/json.ts';
import type { Json, JsonObject } from '../../src/kernel/json.ts';

const CSV = 'name,amount\nAda,3\nLin,4\n';
const DATA = [
  { name: 'Ada', amount: 3 },
  { name: 'Lin', amount: 4 },
];
const TEXT_BY_NAME: Readonly<Record<string, string>> = {
  csv: CSV,
  formula: 'SUM(3, 4)',
  expression: '3 + 4',
  date: '2026-01-31',
  from: '2026-01-01',
  to: '2026-01-31',
  start: '2026-01-01',
  end: '2026-01-31',
  json: '{"name":"Ada"}',
  path: '$',
  timezone: 'UTC',
};

/** Arguments used when the request offers no tool of that name. */
const FALLBACK_BY_TOOL: Readonly<Record<string, JsonObject>> = {
  'data-transform__csv_to_json': { csv: CSV },
  'formula-engine__evaluate': { formula: 'SUM(3, 4)' },
};

function sampleValue(name: string, schema: JsonObject, depth: number): Json {
  if (schema['const'] !== undefined) return schema['const'];
  const options = [schema['enum'], schema['examples']].find((list) => Array.isArray(list) && list.length > 0);
  if (Array.isArray(options)) return options[0];
  const type = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  if (type === 'integer' || type === 'number') return 1;
  if (type === 'boolean') return true;
  if (type === 'array') return name === 'data' || name === 'rows' ? DATA : [];
  if (type === 'object') return sampleObject(schema, depth + 1);
  return TEXT_BY_NAME[name] ?? 'text';
}

function sampleObject(schema: JsonObject, depth: number): JsonObject {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const entries = Object.entries(properties).flatMap(([name, property]): [string, Json][] =>
    depth < 4 && required.includes(name) && isJsonObject(property) ? [[name, sampleValue(name, property, depth)]] : [],
  );
  return Object.fromEntries(entries);
}

/** Plausible arguments for an offered tool: its required properties, four levels deep at most. */
export function sampleArguments(tool: string, schema: JsonObject | undefined): string {
  const known = FALLBACK_BY_TOOL[tool];
  if (schema === undefined) return JSON.stringify(known ?? {});
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const fits = known !== undefined && Object.keys(known).every((name) => name in properties);
  return JSON.stringify(fits ? known : sampleObject(schema, 0));
}
