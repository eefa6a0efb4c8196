import type { LoggedEvent, NewEvent } from '../../kernel/event.ts';
import type { Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { LeaseLost } from '../runs/index.ts';
import type { OwnedRun, Usage } from '../runs/index.ts';
import { appendEvents } from '../sessions/index.ts';
import { insertInteraction } from './insert-interaction.ts';
import type { NewInteraction } from './insert-interaction.ts';
import { parkRun } from './interaction-queries.ts';

export interface ParkRequest extends Pick<NewInteraction, 'reason' | 'question' | 'options' | 'waitS'> {
  readonly kind: 'approval' | 'question';
  readonly run: OwnedRun;
  readonly agentId: string;
  readonly call: NonNullable<NewInteraction['call']>;
  readonly steps: number;
  readonly usage: Usage;
  /** Events of the step that led here, for the same commit. */
  readonly lead: readonly NewEvent[];
  readonly now: number;
}

/** Parks a run until a person decides about a tool call or answers it; it waits without a process and without a lease. @throws LeaseLost */
export async function parkAndAsk(tx: Tx, home: Home, request: ParkRequest): Promise<readonly LoggedEvent[]> {
  const { run, now, usage, agentId, kind, reason, call, question, options, waitS } = request;
  const parked = await tx.run(parkRun, {
    id: run.runId,
    fence: run.fence,
    steps: request.steps,
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
  });
  if (parked === 0) throw new LeaseLost();
  const { orgId, sessionId, runId } = run;
  const { event } = await insertInteraction(tx, home, {
    orgId,
    sessionId,
    runId,
    agentId,
    kind,
    reason,
    call,
    question,
    options,
    waitS,
    now,
  });
  const change = { status: 'AWAITING_INPUT', endedAt: null, lastError: null } as const;
  return appendEvents(tx, run, [...request.lead, event], { at: now, change });
}
