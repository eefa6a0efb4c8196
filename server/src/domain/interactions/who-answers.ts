import { grantsOfRole, requireGrant } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { roleOf } from '../orgs/index.ts';

/** What waits for people is not answered by agents, neither their own questions nor others'. @throws Refusal `forbidden` interaction.agent_answer */
export function refuseAgent(caller: Caller): void {
  const isAgent = caller.kind === 'agentToken' || caller.kind === 'recovery' || (caller.kind === 'apiKey' && caller.agentId !== null);
  if (isAgent) throw new Refusal('forbidden', 'interaction.agent_answer', 'Agents do not answer what waits for people.');
}

/**
 * A message answers what a run of ours asks only where it comes from a person, whom the session is open to, or from a program that may answer.
 * @throws Refusal `forbidden` interaction.agent_answer, caller.lacks_grant
 */
export function refuseUnlessAnswerer(caller: Caller): void {
  refuseAgent(caller);
  if (caller.kind !== 'person') requireGrant(caller, 'interactions:write');
}

/** @throws Refusal `unprocessable` interaction.assignee_unfit */
export async function requireAnswerer(tx: ReadTx, orgId: string, userId: string | null, pointer: string): Promise<void> {
  if (userId === null) return;
  const role = await roleOf(tx, orgId, userId);
  if (role !== undefined && grantsOfRole[role].has('interactions:write')) return;
  throw refuseField('unprocessable', 'interaction.assignee_unfit', pointer, 'This is not a member who may answer.');
}

/** The person behind a caller, if there is one. */
export function userOf(caller: Caller): string | null {
  return caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
}
