import { policyFor } from '../domain/agents/index.ts';
import type { LoggedEvent } from '../kernel/event.ts';
import { recoveryOf } from '../kernel/tool.ts';
import type { Execution } from './execution.ts';
import type { ResolvedCall } from './tool-offers.ts';

/**
 * Whether a call may not be repeated without a person: its tool has effects that it cannot recognise as its own, and the process that ran it
 * ended before the result was recorded, so that nobody knows how far it came.
 */
export function mustAskAgain(run: Execution, call: ResolvedCall): boolean {
  if (call.problem !== null || policyFor(run.definition.config, call.tool, call.action) === 'deny') return false;
  return recoveryOf(run.tools.definitions, call.tool, call.action) === 'unsafe' && wasInFlight(run.events, call.callId);
}

export function interruptedQuestion(run: Execution, call: ResolvedCall): string {
  return `The server stopped while ${run.work.agent.slug} ran ${call.tool} ${call.action}; it may or may not have taken effect. Run it again?`;
}

/**
 * A call is begun in the attempt that recorded it, or in the one that followed a person's decision to run it; any attempt after that one finds
 * it in flight. A decision not to run it begins nothing.
 */
function wasInFlight(events: readonly LoggedEvent[], callId: string): boolean {
  const at = events.findLastIndex(
    (event) => (event.type === 'tool.called' || event.type === 'interaction.resolved') && event.payload.call_id === callId,
  );
  const begun = events[at];
  if (begun === undefined) return false;
  const attempts = events.slice(at + 1).filter((event) => event.type === 'attempt.started').length;
  if (begun.type !== 'interaction.resolved') return attempts > 0;
  const { decision } = begun.payload;
  return attempts > 1 && (decision === 'approve' || decision === 'edit');
}
