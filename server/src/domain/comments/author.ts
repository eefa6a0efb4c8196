import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';

const userName = statement<{ id: string }, { name: string }>((db, arg) => db.selectFrom('users').select('name').where('id', '=', arg.id));
const agentName = statement<{ id: string }, { name: string }>((db, arg) =>
  db.selectFrom('agents').select('display_name as name').where('id', '=', arg.id),
);

/** Whom a caller speaks for: the agent or the person behind a key rather than the key, and what they are called now. */
export async function authorOf(tx: ReadTx, caller: Caller): Promise<{ readonly author: string; readonly name: string }> {
  const agentId = caller.kind === 'agentToken' || caller.kind === 'apiKey' || caller.kind === 'recovery' ? caller.agentId : null;
  if (agentId !== null) return { author: `agent:${agentId}`, name: (await tx.first(agentName, { id: agentId }))?.name ?? '' };
  const userId = caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
  if (userId !== null) return { author: `user:${userId}`, name: (await tx.first(userName, { id: userId }))?.name ?? '' };
  return { author: callerIdentity(caller), name: caller.kind === 'apiKey' ? caller.credentialName : 'Forgeyard' };
}
