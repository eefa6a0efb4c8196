import type { ApprovalReason, LoggedEvent } from '../kernel/event.ts';
import { policyFor } from '../domain/agents/index.ts';
import type { ToolPolicy } from '../domain/agents/index.ts';
import { pinOf } from '../domain/tool-servers/index.ts';
import type { Execution } from './execution.ts';
import { sinceCalled } from './people-call.ts';
import { serverToolOf } from './server-tool-call.ts';
import type { ResolvedCall } from './tool-offers.ts';
import { untrustedReadBefore } from './untrusted-reads.ts';

type Called = Pick<ResolvedCall, 'tool' | 'action'>;

/** What stands between a call and its tool. */
export interface Ruling {
  readonly policy: ToolPolicy;
  /** What people are asked, or why the call is refused; empty when it may go on. */
  readonly words: string;
  readonly reason: ApprovalReason;
}

const free: Ruling = { policy: 'allow', words: '', reason: 'policy' };

/** The stricter of what the agent's policy says of a tool and what it says of sending something out after an untrusted read. */
export function rulingOn(run: Execution, call: Called): Ruling {
  const { tool, action } = call;
  const policy = policyOf(run, call);
  if (policy === 'deny') return { policy, words: `The tool '${tool}' is not allowed for this agent.`, reason: 'policy' };
  const afterRead = run.definition.config.sendsAfterUntrustedRead ?? 'ask';
  const read = afterRead === 'allow' ? undefined : untrustedReadBefore(run, call);
  const question = `May ${run.work.agent.slug} run ${tool} ${action}?`;
  if (read === undefined) return policy === 'ask' ? { policy, words: question, reason: 'policy' } : free;
  const words =
    afterRead === 'ask'
      ? `${question} It sends something out, and the agent has read ${read} before, where somebody outside may have told it to.`
      : `The tool '${tool}' sends something out, which this agent may not do after it has read ${read}.`;
  return { policy: afterRead, words, reason: 'untrusted_read' };
}

/** Whether a person agreed to a call of a tool in whose place another one stands now: its server is another one, or tells something else of it. */
export function isSwapped(run: Execution, call: ResolvedCall): boolean {
  const asked = sinceCalled(run.events, call.callId).findLast(
    (event) => event.type === 'interaction.opened' && event.payload.call_id === call.callId,
  );
  const pin = asked?.type === 'interaction.opened' ? asked.payload.tool_pin : undefined;
  const now = serverToolOf(run, call);
  return pin !== undefined && now !== undefined && pinOf(now) !== pin;
}

/** The policy for a call. What a person said "always" to counts at once: for a tool of another server as that server describes it, for others in the run that asked. */
function policyOf(run: Execution, call: Called): ToolPolicy {
  const policy = policyFor(run.definition.config, call.tool, call.action);
  if (policy !== 'ask') return policy;
  const ofServer = serverToolOf(run, call);
  const isAllowed = ofServer === undefined ? isRemembered(run.events, call) : ofServer.isAlwaysAllowed;
  return isAllowed ? 'allow' : 'ask';
}

function isRemembered(events: readonly LoggedEvent[], { tool, action }: Called): boolean {
  const remembered = events.flatMap((event) =>
    event.type === 'interaction.resolved' && event.payload.is_remembered ? [event.payload.interaction_id] : [],
  );
  return events.some(
    (event) =>
      event.type === 'interaction.opened' &&
      event.payload.tool === tool &&
      event.payload.action === action &&
      remembered.includes(event.payload.interaction_id),
  );
}
