import { grantsOfRole } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { roleOf } from '../orgs/index.ts';
import type { MemberChange, MemberEnding } from '../ports.ts';

interface Who {
  readonly org: string;
  readonly user: string;
}

const open = statement<Who>((db, arg) =>
  db
    .updateTable('interactions')
    .set({ assignee_user_id: null })
    .where('org_id', '=', arg.org)
    .where('state', '=', 'open')
    .where('assignee_user_id', '=', arg.user),
);
/** Escalation then reaches everybody who may answer. */
const escalations = statement<Who>((db, arg) =>
  db
    .updateTable('interactions')
    .set({ escalate_user_id: null })
    .where('org_id', '=', arg.org)
    .where('state', '=', 'open')
    .where('escalate_user_id', '=', arg.user),
);
const ruledAssignee = statement<Who>((db, arg) =>
  db
    .updateTable('interaction_rules')
    .set({ assignee_user_id: null })
    .where('org_id', '=', arg.org)
    .where('assignee_user_id', '=', arg.user),
);
const ruledEscalation = statement<Who>((db, arg) =>
  db
    .updateTable('interaction_rules')
    .set({ escalate_user_id: null })
    .where('org_id', '=', arg.org)
    .where('escalate_user_id', '=', arg.user),
);

async function unassign(tx: Tx, who: Who): Promise<void> {
  for (const part of [open, escalations, ruledAssignee, ruledEscalation]) await tx.run(part, who);
}

/** Part of every membership's end: what waits for the person waits for everybody. Called also where a person stays a member; then nothing happens. */
export const unassignMember: MemberEnding = async (tx, { orgId, userId }) => {
  if ((await roleOf(tx, orgId, userId)) === undefined) await unassign(tx, { org: orgId, user: userId });
};

/** The same where a member may not act for a while, or may not answer in their new role. */
export const unassignWhoMayNot: MemberChange = async (tx, { userId, change }) => {
  if ('name' in change) return;
  const mayAnswer = 'role' in change ? grantsOfRole[change.role].has('interactions:write') : change.isActive;
  if (!mayAnswer) await unassign(tx, { org: change.orgId, user: userId });
};
