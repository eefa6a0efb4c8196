import type { ToolActionDefinition, ToolDefinition } from '../kernel/tool.ts';
import { dataTransform } from './data-transform/definition.ts';
import { dateUtils } from './date-utils/definition.ts';
import { formulaEngine } from './formula-engine/definition.ts';
import { jsonUtils } from './json-utils/definition.ts';

/** Every built-in tool; light to import, the libraries behind them load only in workers. */
export const toolDefinitions: readonly ToolDefinition[] = [dataTransform, dateUtils, formulaEngine, jsonUtils];

const actions: ReadonlyMap<string, ToolActionDefinition> = new Map(
  toolDefinitions.flatMap((tool) => tool.actions.map((action) => [keyOf(tool.id, action.name), action] as const)),
);

/** The action by its name or another spelling of it: `csv_to_json`, `csvToJson`, `csv-to-json`. Null when there is none. */
export function findAction(tool: string, name: string): ToolActionDefinition | null {
  return actions.get(keyOf(tool, name)) ?? null;
}

function keyOf(tool: string, name: string): string {
  return `${tool}/${name
    .slice(0, 100)
    .replace(/[-_\s]/g, '')
    .toLowerCase()}`;
}
