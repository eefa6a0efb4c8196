import { systemCaller } from '../../kernel/caller.ts';
import type { NewEvent } from '../../kernel/event.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { AgentEnding, WaitEnding } from '../ports.ts';
import { appendEvents } from '../sessions/index.ts';
import { interactionRow, settleOpen } from './interaction-queries.ts';
import { dropRules } from './rules-queries.ts';
import { tell } from './tell.ts';
import type { Doer } from './tell.ts';

const openOfRun = statement<{ run: string }, { id: string }>((db, arg) =>
  db.selectFrom('interactions').select('id').where('run_id', '=', arg.run).where('state', '=', 'open'),
);
const openQuestionsOfAgent = statement<{ agent: string; org: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('interactions')
    .select('id')
    .where('org_id', '=', arg.org)
    .where('state', '=', 'open')
    .where('agent_id', '=', arg.agent)
    .where('kind', '=', 'question')
    .where('run_id', 'is', null)
    .orderBy('id'),
);

/** Cancels an interaction that nobody needs to answer any more; does nothing when it is not open. */
export async function cancelInteraction(tx: Tx, doer: Doer, id: string, reason: string): Promise<void> {
  const now = doer.home.clock.now();
  const gone = { state: 'canceled', decision: null, answer_json: null, by: 'system', name: null, at: now };
  if ((await tx.run(settleOpen, { id, ...gone })) === 0) return;
  const row = await tx.first(interactionRow, { id });
  if (row === undefined) return;
  if (row.session_id !== null && row.kind !== 'review') {
    const event: NewEvent = { type: 'interaction.canceled', payload: { interaction_id: id, reason } };
    await appendEvents(tx, { orgId: row.org_id, sessionId: row.session_id, runId: row.run_id }, [event], { at: now });
  }
  await tell(tx, doer, row, 'canceled');
}

/** Part of the end of every run that waits: nobody answers it any more. */
export const cancelWaits: WaitEnding = async (tx, home, { orgId, runId }) => {
  const doer = { home, caller: systemCaller(orgId) };
  for (const { id } of await tx.all(openOfRun, { run: runId })) await cancelInteraction(tx, doer, id, 'run_ended');
};

/** Part of every agent's end: what it asked in messages is withdrawn, and its rules go. Its waiting runs are stopped; its work may still be judged. */
export const endInteractionsOfAgent: AgentEnding = async (tx, { orgId, agentId }, { home }) => {
  await tx.run(dropRules, { agent: agentId });
  const doer = { home, caller: systemCaller(orgId) };
  for (const { id } of await tx.all(openQuestionsOfAgent, { org: orgId, agent: agentId }))
    await cancelInteraction(tx, doer, id, 'agent_deleted');
};
