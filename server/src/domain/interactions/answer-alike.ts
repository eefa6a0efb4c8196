import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';
import { interactionRow } from './interaction-queries.ts';
import type { InteractionJoin } from './interaction-queries.ts';
import { isOverdue } from './overdue.ts';
import { settleInteraction } from './settle-interaction.ts';

/** Runs that go on with one answer; what waits beyond them is asked as before. */
const alikeMax = 100;

interface Alike {
  id: string;
  org: string;
  agent: string;
  tool: string;
  action: string;
  /** Empty for built-in tools. */
  pin: string;
}

const waitingAlike = statement<Alike, { id: string }>((db, arg) =>
  db
    .selectFrom('interactions')
    .innerJoin('runs', 'runs.id', 'interactions.run_id')
    .select('interactions.id')
    .where('interactions.org_id', '=', arg.org)
    .where('interactions.state', '=', 'open')
    .where('interactions.agent_id', '=', arg.agent)
    .where('interactions.kind', '=', 'approval')
    .where('interactions.reason', '=', 'policy')
    .where('interactions.tool', '=', arg.tool)
    .where('interactions.action', '=', arg.action)
    .where((eb) => eb(eb.fn.coalesce('interactions.tool_pin', eb.val('')), '=', arg.pin))
    .where('interactions.id', '<>', arg.id)
    .where('runs.state', '=', 'waiting')
    .orderBy('interactions.id')
    .limit(alikeMax),
);

const verdict = { decision: 'approve', input: null, message: null, isRemembered: true, isTimeout: false } as const;

/**
 * Consents to what other runs of the agent wait for with the same action of the same tool, because its policy is not to ask any more. Each runs with
 * its own arguments. Calls that wait for another reason go on waiting.
 */
export async function answerAlike(tx: Tx, at: At, { id, org_id: org, ...row }: InteractionJoin): Promise<void> {
  const { agent_id: agent, tool, action, tool_pin: pin } = row;
  if (agent === null || tool === null || action === null) return;
  for (const other of await tx.all(waitingAlike, { id, org, agent, tool, action, pin: pin ?? '' })) {
    const open = await tx.first(interactionRow, other);
    if (open !== undefined && !isOverdue(open, at.home.clock.now())) await settleInteraction(tx, at, open, verdict);
  }
}
