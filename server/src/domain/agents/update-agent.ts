import { callerIdentity, isProgram } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import { touchAuthority } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { agentFact } from './agent.ts';
import type { Agent, AgentConfig, AgentDefinition, AgentProvider, AgentStatus, Autonomy, ExecutionMode } from './agent.ts';
import { findAgentRow, replaceCapabilities, updateAgentRow } from './agent-queries.ts';
import { checkDefinition } from './check-definition.ts';
import { refuseUnusableSlug, slugTaken } from './create-agent.ts';
import type { Alongside } from './create-agent.ts';
import { lockedAgent, refusePerson } from './find-agent.ts';
import { insertVersion } from './insert-agent.ts';

export interface AgentChanges {
  readonly slug?: string | undefined;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  readonly autonomy?: Autonomy | undefined;
  readonly status?: AgentStatus | undefined;
  readonly executionMode?: ExecutionMode | undefined;
  readonly provider?: AgentProvider | null | undefined;
  readonly ownerUserId?: string | null | undefined;
  readonly model?: string | undefined;
  readonly systemPrompt?: string | null | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly config?: Partial<AgentConfig> | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly maxConcurrent?: number | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly note?: string | undefined;
}

export interface AgentUpdate {
  readonly address: string;
  readonly changes: AgentChanges;
  /** Refuses when the agent is at another version. */
  readonly expectedVersion?: number | undefined;
  readonly also?: Alongside | undefined;
}

/** What may be changed of an agent that stands for a member; the rest follows from the membership. */
const membersOfPeople: ReadonlySet<string> = new Set(['description', 'capabilities', 'maxConcurrent', 'metadata']);

/**
 * Changes an agent. Members of `config` are merged over the stored ones; any change of the definition makes a new version.
 * @throws Refusal `not_found` agent.unknown · `conflict` agent.exists, agent.version_moved, agent.is_person · `unprocessable` as for creation
 */
export const updateAgent = mutation<AgentUpdate, Agent>({
  grant: 'agents:write',
  work: async (tx, at, { address, changes, expectedVersion, also }) => {
    const before = await lockedAgent(tx, at.caller, address);
    if (givenMembers(changes).some((name) => !membersOfPeople.has(name))) refusePerson(before);
    if (expectedVersion !== undefined && expectedVersion !== before.version) {
      throw new Refusal('conflict', 'agent.version_moved', `The agent is at version ${before.version}, not ${expectedVersion}.`);
    }
    await refuseTakenSlug(tx, at, before, changes.slug);
    const after = await applyChanges(tx, at, before, changes);
    return (await also?.(tx, at, after)) ?? after;
  },
  record: (agent, { changes }) => ({
    event: 'agent.updated',
    target: agent.id,
    agentId: agent.id,
    details: { members: givenMembers(changes), version: agent.version },
  }),
});

function givenMembers(changes: AgentChanges): string[] {
  return Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

async function refuseTakenSlug(tx: Tx, at: At, before: Agent, slug: string | undefined): Promise<void> {
  if (slug === undefined || slug === before.slug) return;
  refuseUnusableSlug(slug);
  const holder = await findAgentRow(tx, at.caller.orgId, slug);
  if (holder !== undefined && holder.id !== before.id) throw slugTaken(slug);
}

/** Writes the agent with its changes, as a new version when its definition differs. @throws Refusal `forbidden` agent.own_authority, and as `checkDefinition` */
export async function applyChanges(tx: Tx, at: At, before: Agent, changes: AgentChanges): Promise<Agent> {
  const now = at.home.clock.now();
  const merged = mergeChanges(before, changes);
  refuseOwnAuthority(at.caller, before, merged);
  const isNewDefinition = definitionText(merged) !== definitionText(before);
  const after: Agent = { ...merged, version: isNewDefinition ? before.version + 1 : before.version, updatedAt: now };
  if (isNewDefinition) {
    await checkDefinition(tx, at.home, before.orgId, after);
    await insertVersion(tx, after, { createdBy: callerIdentity(at.caller), note: changes.note });
  }
  await tx.run(updateAgentRow, {
    id: after.id,
    slug: after.slug,
    display_name: after.displayName,
    description: after.description,
    autonomy: after.autonomy,
    status: after.status,
    version: after.version,
    max_concurrent: after.maxConcurrent,
    metadata_json: JSON.stringify(after.metadata),
    updated_at: now,
    owner_user_id: after.ownerUserId,
    execution_mode: after.executionMode,
    provider: after.provider,
  });
  if (changes.capabilities !== undefined) await replaceCapabilities(tx, after.id, after.capabilities);
  if (changes.status !== undefined) await touchAuthority(tx);
  if (after.status !== before.status) {
    const data = { agent: agentFact(after), from: before.status, to: after.status };
    await recordActivity(tx, at, { event: 'agent.status_changed', agentId: after.id, data });
  }
  return after;
}

/**
 * An agent does not choose what it may use, nor what people have to agree to.
 * @throws Refusal `forbidden` agent.own_authority
 */
function refuseOwnAuthority(caller: Caller, before: Agent, after: Agent): void {
  const authorityOf = ({ tools, config, autonomy }: Agent): string =>
    JSON.stringify([tools, config.toolPolicy, config.sendsAfterUntrustedRead ?? 'ask', autonomy]);
  if (!isProgram(caller) || caller.agentId !== before.id || authorityOf(after) === authorityOf(before)) return;
  throw new Refusal('forbidden', 'agent.own_authority', 'An agent does not change its own tools, nor what it has to ask for.');
}

function mergeChanges(before: Agent, changes: AgentChanges): Agent {
  return {
    ...before,
    slug: changes.slug ?? before.slug,
    displayName:
      changes.displayName ?? (changes.slug !== undefined && before.displayName === before.slug ? changes.slug : before.displayName),
    description: changes.description ?? before.description,
    autonomy: changes.autonomy ?? before.autonomy,
    status: changes.status ?? before.status,
    executionMode: changes.executionMode ?? before.executionMode,
    provider: changes.provider === undefined ? before.provider : changes.provider,
    ownerUserId: changes.ownerUserId === undefined ? before.ownerUserId : changes.ownerUserId,
    model: changes.model ?? before.model,
    systemPrompt: changes.systemPrompt === undefined ? before.systemPrompt : changes.systemPrompt,
    tools: changes.tools === undefined ? before.tools : [...new Set(changes.tools)],
    config: { ...before.config, ...changes.config },
    capabilities: changes.capabilities === undefined ? before.capabilities : [...new Set(changes.capabilities)],
    maxConcurrent: changes.maxConcurrent ?? before.maxConcurrent,
    metadata: changes.metadata ?? before.metadata,
  };
}

function definitionText({ model, systemPrompt, tools, config }: AgentDefinition): string {
  return JSON.stringify([model, systemPrompt, tools, config]);
}
