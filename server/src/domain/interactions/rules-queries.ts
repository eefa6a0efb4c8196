import { statement } from '../../store/index.ts';
import type { InteractionRulesRow } from '../../store/index.ts';

export const rulesOf = statement<{ agent: string }, InteractionRulesRow>((db, arg) =>
  db.selectFrom('interaction_rules').selectAll().where('agent_id', '=', arg.agent),
);

export const writeRules = statement<InteractionRulesRow>((db, arg) =>
  db
    .insertInto('interaction_rules')
    .values({
      agent_id: arg.agent_id,
      org_id: arg.org_id,
      assignee_user_id: arg.assignee_user_id,
      deadline_s: arg.deadline_s,
      on_timeout: arg.on_timeout,
      timeout_answer: arg.timeout_answer,
      escalate_after_s: arg.escalate_after_s,
      escalate_user_id: arg.escalate_user_id,
      updated_at: arg.updated_at,
    })
    .onConflict((conflict) =>
      conflict.column('agent_id').doUpdateSet((eb) => ({
        assignee_user_id: eb.ref('excluded.assignee_user_id'),
        deadline_s: eb.ref('excluded.deadline_s'),
        on_timeout: eb.ref('excluded.on_timeout'),
        timeout_answer: eb.ref('excluded.timeout_answer'),
        escalate_after_s: eb.ref('excluded.escalate_after_s'),
        escalate_user_id: eb.ref('excluded.escalate_user_id'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    ),
);

export const dropRules = statement<{ agent: string }>((db, arg) => db.deleteFrom('interaction_rules').where('agent_id', '=', arg.agent));
