import { refuseField } from '../../kernel/refusal.ts';
import type { InteractionRulesRow, ReadTx } from '../../store/index.ts';
import { lockedAgent, refusePerson, visibleAgent } from '../agents/index.ts';
import { mutation, query } from '../operation.ts';
import type { TimeoutAction } from './interaction.ts';
import { rulesOf, writeRules } from './rules-queries.ts';
import { requireAnswerer } from './who-answers.ts';

/** Who is asked by an agent, how long an answer may take, and what is done without one. Counts for what opens from then on. */
export interface InteractionRules {
  readonly assigneeUserId: string | null;
  /** Seconds for an answer, 60-2,592,000; reviews have no deadline. */
  readonly deadlineS: number | null;
  readonly onTimeout: TimeoutAction;
  readonly timeoutAnswer: string | null;
  /** Seconds after which somebody else is asked. */
  readonly escalateAfterS: number | null;
  /** Null for everybody who may answer. */
  readonly escalateUserId: string | null;
}

const noRules: InteractionRules = {
  assigneeUserId: null,
  deadlineS: null,
  onTimeout: 'wait',
  timeoutAnswer: null,
  escalateAfterS: null,
  escalateUserId: null,
};

/** The rules of an agent; without any of its own, everybody who may answer is asked and there is no deadline. @throws Refusal `not_found` agent.unknown */
export const getRules = query<string, InteractionRules>({
  grant: 'agents:read',
  work: async (tx, { caller }, address) => {
    const agent = await visibleAgent(tx, caller, address);
    const row = await tx.first(rulesOf, { agent: agent.id });
    return row === undefined ? noRules : toRules(row);
  },
});

export interface RulesChange {
  readonly address: string;
  readonly rules: InteractionRules;
}

/**
 * Sets all rules of an agent at once.
 * @throws Refusal `not_found` agent.unknown · `conflict` agent.is_person · `unprocessable` interaction.assignee_unfit, interaction.rules_unfit
 */
export const putRules = mutation<RulesChange, InteractionRules & { readonly agentId: string }>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, { address, rules }) => {
    const agent = await lockedAgent(tx, caller, address);
    refusePerson(agent);
    await refuseUnfit(tx, agent.orgId, rules);
    await tx.run(writeRules, {
      agent_id: agent.id,
      org_id: agent.orgId,
      assignee_user_id: rules.assigneeUserId,
      deadline_s: rules.deadlineS,
      on_timeout: rules.onTimeout,
      timeout_answer: rules.timeoutAnswer,
      escalate_after_s: rules.escalateAfterS,
      escalate_user_id: rules.escalateUserId,
      updated_at: home.clock.now(),
    });
    return { ...rules, agentId: agent.id };
  },
  record: ({ agentId, deadlineS, onTimeout, escalateAfterS, assigneeUserId, escalateUserId }) => ({
    event: 'agent.interaction_rules_changed',
    target: agentId,
    agentId,
    details: {
      assignee: assigneeUserId,
      deadline_s: deadlineS,
      on_timeout: onTimeout,
      escalate_after_s: escalateAfterS,
      escalate_to: escalateUserId,
    },
  }),
});

async function refuseUnfit(tx: ReadTx, orgId: string, rules: InteractionRules): Promise<void> {
  const { onTimeout, timeoutAnswer, escalateAfterS, escalateUserId } = rules;
  if (onTimeout === 'respond' && (timeoutAnswer ?? '').trim() === '')
    throw refuseField('unprocessable', 'interaction.rules_unfit', '/timeout_answer', 'Say what the answer is when nobody gives one.');
  if (escalateUserId !== null && escalateAfterS === null)
    throw refuseField('unprocessable', 'interaction.rules_unfit', '/escalate_after_s', 'Say after how many seconds.');
  await requireAnswerer(tx, orgId, rules.assigneeUserId, '/assignee_user_id');
  await requireAnswerer(tx, orgId, escalateUserId, '/escalate_user_id');
}

function toRules(row: InteractionRulesRow): InteractionRules {
  return {
    assigneeUserId: row.assignee_user_id,
    deadlineS: row.deadline_s,
    onTimeout: asTimeoutAction(row.on_timeout),
    timeoutAnswer: row.timeout_answer,
    escalateAfterS: row.escalate_after_s,
    escalateUserId: row.escalate_user_id,
  };
}

/** Guaranteed by `putRules`, the only writer. */
function asTimeoutAction(word: string): TimeoutAction {
  return word as TimeoutAction;
}
