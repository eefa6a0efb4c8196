import { fromOwnJson } from '../../kernel/json.ts';
import type { ProviderAccess } from '../../kernel/model.ts';
import type { Sealer } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { AgentRow, ProviderAccountRow, ReadTx } from '../../store/index.ts';
import { asProvider, sealContext } from './provider-account.ts';

/** A model, and who asks for it. */
export interface ModelAsked {
  readonly orgId: string;
  /** The agent that runs, whose own account comes first; null asks for the organisation's accounts alone. */
  readonly agentId: string | null;
  readonly model: string;
  /** The provider that was chosen for the agent, else the one of the model's family; null when neither is known. */
  readonly provider: 'openai' | 'anthropic' | null;
}

const accountsFor = statement<{ org: string; agent: string | null }, ProviderAccountRow>((db, arg) =>
  db
    .selectFrom('provider_accounts')
    .selectAll()
    .where('org_id', '=', arg.org)
    .where(({ eb, or }) => or([eb('agent_id', 'is', null), eb('agent_id', '=', arg.agent)]))
    .orderBy('id')
    .limit(1_000),
);

const providerOfAgent = statement<{ agent: string }, Pick<AgentRow, 'provider'>>((db, arg) =>
  db.selectFrom('agents').select('provider').where('id', '=', arg.agent),
);

/** The provider that was chosen for an agent as it is now, whatever its model is called; null when none was. */
export async function chosenProvider(tx: ReadTx, agentId: string): Promise<ModelAsked['provider']> {
  const provider = (await tx.first(providerOfAgent, { agent: agentId }))?.provider ?? null;
  return provider === null ? null : asProvider(provider);
}

const oldestOf = statement<{ org: string; provider: string }, Pick<ProviderAccountRow, 'base_url'>>((db, arg) =>
  db
    .selectFrom('provider_accounts')
    .select('base_url')
    .where('org_id', '=', arg.org)
    .where('provider', '=', arg.provider)
    .where('agent_id', 'is', null)
    .orderBy('id')
    .limit(1),
);

/** Where an organisation reaches a provider: the address of its oldest account; undefined without one. */
export async function baseUrlOf(tx: ReadTx, orgId: string, provider: 'openai' | 'anthropic'): Promise<string | undefined> {
  return (await tx.first(oldestOf, { org: orgId, provider }))?.base_url;
}

/** The agent's own account, else the one that names the model, else the oldest of the provider. */
async function accountFor(tx: ReadTx, asked: ModelAsked): Promise<ProviderAccountRow | undefined> {
  const rows = await tx.all(accountsFor, { org: asked.orgId, agent: asked.agentId });
  const isOfProvider = (row: ProviderAccountRow): boolean => row.provider === asked.provider;
  const own = rows.find((row) => row.agent_id !== null && isOfProvider(row));
  if (own !== undefined) return own;
  const shared = rows.filter((row) => row.agent_id === null);
  const naming = shared.filter((row) => fromOwnJson<string[]>(row.models_json).includes(asked.model));
  return naming.find(isOfProvider) ?? naming[0] ?? shared.find(isOfProvider);
}

/** How a model is reached, with the opened key; undefined without an account for it. */
export async function accessFor(tx: ReadTx, sealer: Sealer, asked: ModelAsked): Promise<ProviderAccess | undefined> {
  const row = await accountFor(tx, asked);
  if (row === undefined) return undefined;
  return { provider: asProvider(row.provider), baseUrl: row.base_url, apiKey: sealer.open(row.key_sealed, sealContext(row)).reveal() };
}

/** Whether a model can be reached at all. Opens no key. */
export async function hasAccess(tx: ReadTx, asked: ModelAsked): Promise<boolean> {
  return (await accountFor(tx, asked)) !== undefined;
}
