import { callerIdentity } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { appendEvents } from '../sessions/index.ts';
import { settleRun } from './own-run.ts';
import { isTerminal } from './run.ts';
import type { Run } from './run.ts';
import { toRun } from './run-queries.ts';
import type { RunJoin } from './run-queries.ts';
import { visibleRun } from './read-runs.ts';

const requestCancel = statement<{ id: string }>((db, arg) =>
  db.updateTable('runs').set({ state: 'cancelling' }).where('id', '=', arg.id).where('state', '=', 'running'),
);

/** Takes the row's lock, so that nothing about the run changes until this cancel has decided. */
const markRequested = statement<{ id: string; at: number }>((db, arg) =>
  db
    .updateTable('runs')
    .set((eb) => ({ cancel_requested_at: eb.fn.coalesce('cancel_requested_at', eb.val(arg.at)) }))
    .where('id', '=', arg.id),
);

const cancel = mutation<string, { readonly run: Run; readonly isRequested: boolean }>({
  grant: 'runs:write',
  work: async (tx, at, id) => {
    const seen = await visibleRun(tx, at.caller, id);
    await tx.run(markRequested, { id: seen.id, at: at.home.clock.now() });
    const before = await visibleRun(tx, at.caller, id);
    if (isTerminal(before.state)) {
      throw new Refusal('conflict', 'run.already_ended', `The run has already ended: ${before.state}.`);
    }
    const isRequested = await requestOrSettle(tx, at, before);
    return { run: toRun(await visibleRun(tx, at.caller, id)), isRequested };
  },
  record: 'log',
});

/**
 * Stops a run. A queued or waiting run ends at once; a running one is `cancelling` until its model call or tool has really stopped.
 * @throws Refusal `not_found` run.unknown · `conflict` run.already_ended
 */
export async function cancelRun(at: At, id: string): Promise<Run> {
  const { run, isRequested } = await cancel(at, id);
  if (isRequested) at.home.engine.cancel(run.id);
  return run;
}

async function requestOrSettle(tx: Tx, at: At, before: RunJoin): Promise<boolean> {
  const now = at.home.clock.now();
  const target = { orgId: before.org_id, sessionId: before.session_id, runId: before.id };
  if (before.state === 'cancelling') return true;
  if ((await tx.run(requestCancel, { id: before.id })) > 0) {
    await appendEvents(tx, target, [{ type: 'run.cancelling', payload: { by: callerIdentity(at.caller) } }], { at: now });
    return true;
  }
  const usage = { inputTokens: before.input_tokens, outputTokens: before.output_tokens };
  await settleRun(
    tx,
    at.home,
    { ...target, fence: before.fence },
    { now, startedAt: before.started_at ?? before.created_at, usage, isWaiting: before.state === 'waiting' },
    {
      state: 'cancelled',
      code: 'CANCELLED',
      message: 'The run was cancelled.',
    },
  );
  return false;
}
