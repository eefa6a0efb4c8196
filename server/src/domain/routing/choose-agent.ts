import { statement } from '../../store/index.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import { holdAgent } from '../agents/index.ts';
import type { Home } from '../home.ts';
import { inOrder } from '../projects/index.ts';
import type { Project, RoutingRule } from '../projects/index.ts';
import { candidateById, candidatesFor, unfitness } from './candidates.ts';
import type { Candidate } from './candidates.ts';
import { mismatchOf } from './match-rule.ts';
import type { TaskTraits } from './match-rule.ts';

/**
 * Terminology.
 * Routing: choosing who gets a task without a person choosing: its preferred agent, then the project's rules in order, then the project's default
 * agent; else it stays pending, where agents may pick it up.
 * Fit: living, active, with every capability that the task requires, and with fewer open tasks than it may have at once.
 * Decision: one sentence that says who was chosen and why, kept on the task.
 */
export interface RoutingFacts extends TaskTraits {
  readonly orgId: string;
  readonly project: Project | null;
  readonly requiredCapabilities: readonly string[];
  readonly preferredAgentId: string | null;
}

/** What became of one rule, or of the preferred or default agent. */
export interface RoutingStep {
  readonly ruleId: string | null;
  readonly rule: string;
  readonly matched: boolean;
  readonly why: string;
}

export interface RoutingChoice {
  readonly agentId: string | null;
  readonly ruleId: string | null;
  readonly ruleName: string | null;
  readonly decision: string;
  readonly steps: readonly RoutingStep[];
}

const noteAssignment = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('agents').set({ last_assigned_at: arg.at }).where('id', '=', arg.id),
);

/**
 * Chooses an agent for a task and holds it until the transaction ends: its free capacity was counted while nobody else could give it work, so
 * parallel choices never exceed it.
 */
export async function chooseAgent(tx: Tx, home: Home, facts: RoutingFacts): Promise<RoutingChoice> {
  const choice = await decide(tx, home, facts, async (candidate) => {
    if ((await holdAgent(tx, candidate.id)) === undefined) return `${candidate.slug} was deleted`;
    const held = await candidateById(tx, facts.orgId, candidate.id);
    return held === undefined ? `${candidate.slug} was deleted` : unfitness(held, facts.requiredCapabilities);
  });
  if (choice.agentId !== null) await tx.run(noteAssignment, { id: choice.agentId, at: home.clock.now() });
  return choice;
}

/** What `chooseAgent` would answer now; holds and changes nothing. */
export async function previewRoute(tx: ReadTx, home: Home, facts: RoutingFacts): Promise<RoutingChoice> {
  return decide(tx, home, facts, () => Promise.resolve(null));
}

/** Says why the agent cannot be had after all, or makes it ours and answers null. */
type Reserve = (candidate: Candidate) => Promise<string | null>;

interface Attempt {
  readonly chosen: Candidate | null;
  /** Why nobody was chosen. */
  readonly why: string;
}

async function decide(tx: ReadTx, home: Home, facts: RoutingFacts, reserve: Reserve): Promise<RoutingChoice> {
  const steps: RoutingStep[] = [];
  let choice: Omit<RoutingChoice, 'steps'> | undefined;
  for (const one of stagesOf(tx, home, facts, reserve)) {
    const mismatch = one.mismatch();
    if (mismatch !== null || choice !== undefined) {
      const why = mismatch ?? 'matches, but was decided above';
      steps.push({ ruleId: one.ruleId, rule: one.name, matched: mismatch === null, why });
      continue;
    }
    const { chosen, why } = await one.attempt();
    steps.push({ ruleId: one.ruleId, rule: one.name, matched: true, why: chosen === null ? why : `goes to ${chosen.slug}` });
    if (chosen !== null) choice = { agentId: chosen.id, ruleId: one.ruleId, ruleName: one.ruleName, decision: one.decision(chosen) };
  }
  return { ...(choice ?? stays(facts.project, steps)), steps };
}

function stays(project: Project | null, steps: readonly RoutingStep[]): Omit<RoutingChoice, 'steps'> {
  const tried = steps.filter((step) => step.matched).map((step) => `${step.rule}: ${step.why}`);
  const why = tried.length === 0 ? nobodyAsked(project) : tried.join('; ');
  return { agentId: null, ruleId: null, ruleName: null, decision: `Stays pending: ${why}.`.slice(0, decisionMax) };
}

function nobodyAsked(project: Project | null): string {
  if (project === null) return 'it belongs to no project';
  return project.status === 'active' ? 'no rule matched and the project has no default agent' : `the project is ${project.status}`;
}

/** Characters of a decision that are kept. */
const decisionMax = 500;

/** One of the places where an agent may come from, in the order in which they are tried. */
interface Stage {
  readonly name: string;
  readonly ruleId: string | null;
  readonly ruleName: string | null;
  mismatch(): string | null;
  attempt(): Promise<Attempt>;
  decision(chosen: Candidate): string;
}

function stagesOf(tx: ReadTx, home: Home, facts: RoutingFacts, reserve: Reserve): readonly Stage[] {
  const { project, preferredAgentId } = facts;
  const isOpen = project !== null && project.status === 'active';
  const agentStage = (name: string, agentId: string): Stage => ({
    name,
    ruleId: null,
    ruleName: null,
    mismatch: () => null,
    attempt: () => tryAgent(tx, facts, agentId, reserve),
    decision: (chosen) => `${name}: ${chosen.slug}.`,
  });
  return [
    ...(preferredAgentId === null ? [] : [agentStage('Preferred agent', preferredAgentId)]),
    ...(isOpen ? inOrder(project.rules).map((rule) => ruleStage(tx, home, facts, rule, reserve)) : []),
    ...(isOpen && project.defaultAgentId !== null ? [agentStage('Project default agent', project.defaultAgentId)] : []),
  ];
}

function ruleStage(tx: ReadTx, home: Home, facts: RoutingFacts, rule: RoutingRule, reserve: Reserve): Stage {
  const { id, name } = rule;
  return {
    name,
    ruleId: id,
    ruleName: name,
    mismatch: () => (rule.isEnabled ? mismatchOf(rule.conditions, facts) : 'is switched off'),
    attempt: () => tryRule(tx, home, facts, rule, reserve),
    decision: (chosen) => {
      const how = chosen.id === rule.assignTo ? '' : rule.assignToCapability === null ? ' as fallback' : ` (${rule.strategy})`;
      return `Rule "${name}": ${chosen.slug}${chosen.id === rule.fallbackTo ? ' as fallback' : how}.`;
    },
  };
}

async function tryRule(tx: ReadTx, home: Home, facts: RoutingFacts, rule: RoutingRule, reserve: Reserve): Promise<Attempt> {
  const first = await tryTargets(tx, home, facts, rule, reserve);
  if (first.chosen !== null || rule.fallbackTo === null) return first;
  const fallback = await tryAgent(tx, facts, rule.fallbackTo, reserve);
  return fallback.chosen === null ? { chosen: null, why: `${first.why}; fallback: ${fallback.why}` } : fallback;
}

async function tryTargets(tx: ReadTx, home: Home, facts: RoutingFacts, rule: RoutingRule, reserve: Reserve): Promise<Attempt> {
  if (rule.assignTo !== null) return tryAgent(tx, facts, rule.assignTo, reserve);
  const { assignToCapability: capability, strategy } = rule;
  if (capability === null) return { chosen: null, why: 'names nobody to assign to' };
  const candidates = await candidatesFor(tx, facts.orgId, { capability, strategy, now: home.clock.now() });
  for (const candidate of candidates) {
    const attempt = await tryCandidate(facts, candidate, reserve);
    if (attempt.chosen !== null) return attempt;
  }
  const why =
    candidates.length === 0 ? `no active agent has the capability ${capability}` : `every agent with ${capability} is full or unfit`;
  return { chosen: null, why };
}

async function tryAgent(tx: ReadTx, facts: RoutingFacts, agentId: string, reserve: Reserve): Promise<Attempt> {
  const candidate = await candidateById(tx, facts.orgId, agentId);
  return candidate === undefined ? { chosen: null, why: 'the agent was deleted' } : tryCandidate(facts, candidate, reserve);
}

async function tryCandidate(facts: RoutingFacts, candidate: Candidate, reserve: Reserve): Promise<Attempt> {
  const why = unfitness(candidate, facts.requiredCapabilities) ?? (await reserve(candidate));
  return why === null ? { chosen: candidate, why: '' } : { chosen: null, why };
}
