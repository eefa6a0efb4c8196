import { holdsMaterial } from '../domain/execution/index.ts';
import type { LoggedEvent } from '../kernel/event.ts';
import type { JsonObject } from '../kernel/json.ts';
import { exposureOf } from '../kernel/tool.ts';
import type { Execution } from './execution.ts';
import type { ResolvedCall } from './tool-offers.ts';

/**
 * Terminology.
 * Untrusted read: a tool's answer that may hold words of somebody outside, or data that was handed in beside the instruction: as such, or as what
 * agents and others wrote about a task.
 * What a run has read includes what earlier runs of its session read, because its model reads that again.
 */
export interface Reads {
  /** Tools that gave an answer, in the order of their first one. */
  readonly tools: readonly CalledTool[];
  readonly hasData: boolean;
}

type CalledTool = Pick<ResolvedCall, 'tool' | 'action'>;

export const nothingRead: Reads = { tools: [], hasData: false };

/** What part of a session's log holds of answers of tools and of data; answers that people gave in place of a tool are theirs. */
export function readsIn(events: readonly LoggedEvent[]): Reads {
  const called = new Map<string, CalledTool>();
  const answered = new Map<string, CalledTool>();
  let hasData = false;
  for (const { type, payload } of events) {
    if (type === 'run.queued') hasData ||= isData(payload);
    else if (type === 'tool.called') called.set(payload.call_id, { tool: payload.tool, action: payload.action });
    else if (type === 'interaction.resolved' && payload.decision === 'respond') called.delete(payload.call_id ?? '');
    else if (type === 'tool.completed' || (type === 'tool.failed' && payload.code === 'FAILED')) {
      const by = called.get(payload.call_id);
      if (by !== undefined) answered.set(`${by.tool}.${by.action}`, by);
    }
  }
  return { tools: [...answered.values()], hasData };
}

function isData({ input, data }: { readonly input: string; readonly data: JsonObject | null }): boolean {
  return (data !== null && Object.keys(data).length > 0) || holdsMaterial(input);
}

/**
 * What the run has read that somebody outside may have written, in words, before a call that sends something out; undefined when nothing speaks
 * against the call.
 */
export function untrustedReadBefore(run: Execution, { tool, action }: CalledTool): string | undefined {
  const { definitions } = run.tools;
  if (exposureOf(definitions, tool, action)?.sendsOutside !== true) return undefined;
  const found = [...run.earlierReads.tools, ...readsIn(run.events).tools].find((read) => isUntrusted(run, read));
  if (found !== undefined) return `${found.tool}.${found.action}`;
  return run.earlierReads.hasData || isData(run.work) ? 'the data that it was given' : undefined;
}

/** A tool that is not there any more is judged by where it came from: what is not built in is somebody else's. */
function isUntrusted(run: Execution, { tool, action }: CalledTool): boolean {
  const known = exposureOf(run.tools.definitions, tool, action);
  return known?.readsUntrusted ?? !run.deps.home.tools.some((one) => one.id === tool);
}
