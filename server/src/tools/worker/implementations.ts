import type { ToolFailure } from '../../kernel/tool.ts';
import type { ActionTable } from '../action.ts';

/** What a tool's folder gives to the worker. */
export interface ToolImplementation {
  readonly actions: ActionTable;
  /** Lets a tool answer a schema violation with a failure of its own; null leaves it INVALID_INPUT. */
  readonly refuseInput?: (action: string, member: string | null, message: string) => ToolFailure | null;
}

const loaders: ReadonlyMap<string, () => Promise<ToolImplementation>> = new Map([
  ['data-transform', async () => (await import('../data-transform/actions.ts')).dataTransformActions],
  ['date-utils', async () => (await import('../date-utils/actions.ts')).dateUtilsActions],
  ['formula-engine', async () => (await import('../formula-engine/actions.ts')).formulaEngineActions],
  ['json-utils', async () => (await import('../json-utils/actions.ts')).jsonUtilsActions],
]);

/** Loads a tool's code, and the libraries it needs, on its first use. */
export type ImplementationSource = (tool: string) => Promise<ToolImplementation | null>;

export function createImplementationSource(): ImplementationSource {
  const loaded = new Map<string, ToolImplementation>();
  return async (tool) => {
    const known = loaded.get(tool);
    if (known !== undefined) return known;
    const implementation = (await loaders.get(tool)?.()) ?? null;
    if (implementation !== null) loaded.set(tool, implementation);
    return implementation;
  };
}
