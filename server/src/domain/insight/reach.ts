import type { Caller } from '../../kernel/caller.ts';

/** Agents that a caller is limited to; the organisation's id, which is no agent's, keeps the list from being empty. */
export function reach({ orgId, agentIds }: Caller): readonly string[] | null {
  return agentIds === null ? null : [...agentIds, orgId];
}
