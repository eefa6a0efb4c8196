import { requireGrant } from '../../kernel/caller.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ToolDefinition } from '../../kernel/tool.ts';
import { ToolFailure } from '../../kernel/tool.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';

/** The built-in tools. */
export const listTools = query<undefined, readonly ToolDefinition[]>({
  grant: 'tools:read',
  work: async (_tx, { home }) => home.tools,
});

export interface ToolTest {
  readonly tool: string;
  readonly action: string;
  readonly input: JsonObject;
  readonly signal: AbortSignal;
}

const testTimeoutMs = 10_000;

/**
 * Runs one tool action outside of any agent, to try it.
 * @throws Refusal `not_found` tool.unknown · `unprocessable` tool.failed
 */
export async function testTool(at: At, test: ToolTest): Promise<{ readonly output: Json; readonly durationMs: number }> {
  requireGrant(at.caller, 'runs:write');
  const { home } = at;
  const definition = home.tools.find((tool) => tool.id === test.tool);
  if (definition?.actions.some((action) => action.name === test.action) !== true) {
    throw new Refusal('not_found', 'tool.unknown', 'There is no such tool or action.');
  }
  if (definition.answeredBy !== undefined)
    throw new Refusal('unprocessable', 'tool.failed', 'This tool asks people; only a run can use it.');
  const beganAt = home.clock.monotonic();
  try {
    const output = await home.invokeTool({ ...test, timeoutMs: testTimeoutMs });
    return { output, durationMs: Math.round(home.clock.monotonic() - beganAt) };
  } catch (error) {
    if (error instanceof ToolFailure) throw new Refusal('unprocessable', 'tool.failed', error.message);
    throw error;
  }
}
