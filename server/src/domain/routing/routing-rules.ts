import { Refusal } from '../../kernel/refusal.ts';
import type { Caller } from '../../kernel/caller.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { ReadTx } from '../../store/index.ts';
import { agentRefsOf, visibleAgent } from '../agents/index.ts';
import type { AgentRef } from '../agents/index.ts';
import { mutation, query } from '../operation.ts';
import { inOrder, lockedProject, visibleProject, writeProject } from '../projects/index.ts';
import type { Project, RoutingRule } from '../projects/index.ts';
import { readRules } from './check-rules.ts';
import type { RuleDraft } from './check-rules.ts';
import { previewRoute } from './choose-agent.ts';
import type { RoutingChoice } from './choose-agent.ts';

/** The rules of a project with the agents that they name. */
export interface ProjectRules {
  readonly project: Project;
  readonly rules: readonly RoutingRule[];
  /** Of the rules and of the project's default agent, by UUID. */
  readonly agents: ReadonlyMap<string, AgentRef>;
}

/** Rules name agents that a limited credential may know nothing of. */
function refuseLimited(caller: Caller): void {
  if (caller.agentIds === null) return;
  throw new Refusal('forbidden', 'caller.is_restricted', 'A credential that is limited to some agents does not reach routing rules.');
}

/** @throws Refusal `not_found` project.unknown · `forbidden` caller.is_restricted */
export const getRoutingRules = query<string, ProjectRules>({
  grant: 'projects:read',
  work: async (tx, { caller }, address) => {
    refuseLimited(caller);
    return withAgents(tx, await visibleProject(tx, caller, address));
  },
});

export interface RulesWritten {
  /** UUID or number of the project. */
  readonly project: string;
  readonly rules: readonly RuleDraft[];
  /** Address of an agent or null; stays when left out. */
  readonly defaultAgent?: string | null | undefined;
}

/**
 * Replaces all rules of a project.
 * @throws Refusal `not_found` project.unknown, agent.unknown · `unprocessable` as `readRules` · `forbidden` caller.is_restricted
 */
export const putRoutingRules = mutation<RulesWritten, ProjectRules>({
  grant: 'projects:write',
  work: async (tx, { caller, home }, { project: address, rules: drafts, defaultAgent }) => {
    refuseLimited(caller);
    const before = await lockedProject(tx, caller, address);
    const now = home.clock.now();
    const rules = await readRules(tx, caller, drafts, now);
    const defaultAgentId =
      defaultAgent === undefined ? before.defaultAgentId : defaultAgent === null ? null : (await visibleAgent(tx, caller, defaultAgent)).id;
    const after: Project = { ...before, rules: inOrder(rules), defaultAgentId, updatedAt: now };
    await writeProject(tx, after);
    return withAgents(tx, after);
  },
  record: ({ project, rules }) => ({
    event: 'routing_rules.updated',
    target: project.id,
    details: { rules: rules.map(({ id, name, isEnabled }) => ({ id, name, enabled: isEnabled })), default_agent: project.defaultAgentId },
  }),
});

export interface RoutingTest {
  /** UUID or number of the project. */
  readonly project: string;
  readonly tags?: readonly string[] | undefined;
  /** 1 (critical) to 4 (low); 2 when left out. */
  readonly priority?: number | undefined;
  readonly type?: string | null | undefined;
  readonly context?: JsonObject | undefined;
  readonly requiredCapabilities?: readonly string[] | undefined;
  /** Address of an agent. */
  readonly preferredAgent?: string | null | undefined;
  /** Tried instead of the project's own. */
  readonly rules?: readonly RuleDraft[] | undefined;
}

export interface RoutingTestResult {
  readonly choice: RoutingChoice;
  readonly agent: AgentRef | null;
}

/**
 * Says who would get a task like this now, and what became of every rule; changes nothing.
 * @throws Refusal `not_found` project.unknown, agent.unknown · `unprocessable` as `readRules` · `forbidden` caller.is_restricted
 */
export const testRouting = query<RoutingTest, RoutingTestResult>({
  grant: 'projects:read',
  work: async (tx, { caller, home }, input) => {
    refuseLimited(caller);
    const saved = await visibleProject(tx, caller, input.project);
    const rules = input.rules === undefined ? saved.rules : await readRules(tx, caller, input.rules, home.clock.now());
    const { preferredAgent = null } = input;
    const choice = await previewRoute(tx, home, {
      orgId: caller.orgId,
      project: { ...saved, rules },
      tags: input.tags ?? [],
      priority: input.priority ?? 2,
      type: input.type ?? null,
      context: input.context ?? {},
      requiredCapabilities: input.requiredCapabilities ?? [],
      preferredAgentId: preferredAgent === null ? null : (await visibleAgent(tx, caller, preferredAgent)).id,
    });
    const agents = await agentRefsOf(tx, caller.orgId, [choice.agentId]);
    return { choice, agent: agents.get(choice.agentId ?? '') ?? null };
  },
});

async function withAgents(tx: ReadTx, project: Project): Promise<ProjectRules> {
  const ids = project.rules.flatMap((rule) => [rule.assignTo, rule.fallbackTo]);
  const agents = await agentRefsOf(tx, project.orgId, [...ids, project.defaultAgentId]);
  return { project, rules: inOrder(project.rules), agents };
}
