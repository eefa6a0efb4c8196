import type { LoggedEvent, NewEvent } from '../../kernel/event.ts';
import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { Tx } from '../../store/index.ts';
import { LeaseLost } from '../runs/index.ts';
import type { OwnedRun, Usage } from '../runs/index.ts';
import { appendEvents } from '../sessions/index.ts';
import { interactionInsertion, parkRun } from './interaction-queries.ts';

export interface ApprovalRequest {
  readonly run: OwnedRun;
  readonly agentId: string;
  readonly call: { readonly callId: string; readonly tool: string; readonly action: string; readonly input: JsonObject };
  readonly question: string;
  readonly steps: number;
  readonly usage: Usage;
  /** Events of the step that led here, for the same commit. */
  readonly lead: readonly NewEvent[];
  readonly now: number;
}

/** Parks a run until a person decides about a tool call; it waits without a process and without a lease. @throws LeaseLost */
export async function openApproval(tx: Tx, request: ApprovalRequest): Promise<readonly LoggedEvent[]> {
  const { run, call, now, usage } = request;
  const parked = await tx.run(parkRun, {
    id: run.runId,
    fence: run.fence,
    steps: request.steps,
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
  });
  if (parked === 0) throw new LeaseLost();
  const id = newId(now);
  const { callId, tool, action, input } = call;
  await tx.insert(interactionInsertion, [
    {
      id,
      org_id: run.orgId,
      session_id: run.sessionId,
      run_id: run.runId,
      agent_id: request.agentId,
      kind: 'approval',
      state: 'open',
      call_id: callId,
      tool,
      action,
      input_json: JSON.stringify(input),
      schema_json: null,
      question: request.question,
      options_json: '[]',
      message_id: null,
      deliverable_id: null,
      assignee_user_id: null,
      deadline_at: null,
      on_timeout: null,
      timeout_answer: null,
      escalate_at: null,
      escalate_user_id: null,
      escalated_at: null,
      snoozed_until: null,
      decision: null,
      answer_json: null,
      resolved_by: null,
      resolved_by_name: null,
      created_at: now,
      resolved_at: null,
    },
  ]);
  const opened: NewEvent = {
    type: 'interaction.opened',
    payload: {
      interaction_id: id,
      kind: 'approval',
      call_id: callId,
      message_id: null,
      tool,
      action,
      input,
      question: request.question,
      options: [],
      deadline_at: null,
    },
  };
  const change = { status: 'AWAITING_INPUT', endedAt: null, lastError: null } as const;
  return appendEvents(tx, run, [...request.lead, opened], { at: now, change });
}
