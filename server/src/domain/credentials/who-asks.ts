import { isProgram } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import { query } from '../operation.ts';

export interface KeyOwner {
  readonly orgId: string;
  /** Whom the key acts as, else who made it; null when no person did. */
  readonly userId: string | null;
  /** The agent that the key acts as. */
  readonly agentId: string | null;
}

const makerOf = statement<{ id: string }, { user_id: string | null; created_by: string }>((db, arg) =>
  db.selectFrom('credentials').select(['user_id', 'created_by']).where('id', '=', arg.id),
);
const userMark = 'user:';

/** Whose key a program presented. */
export const whoAsks = query<void, KeyOwner>({
  grant: null,
  work: async (tx, { caller }) => {
    const maker = isProgram(caller) ? await tx.first(makerOf, { id: caller.credentialId }) : undefined;
    const made = maker?.created_by.startsWith(userMark) === true ? maker.created_by.slice(userMark.length) : null;
    const userId = caller.kind === 'person' ? caller.userId : (maker?.user_id ?? made);
    return { orgId: caller.orgId, userId, agentId: isProgram(caller) ? caller.agentId : null };
  },
});
