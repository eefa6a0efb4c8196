import type { JsonValue, RoutingConditions, RoutingRule, RoutingRuleInput, RoutingStrategy } from '@forgeyard/sdk';
import { readObject } from '../format/read-object.ts';
import { wordsIn } from '../tasks/task-draft.ts';
import { priorityIn } from '../tasks/task-words.ts';

/** A routing rule as the form holds it: texts. */
export interface RuleDraft {
  /** Known before the server gives an id. */
  readonly key: string;
  readonly id: string | null;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly tagsAny: string;
  readonly tagsAll: string;
  /** Bounds of the priority, `1` to `4`, or empty. */
  readonly priorityFrom: string;
  readonly priorityTo: string;
  readonly type: string;
  readonly context: string;
  readonly target: 'agent' | 'capability';
  readonly agent: string;
  readonly capability: string;
  readonly strategy: RoutingStrategy;
  readonly fallback: string;
}

export type RuleFaults = Partial<Record<'name' | 'priority' | 'context' | 'agent' | 'capability' | 'fallback', string>>;

/** A rule for anything, to be filled in. */
export function newRule(key: string): RuleDraft {
  return {
    key,
    id: null,
    name: '',
    isEnabled: true,
    tagsAny: '',
    tagsAll: '',
    priorityFrom: '',
    priorityTo: '',
    type: '',
    context: '',
    target: 'agent',
    agent: '',
    capability: '',
    strategy: 'least_busy',
    fallback: '',
  };
}

/** A saved rule, ready to be edited. */
export function draftOf(rule: RoutingRule): RuleDraft {
  const { conditions } = rule;
  const { eq, gte, lte } = conditions.priority ?? {};
  return {
    key: rule.id,
    id: rule.id,
    name: rule.name,
    isEnabled: rule.enabled,
    tagsAny: (conditions.tags_any ?? []).join(', '),
    tagsAll: (conditions.tags_all ?? []).join(', '),
    priorityFrom: textOf(eq ?? gte),
    priorityTo: textOf(eq ?? lte),
    type: conditions.type ?? '',
    context: conditions.context === undefined ? '' : JSON.stringify(conditions.context),
    target: typeof rule.assign_to_capability === 'string' ? 'capability' : 'agent',
    agent: rule.assign_to?.id ?? '',
    capability: rule.assign_to_capability ?? '',
    strategy: rule.strategy ?? 'least_busy',
    fallback: rule.fallback_to?.id ?? '',
  };
}

/** The rules as they are sent: their order becomes their priority. */
export function sentRules(drafts: readonly RuleDraft[]): readonly RoutingRuleInput[] {
  return drafts.map((draft, place) => ({
    ...(draft.id === null ? {} : { id: draft.id }),
    name: draft.name.trim(),
    priority: place + 1,
    enabled: draft.isEnabled,
    conditions: conditionsOf(draft),
    assign_to: draft.target === 'agent' && draft.agent !== '' ? draft.agent : null,
    assign_to_capability: draft.target === 'capability' ? draft.capability.trim() : null,
    strategy: draft.strategy,
    fallback_to: draft.fallback === '' ? null : draft.fallback,
  }));
}

/** What is wrong with a rule, by field. */
export function faultsOf(draft: RuleDraft): RuleFaults {
  const { fault } = contextIn(draft);
  const isBackward = draft.priorityFrom !== '' && draft.priorityTo !== '' && draft.priorityFrom > draft.priorityTo;
  return {
    ...(draft.name.trim() === '' ? { name: 'Give the rule a name.' } : {}),
    ...(isBackward ? { priority: 'The first bound has to be the more urgent one.' } : {}),
    ...(fault === null ? {} : { context: fault }),
    ...(draft.target === 'agent' && draft.agent === '' ? { agent: 'Choose who gets the task.' } : {}),
    ...(draft.target === 'capability' && draft.capability.trim() === '' ? { capability: 'Name the capability.' } : {}),
    ...(draft.target === 'agent' && draft.agent !== '' && draft.agent === draft.fallback ? { fallback: 'It goes there already.' } : {}),
  };
}

function conditionsOf(draft: RuleDraft): RoutingConditions {
  const any = wordsIn(draft.tagsAny);
  const all = wordsIn(draft.tagsAll);
  const { value: context } = contextIn(draft);
  return {
    ...(any.length === 0 ? {} : { tags_any: any }),
    ...(all.length === 0 ? {} : { tags_all: all }),
    ...priorityOf(draft),
    ...(draft.type.trim() === '' ? {} : { type: draft.type.trim() }),
    ...(context === null ? {} : { context }),
  };
}

interface ReadContext {
  readonly value: NonNullable<RoutingConditions['context']> | null;
  readonly fault: string | null;
}

/** The condition on the context of a task: names with plain values. */
function contextIn({ context }: RuleDraft): ReadContext {
  if (context.trim() === '') return { value: null, fault: null };
  const { value, fault } = readObject(context);
  if (value === null) return { value, fault };
  const plain = Object.entries(value).flatMap(([name, each]) => (isPlain(each) ? [[name, each] as const] : []));
  if (plain.length < Object.keys(value).length) return { value: null, fault: 'Compare with texts, numbers, true, false or null only.' };
  return { value: Object.fromEntries(plain), fault: null };
}

function isPlain(value: JsonValue): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

function priorityOf({ priorityFrom, priorityTo }: RuleDraft): RoutingConditions {
  const [from, to] = [priorityIn(priorityFrom), priorityIn(priorityTo)];
  if (from === undefined && to === undefined) return {};
  if (from === to) return { priority: { eq: from } };
  return { priority: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }) } };
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
