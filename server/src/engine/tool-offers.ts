import type { JsonObject } from '../kernel/json.ts';
import type { ToolCall, ToolOffer } from '../kernel/model.ts';
import type { ToolDefinition } from '../kernel/tool.ts';

const separator = '__';

/** Whether a grant list, of tools and `tool.action` entries, covers an action. */
function isGranted(granted: readonly string[], tool: string, action: string): boolean {
  return granted.includes(tool) || granted.includes(`${tool}.${action}`);
}

/** Every action that an agent was granted, as functions for a model. */
export function offersFor(definitions: readonly ToolDefinition[], granted: readonly string[]): readonly ToolOffer[] {
  return definitions.flatMap((tool) =>
    tool.actions
      .filter((action) => isGranted(granted, tool.id, action.name))
      .map((action) => ({
        name: `${tool.id}${separator}${action.name}`,
        description: action.description,
        inputSchema: action.inputSchema,
      })),
  );
}

export interface ResolvedCall {
  readonly callId: string;
  readonly tool: string;
  readonly action: string;
  readonly input: JsonObject;
  /** Why it cannot run; null when it can. */
  readonly problem: { readonly code: 'UNKNOWN_TOOL' | 'INVALID_INPUT'; readonly message: string } | null;
}

/** What a model's call asks for, checked against what the agent was granted. */
export function resolveCall(call: ToolCall, definitions: readonly ToolDefinition[], granted: readonly string[]): ResolvedCall {
  const at = call.name.indexOf(separator);
  const tool = at < 0 ? call.name : call.name.slice(0, at);
  const action = at < 0 ? '' : call.name.slice(at + separator.length);
  const definition = definitions.find((one) => one.id === tool && isGranted(granted, tool, action));
  const isKnown = definition?.actions.some((one) => one.name === action) === true;
  const base = { callId: call.id, tool, action };
  if (typeof call.arguments === 'string') {
    const message = 'The arguments are not a JSON object.';
    return { ...base, input: {}, problem: { code: 'INVALID_INPUT', message } };
  }
  const problem = isKnown ? null : ({ code: 'UNKNOWN_TOOL', message: `There is no tool '${call.name}' for this agent.` } as const);
  return { ...base, input: call.arguments, problem };
}
