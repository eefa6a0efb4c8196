import { newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { foreignAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { reachesAgent } from '../../kernel/caller.ts';
import { sessionOf } from '../sessions/index.ts';
import type { Session } from '../sessions/index.ts';
import { insertForeignSession, sessionIdOf } from './open-foreign-session.ts';

export interface RegisterSession {
  /** A UUID that the agent chose; made when left out. */
  readonly sessionId?: string | undefined;
  readonly agentType: string;
  readonly name?: string | undefined;
  readonly metadata?: JsonObject | undefined;
}

const ownerOf = statement<{ id: string }, { org_id: string; agent_id: string }>((db, arg) =>
  db.selectFrom('sessions').select(['org_id', 'agent_id']).where('id', '=', arg.id),
);

/**
 * Opens a session for a foreign agent, which is made too when it is the first of its type.
 * @throws Refusal `conflict` session.exists, agent.not_active · `forbidden` session.foreign, and as for `foreignAgent` ·
 * `invalid` session.id_invalid
 */
export const registerSession = mutation<RegisterSession, Session>({
  grant: 'messages:write',
  work: async (tx, at, input) => {
    const id = input.sessionId === undefined ? newId(at.home.clock.now()) : sessionIdOf(input.sessionId);
    await refuseTaken(tx, at, id);
    const agent = await foreignAgent(tx, at, input.agentType);
    const made = await insertForeignSession(tx, at, agent, { ...input, sessionId: id });
    if (made === undefined) await refuseTaken(tx, at, id);
    return sessionOf(tx, at, id);
  },
  record: 'log',
});

async function refuseTaken(tx: Tx, { caller }: At, id: string): Promise<void> {
  const owner = await tx.first(ownerOf, { id });
  if (owner === undefined) return;
  if (owner.org_id !== caller.orgId || !reachesAgent(caller, owner.agent_id)) {
    throw new Refusal('forbidden', 'session.foreign', 'This id belongs to somebody else.');
  }
  throw new Refusal('conflict', 'session.exists', 'There is a session of this id already.');
}
