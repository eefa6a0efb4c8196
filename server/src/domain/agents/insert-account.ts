import type { JsonObject } from '../../kernel/json.ts';
import type { Tx } from '../../store/index.ts';
import { nextNumber } from '../counter.ts';
import type { Agent } from './agent.ts';
import { freeSlug } from './free-slug.ts';
import { draftAgent, insertAgent } from './insert-agent.ts';

export interface NewAccount {
  /** Its UUID, chosen by the caller. */
  readonly id: string;
  readonly orgId: string;
  /** Source: agents domain, registration: `[a-zA-Z0-9-]{3,50}`. */
  readonly name: string;
  readonly description: string;
  readonly metadata: JsonObject;
}

/**
 * Adds an agent that registered itself: active, of kind `identity`, without tools. Its slug is made from its name.
 * @throws Refusal `conflict` agent.exists when too many accounts have the name
 */
export async function insertAccount(tx: Tx, account: NewAccount, now: number): Promise<Agent> {
  const number = await nextNumber(tx, 'agents');
  const slug = await freeSlug(tx, { ...account, number });
  const { name: displayName, ...given } = account;
  const agent = draftAgent({ ...given, number, slug, displayName, kind: 'identity' }, now);
  await insertAgent(tx, agent, { createdBy: `agent:${agent.id}` });
  return agent;
}
