import { agtOfUuid, shapeOf, uuidOfAgt } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';

/**
 * The account that a path names; it must be the caller's own.
 * Source: agents domain, "agent_id must match the agent_id encoded in the Basic auth header" and "The JWT subject must match this value".
 * @throws Refusal `invalid` agent.id_invalid · `forbidden` agent.not_own
 */
export function ownAccount({ caller }: At, address: string): string {
  if (shapeOf(address) !== 'agt') throw new Refusal('invalid', 'agent.id_invalid', 'An agent id is agt_ and 32 hex digits.');
  const own = caller.kind === 'agentToken' || caller.kind === 'recovery' ? caller.agentId : null;
  if (own !== uuidOfAgt(address)) throw new Refusal('forbidden', 'agent.not_own', 'This credential belongs to another agent.');
  return agtOfUuid(own);
}
