import { isFreeSlug } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { nextNumber } from '../counter.ts';
import { defaultConfig, defaultModel } from './agent.ts';
import { agentInsertion, findAgentRow, versionInsertion } from './agent-queries.ts';

/** How many accounts of one name an organisation can hold. */
const sameNameMax = 200;

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
export async function insertAccount(tx: Tx, account: NewAccount, now: number): Promise<{ readonly slug: string }> {
  // The counter is the lock: of two that make the same slug at once, the second waits here and then sees the first's.
  const number = await nextNumber(tx, 'agents');
  const slug = await freeSlug(tx, account);
  await tx.insert(agentInsertion, [
    {
      id: account.id,
      org_id: account.orgId,
      number,
      slug,
      display_name: account.name,
      description: account.description,
      kind: 'identity',
      autonomy: 'supervised',
      status: 'active',
      version: 1,
      max_concurrent: 5,
      metadata_json: JSON.stringify(account.metadata),
      created_at: now,
      updated_at: now,
      deleted_at: null,
      token_epoch: 0,
      owner_user_id: null,
      execution_mode: 'manual',
      provider: null,
      last_assigned_at: null,
    },
  ]);
  await tx.insert(versionInsertion, [
    {
      agent_id: account.id,
      version: 1,
      org_id: account.orgId,
      model: defaultModel,
      system_prompt: null,
      tools_json: '[]',
      config_json: JSON.stringify(defaultConfig),
      note: null,
      created_by: `agent:${account.id}`,
      created_at: now,
    },
  ]);
  return { slug };
}

async function freeSlug(tx: Tx, { orgId, name }: NewAccount): Promise<string> {
  const base = /^[A-Za-z]/.test(name) ? name : `agent-${name}`;
  for (let count = 1; count <= sameNameMax; count += 1) {
    const slug = count === 1 ? base : `${base}-${count}`;
    if (isFreeSlug(slug) && (await findAgentRow(tx, orgId, slug)) === undefined) return slug;
  }
  throw new Refusal('conflict', 'agent.exists', `Too many agents are named '${name}'.`);
}
