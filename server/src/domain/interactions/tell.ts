import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { toRfc3339OrNull } from '../../kernel/clock.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { statement } from '../../store/index.ts';
import type { AgentRow, InteractionRow, Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import type { ActivityEvent } from '../activity/index.ts';
import { announce } from '../changed.ts';
import type { Home } from '../home.ts';
import type { InteractionFacts, InteractionNews } from '../ports.ts';

/** A caller on a deployment: a request's own, or the server acting in an organisation. */
export interface Doer {
  readonly caller: Caller;
  readonly home: Home;
  /** Who did it, where the caller is the server that follows from it. */
  readonly by?: string;
}

export function factsOf(row: InteractionRow, kind: InteractionFacts['kind']): InteractionFacts {
  return {
    id: row.id,
    orgId: row.org_id,
    kind,
    agentId: row.agent_id,
    sessionId: row.session_id,
    runId: row.run_id,
    deliverableId: row.deliverable_id,
    question: row.question,
    tool: row.tool,
    action: row.action,
    assigneeUserId: row.assignee_user_id,
    deadlineAt: row.deadline_at,
  };
}

const activityOf: { readonly [R in InteractionNews['reason']]?: ActivityEvent } = {
  opened: 'interaction.opened',
  resolved: 'interaction.resolved',
  expired: 'interaction.resolved',
};

/** Tells everybody who makes something of it what happened to an interaction, in the transaction of the change. `row` is as it is after it. */
export async function tell(
  tx: Tx,
  { caller, home, by = callerIdentity(caller) }: Doer,
  row: InteractionRow,
  reason: InteractionNews['reason'],
): Promise<void> {
  const { id, org_id: orgId } = row;
  const now = home.clock.now();
  const interaction = factsOf(row, kindOf(row));
  for (const sink of home.interactionSinks) await sink(tx, home, { reason, interaction, by, now });
  announce(tx, { orgId, topic: 'interactions', id });
  const event = activityOf[reason];
  // Reviews are told of as what they are about: deliverable.submitted and review.completed.
  if (event === undefined || interaction.kind === 'review') return;
  // Whom a session is shared with may answer from another organisation.
  const doer = { home, caller: { ...caller, orgId } };
  await recordActivity(tx, doer, { event, agentId: row.agent_id, data: await dataOf(tx, row) });
}

/** Guaranteed by the writers of this noun, which store only these words. */
function kindOf(row: InteractionRow): InteractionFacts['kind'] {
  return row.kind as InteractionFacts['kind'];
}

const agentOf = statement<{ id: string }, Pick<AgentRow, 'id' | 'number' | 'display_name' | 'status'>>((db, arg) =>
  db.selectFrom('agents').select(['id', 'number', 'display_name', 'status']).where('id', '=', arg.id),
);

/** What webhooks carry; never a tool's input, which may hold anything. */
async function dataOf(tx: Tx, row: InteractionRow): Promise<JsonObject> {
  const agent = row.agent_id === null ? undefined : await tx.first(agentOf, { id: row.agent_id });
  return {
    interaction: {
      uuid: row.id,
      kind: row.kind,
      state: row.state,
      question: row.question.slice(0, 4_000),
      options: fromOwnJson<string[]>(row.options_json),
      tool: row.tool,
      action: row.action,
      session_id: row.session_id,
      run_id: row.run_id,
      deadline_at: toRfc3339OrNull(row.deadline_at),
      decision: row.decision,
      resolved_by: row.resolved_by_name,
    },
    ...(agent === undefined ? {} : { agent: { id: agent.number, uuid: agent.id, name: agent.display_name, status: agent.status } }),
  };
}
