import { callerIdentity } from '../../kernel/caller.ts';
import { isFreeSlug, newId } from '../../kernel/id.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { recordActivity } from '../activity/index.ts';
import { nextNumber } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import type { Agent, AgentConfig, AgentProvider, Autonomy, ExecutionMode } from './agent.ts';
import { agentFact, defaultConfig } from './agent.ts';
import { findAgentRow } from './agent-queries.ts';
import { checkDefinition } from './check-definition.ts';
import { freeSlug } from './free-slug.ts';
import { draftAgent, insertAgent } from './insert-agent.ts';

/**
 * What else a request changes together with an agent: later nouns hand theirs over, and all of it is one transaction. Returns the agent when it
 * was changed itself.
 */
export type Alongside = (tx: Tx, at: At, agent: Agent) => Promise<Agent | undefined>;

export interface NewAgent {
  /** Made from the display name when left out. */
  readonly slug?: string | undefined;
  readonly displayName?: string | undefined;
  readonly description?: string | undefined;
  /** `ai` when left out; `external` for one that runs elsewhere. */
  readonly kind?: 'ai' | 'external' | undefined;
  readonly autonomy?: Autonomy | undefined;
  readonly executionMode?: ExecutionMode | undefined;
  readonly provider?: AgentProvider | null | undefined;
  readonly model?: string | undefined;
  readonly systemPrompt?: string | null | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly config?: Partial<AgentConfig> | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly maxConcurrent?: number | undefined;
  readonly metadata?: JsonObject | undefined;
  readonly note?: string | undefined;
  readonly also?: Alongside | undefined;
}

/**
 * Registers an agent, active, at version 1.
 * @throws Refusal `invalid` agent.slug_invalid · `conflict` agent.exists · `unprocessable` agent.tool_unknown, agent.model_unknown,
 * agent.playbook_invalid, agent.policy_invalid · `forbidden` caller.is_restricted
 */
export const createAgent = mutation<NewAgent, Agent>({
  grant: 'agents:write',
  work: async (tx, at, input) => {
    const { caller, home } = at;
    if (caller.agentIds !== null) {
      throw new Refusal('forbidden', 'caller.is_restricted', 'A credential that is limited to some agents cannot create others.');
    }
    const now = home.clock.now();
    const number = await nextNumber(tx, 'agents');
    const slug = await slugFor(tx, caller.orgId, input, number);
    const agent = draftAgent({ ...givenMembers(input), id: newId(now), orgId: caller.orgId, number, slug }, now);
    await checkDefinition(tx, home, caller.orgId, agent);
    await insertAgent(tx, agent, { createdBy: callerIdentity(caller), note: input.note });
    await recordActivity(tx, at, { event: 'agent.registered', agentId: agent.id, data: { agent: agentFact(agent) } });
    return (await input.also?.(tx, at, agent)) ?? agent;
  },
  record: (agent) => ({
    event: 'agent.registered',
    target: agent.id,
    agentId: agent.id,
    details: { slug: agent.slug, model: agent.model, ...(agent.provider === null ? {} : { provider: agent.provider }) },
  }),
});

async function slugFor(tx: Tx, orgId: string, { slug, displayName }: NewAgent, number: number): Promise<string> {
  if (slug === undefined) return freeSlug(tx, { orgId, name: displayName ?? '', number });
  refuseUnusableSlug(slug);
  if ((await findAgentRow(tx, orgId, slug)) !== undefined) throw slugTaken(slug);
  return slug;
}

/** The members that the request gives; the others keep their defaults. */
function givenMembers(input: NewAgent): Partial<Agent> {
  const { also: _also, note: _note, slug: _slug, config, tools, capabilities, ...rest } = input;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...given,
    config: { ...defaultConfig, ...config },
    tools: [...new Set(tools)],
    capabilities: [...new Set(capabilities)],
  };
}

/** @throws Refusal `invalid` agent.slug_invalid */
export function refuseUnusableSlug(slug: string): void {
  if (isFreeSlug(slug)) return;
  const detail = 'A name starts with a letter, holds only letters, digits and hyphens (at most 63), and is not a reserved word.';
  throw new Refusal('invalid', 'agent.slug_invalid', detail, { fields: [{ pointer: '/slug', detail }] });
}

export function slugTaken(slug: string): Refusal {
  return new Refusal('conflict', 'agent.exists', `Agent name '${slug}' is already taken.`);
}
