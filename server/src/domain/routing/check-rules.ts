import type { Caller } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { rulesMax } from '../projects/index.ts';
import type { RoutingRule, RuleConditions, Strategy } from '../projects/index.ts';

/** A rule as it is asked for: agents by any of their addresses. */
export interface RuleDraft {
  /** Made anew when left out. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly priority: number;
  readonly isEnabled?: boolean | undefined;
  readonly conditions: RuleConditions;
  readonly assignTo?: string | null | undefined;
  readonly assignToCapability?: string | null | undefined;
  readonly strategy?: Strategy | undefined;
  readonly fallbackTo?: string | null | undefined;
}

/**
 * Rules as they are kept, in the order in which they are tried.
 * @throws Refusal `unprocessable` routing.too_many_rules, routing.rule_twice, routing.no_target, routing.two_targets, routing.fallback_same,
 * routing.never_matches, routing.agent_unknown
 */
export async function readRules(tx: ReadTx, caller: Caller, drafts: readonly RuleDraft[], now: number): Promise<readonly RoutingRule[]> {
  if (drafts.length > rulesMax) throw bad('too_many_rules', '/rules', `A project holds at most ${rulesMax} rules.`);
  const taken = new Set<string>();
  const rules: RoutingRule[] = [];
  for (const [index, draft] of drafts.entries()) {
    const pointer = `/rules/${index}`;
    const id = draft.id ?? newId(now);
    if (taken.has(id)) throw bad('rule_twice', `${pointer}/id`, 'Two rules have this id.');
    taken.add(id);
    rules.push(await readRule(tx, caller, { ...draft, id }, pointer));
  }
  return rules;
}

async function readRule(tx: ReadTx, caller: Caller, draft: RuleDraft & { readonly id: string }, pointer: string): Promise<RoutingRule> {
  const rule: RoutingRule = {
    id: draft.id,
    name: draft.name,
    priority: draft.priority,
    isEnabled: draft.isEnabled ?? true,
    conditions: draft.conditions,
    assignTo: await agentAt(tx, caller, draft.assignTo, `${pointer}/assign_to`),
    assignToCapability: draft.assignToCapability ?? null,
    strategy: draft.strategy ?? 'least_busy',
    fallbackTo: await agentAt(tx, caller, draft.fallbackTo, `${pointer}/fallback_to`),
  };
  refuseBadTarget(rule, pointer);
  refuseImpossible(rule.conditions, `${pointer}/conditions`);
  return rule;
}

async function agentAt(tx: ReadTx, caller: Caller, address: string | null | undefined, pointer: string): Promise<string | null> {
  if (address === undefined || address === null) return null;
  try {
    return (await visibleAgent(tx, caller, address)).id;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw bad('agent_unknown', pointer, `There is no agent '${address.slice(0, 100)}'.`);
  }
}

function refuseBadTarget({ isEnabled, assignTo, assignToCapability, fallbackTo }: RoutingRule, pointer: string): void {
  if (assignTo !== null && assignToCapability !== null) {
    throw bad('two_targets', `${pointer}/assign_to_capability`, 'A rule assigns to an agent or to a capability, not to both.');
  }
  if (assignTo !== null && assignTo === fallbackTo) {
    throw bad('fallback_same', `${pointer}/fallback_to`, 'The fallback is the agent that the rule assigns to already.');
  }
  if (isEnabled && assignTo === null && assignToCapability === null && fallbackTo === null) {
    throw bad('no_target', `${pointer}/assign_to`, 'A rule that is switched on names an agent or a capability to assign to.');
  }
}

function refuseImpossible({ priority }: RuleConditions, pointer: string): void {
  if (priority === undefined) return;
  const { eq, gte = 1, lte = 4 } = priority;
  const isPossible = gte <= lte && (eq === undefined || (eq >= gte && eq <= lte));
  if (!isPossible) throw bad('never_matches', `${pointer}/priority`, 'No priority meets these bounds.');
}

function bad(reason: string, pointer: string, detail: string): Refusal {
  return refuseField('unprocessable', `routing.${reason}`, pointer, detail);
}
