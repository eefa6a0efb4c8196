import { readObject } from '../format/read-object.ts';
import { wordsIn } from '../tasks/task-draft.ts';
import type { Rule, SentRule, Strategy } from './projects.wire.ts';

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
  readonly strategy: Strategy;
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
export function draftOf(rule: Rule): RuleDraft {
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
export function sentRules(drafts: readonly RuleDraft[]): readonly SentRule[] {
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
  const context = draft.context.trim() === '' ? null : readObject(draft.context);
  const isBackward = draft.priorityFrom !== '' && draft.priorityTo !== '' && draft.priorityFrom > draft.priorityTo;
  return {
    ...(draft.name.trim() === '' ? { name: 'Give the rule a name.' } : {}),
    ...(isBackward ? { priority: 'The first bound has to be the more urgent one.' } : {}),
    ...(context !== null && context.fault !== null ? { context: context.fault } : {}),
    ...(draft.target === 'agent' && draft.agent === '' ? { agent: 'Choose who gets the task.' } : {}),
    ...(draft.target === 'capability' && draft.capability.trim() === '' ? { capability: 'Name the capability.' } : {}),
    ...(draft.target === 'agent' && draft.agent !== '' && draft.agent === draft.fallback ? { fallback: 'It goes there already.' } : {}),
  };
}

function conditionsOf(draft: RuleDraft): SentRule['conditions'] {
  const any = wordsIn(draft.tagsAny);
  const all = wordsIn(draft.tagsAll);
  const { value: context } = draft.context.trim() === '' ? { value: null } : readObject(draft.context);
  return {
    ...(any.length === 0 ? {} : { tags_any: any }),
    ...(all.length === 0 ? {} : { tags_all: all }),
    ...priorityOf(draft),
    ...(draft.type.trim() === '' ? {} : { type: draft.type.trim() }),
    ...(context === null ? {} : { context }),
  };
}

function priorityOf({ priorityFrom: from, priorityTo: to }: RuleDraft): SentRule['conditions'] {
  if (from === '' && to === '') return {};
  if (from === to) return { priority: { eq: Number(from) } };
  return { priority: { ...(from === '' ? {} : { gte: Number(from) }), ...(to === '' ? {} : { lte: Number(to) }) } };
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
