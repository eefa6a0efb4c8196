import { shapeOf, uuidOfAgt } from '../../kernel/id.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { AgentCapabilityRow, AgentRow, AgentVersionRow, Builder, ReadTx, Tx } from '../../store/index.ts';
import type { Agent, AgentConfig, AgentKind, AgentProvider, AgentStatus, Autonomy, ExecutionMode } from './agent.ts';

export type AgentJoin = AgentRow & Pick<AgentVersionRow, 'model' | 'system_prompt' | 'tools_json' | 'config_json'>;

const definitionColumns = [
  'agent_versions.model',
  'agent_versions.system_prompt',
  'agent_versions.tools_json',
  'agent_versions.config_json',
] as const;

/** Living agents with their current definition. */
export function livingAgents(db: Builder) {
  return db
    .selectFrom('agents')
    .innerJoin('agent_versions', (join) =>
      join.onRef('agent_versions.agent_id', '=', 'agents.id').onRef('agent_versions.version', '=', 'agents.version'),
    )
    .selectAll('agents')
    .select(definitionColumns)
    .where('agents.deleted_at', 'is', null);
}

const byId = statement<{ org: string; id: string }, AgentJoin>((db, arg) =>
  livingAgents(db).where('agents.org_id', '=', arg.org).where('agents.id', '=', arg.id),
);
/** Of whatever organisation: for ids that the domain itself holds. */
export const livingById = statement<{ id: string }, AgentJoin>((db, arg) => livingAgents(db).where('agents.id', '=', arg.id));
const byNumber = statement<{ org: string; number: number }, AgentJoin>((db, arg) =>
  livingAgents(db).where('agents.org_id', '=', arg.org).where('agents.number', '=', arg.number),
);
const bySlug = statement<{ org: string; slug: string }, AgentJoin>((db, arg) =>
  livingAgents(db)
    .where('agents.org_id', '=', arg.org)
    .where((eb) => eb(eb.fn<string>('lower', ['agents.slug']), '=', arg.slug)),
);
const called = statement<{ org: string; name: string }, AgentJoin>((db, arg) =>
  livingAgents(db)
    .where('agents.org_id', '=', arg.org)
    .where('agents.display_name', '=', arg.name)
    .where('agents.kind', '!=', 'human')
    .limit(2),
);
const capabilitiesOf = statement<{ agent: string }, { capability: string }>((db, arg) =>
  db.selectFrom('agent_capabilities').select('capability').where('agent_id', '=', arg.agent).orderBy('position').orderBy('capability'),
);
const deleteCapabilities = statement<{ agent: string }>((db, arg) => db.deleteFrom('agent_capabilities').where('agent_id', '=', arg.agent));

export const agentInsertion = insertion('agents', [
  'id',
  'org_id',
  'number',
  'slug',
  'display_name',
  'description',
  'kind',
  'autonomy',
  'status',
  'version',
  'max_concurrent',
  'metadata_json',
  'created_at',
  'updated_at',
  'deleted_at',
  'owner_user_id',
  'execution_mode',
  'provider',
]);
export const versionInsertion = insertion('agent_versions', [
  'agent_id',
  'version',
  'org_id',
  'model',
  'system_prompt',
  'tools_json',
  'config_json',
  'note',
  'created_by',
  'created_at',
]);
const capabilityInsertion = insertion('agent_capabilities', ['agent_id', 'capability', 'position']);

interface Words {
  readonly kind: AgentKind;
  readonly autonomy: Autonomy;
  readonly status: AgentStatus;
  readonly executionMode: ExecutionMode;
  readonly provider: AgentProvider | null;
}

/** Guaranteed by the writers of this noun, which store only these words. */
function asWords(row: { readonly [M in keyof Words]: string | null }): Words {
  return row as Words;
}

export function toAgent(row: AgentJoin, capabilities: readonly string[] = []): Agent {
  return {
    id: row.id,
    orgId: row.org_id,
    number: row.number,
    slug: row.slug,
    displayName: row.display_name,
    description: row.description,
    ...asWords({ kind: row.kind, autonomy: row.autonomy, status: row.status, executionMode: row.execution_mode, provider: row.provider }),
    ownerUserId: row.owner_user_id,
    version: row.version,
    model: row.model,
    systemPrompt: row.system_prompt,
    tools: fromOwnJson<string[]>(row.tools_json),
    config: fromOwnJson<AgentConfig>(row.config_json),
    maxConcurrent: row.max_concurrent,
    capabilities,
    metadata: fromOwnJson<JsonObject>(row.metadata_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Finds a living agent of the organisation by any of its four addresses. */
export async function findAgentRow(tx: ReadTx, org: string, address: string): Promise<AgentJoin | undefined> {
  const shape = shapeOf(address);
  if (shape === 'uuid') return tx.first(byId, { org, id: address.toLowerCase() });
  if (shape === 'agt') return tx.first(byId, { org, id: uuidOfAgt(address) });
  if (shape === 'digits') return tx.first(byNumber, { org, number: Number(address) });
  if (shape === 'name') return tx.first(bySlug, { org, slug: address.toLowerCase() });
  return undefined;
}

/** The living agent whose display name this is, letter by letter, when no other has it. */
export async function findOnlyAgentCalled(tx: ReadTx, org: string, name: string): Promise<AgentJoin | undefined> {
  const shape = shapeOf(name);
  if (shape !== null && shape !== 'name') return undefined;
  const [row, another] = await tx.all(called, { org, name });
  return another === undefined ? row : undefined;
}

export async function capabilitiesOfAgent(tx: ReadTx, agentId: string): Promise<string[]> {
  return (await tx.all(capabilitiesOf, { agent: agentId })).map((row) => row.capability);
}

/** Of many agents at once, by agent. */
export async function capabilitiesOfAgents(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<AgentCapabilityRow>((db) =>
    db
      .selectFrom('agent_capabilities')
      .selectAll()
      .where('agent_id', 'in', ids)
      .orderBy('agent_id')
      .orderBy('position')
      .orderBy('capability'),
  );
  const all = new Map<string, string[]>();
  for (const { agent_id: id, capability } of rows) all.set(id, [...(all.get(id) ?? []), capability]);
  return all;
}

export async function replaceCapabilities(tx: Tx, agentId: string, capabilities: readonly string[]): Promise<void> {
  await tx.run(deleteCapabilities, { agent: agentId });
  const rows = [...new Set(capabilities)].map((capability, position) => ({ agent_id: agentId, capability, position }));
  await tx.insert(capabilityInsertion, rows);
}

export const updateAgentRow = statement<{
  id: string;
  slug: string;
  display_name: string;
  description: string;
  autonomy: string;
  status: string;
  version: number;
  max_concurrent: number;
  metadata_json: string;
  updated_at: number;
  owner_user_id: string | null;
  execution_mode: string;
  provider: string | null;
}>((db, arg) =>
  db
    .updateTable('agents')
    .set({
      slug: arg.slug,
      display_name: arg.display_name,
      description: arg.description,
      autonomy: arg.autonomy,
      status: arg.status,
      version: arg.version,
      max_concurrent: arg.max_concurrent,
      metadata_json: arg.metadata_json,
      updated_at: arg.updated_at,
      owner_user_id: arg.owner_user_id,
      execution_mode: arg.execution_mode,
      provider: arg.provider,
    })
    .where('id', '=', arg.id),
);

/** Makes other changes of the agent wait for this transaction, so that none of them starts from what this one replaces. */
export const lockAgent = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('agents')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('id', '=', arg.id),
);

export const markDeleted = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('agents').set({ deleted_at: arg.at, status: 'deleted', updated_at: arg.at }).where('id', '=', arg.id),
);

export const versionsOf = statement<{ agent: string }, AgentVersionRow>((db, arg) =>
  db.selectFrom('agent_versions').selectAll().where('agent_id', '=', arg.agent).orderBy('version', 'desc').limit(200),
);

export const versionOf = statement<{ agent: string; version: number }, AgentVersionRow>((db, arg) =>
  db.selectFrom('agent_versions').selectAll().where('agent_id', '=', arg.agent).where('version', '=', arg.version),
);
