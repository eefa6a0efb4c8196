import type { Json, JsonObject } from '../kernel/json.ts';
import { ToolFailure } from '../kernel/tool.ts';
import type { BuiltInToolRunner } from './tool-runner.ts';

/** Calls one action with a limit of ten seconds and gives its output as plain JSON. Used by tests only. */
export async function call(runner: BuiltInToolRunner, tool: string, action: string, input: JsonObject, timeoutMs = 10_000): Promise<Json> {
  const output = await runner.invoke({ tool, action, input, timeoutMs, signal: new AbortController().signal });
  const plain: Json = JSON.parse(JSON.stringify(output));
  return plain;
}

/** The failure a call ends in; a call that succeeds is an error of the test. */
export async function failureOf(work: Promise<unknown>): Promise<ToolFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ToolFailure) return error;
    throw error;
  }
  throw new Error('The call succeeded');
}
