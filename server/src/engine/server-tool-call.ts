import { isJsonObject } from '../kernel/json.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { DefinitionChanged } from '../kernel/tool-server.ts';
import { ToolFailure } from '../kernel/tool.ts';
import { callableAt, noteServerNews } from '../domain/tool-servers/index.ts';
import type { UsableTool } from '../domain/tool-servers/index.ts';
import type { Execution } from './execution.ts';
import type { ResolvedCall } from './tool-offers.ts';

/** Longest time for one call of another server's tool; the server's own limit may be shorter. */
const callTimeoutMsMax = 120_000;
const checkTimeoutMs = 5_000;
const problemsShown = 5;

/** The tool of another server that a call means, or undefined. */
export function serverToolOf(run: Execution, call: Pick<ResolvedCall, 'tool' | 'action'>): UsableTool | undefined {
  return run.tools.ofServers.find((one) => one.toolId === call.tool && one.action === call.action);
}

/**
 * Calls a tool of another server: arguments that do not satisfy the agreed schema never leave, and whether the tool may still be used is asked
 * of the store at this moment.
 * @throws ToolFailure
 */
export async function callServerTool(run: Execution, tool: UsableTool, input: JsonObject): Promise<Json> {
  const { deps, work } = run;
  await refuseUnfit(run, tool, input);
  const address = await callableAt(deps.home, work.agent.id, tool);
  if (address === undefined) throw new ToolFailure('UNKNOWN_ACTION', 'This tool may not be used any more.');
  try {
    return await deps.home.toolServers.call(address, {
      scope: work.runId,
      tool: tool.name,
      input,
      hash: tool.hash,
      idempotencyKey: `${work.runId}:step#${run.steps}`,
      traceParent: run.stepTraceParent(),
      timeoutMs: Math.min(work.limits.timeoutMs, callTimeoutMsMax),
      signal: run.signal,
    });
  } catch (error) {
    if (error instanceof DefinitionChanged) await tellNews(run, tool, error);
    throw error;
  }
}

/** Shows people what is different. The call has failed already; that it could not be written down is no reason to fail the run. */
async function tellNews({ deps, work }: Execution, { serverId }: UsableTool, { seen }: DefinitionChanged): Promise<void> {
  try {
    await noteServerNews(deps.home, work.orgId, { agentId: work.agent.id, serverId, seen });
  } catch (error) {
    deps.reportFault('tool_server.news', error);
  }
}

/** The schema is somebody else's, so it is compiled and run in a worker, within its bounds. @throws ToolFailure `INVALID_INPUT` */
async function refuseUnfit(run: Execution, tool: UsableTool, input: JsonObject): Promise<void> {
  const { $schema: _dialect, $id: _id, ...schema } = tool.inputSchema;
  const check = { data: input, schema, formats: false };
  const verdict = await run.deps.tools.invoke({
    tool: 'json-utils',
    action: 'validate',
    input: check,
    timeoutMs: checkTimeoutMs,
    signal: run.signal,
  });
  if (isJsonObject(verdict) && verdict['valid'] === true) return;
  const errors = isJsonObject(verdict) && Array.isArray(verdict['errors']) ? verdict['errors'] : [];
  throw new ToolFailure('INVALID_INPUT', `The arguments do not fit the tool: ${errors.slice(0, problemsShown).map(inWords).join('; ')}.`);
}

function inWords(error: Json): string {
  if (!isJsonObject(error)) return 'not valid';
  const path = typeof error['path'] === 'string' && error['path'] !== '' ? `${error['path']} ` : '';
  return `${path}${typeof error['message'] === 'string' ? error['message'] : 'is not valid'}`;
}
