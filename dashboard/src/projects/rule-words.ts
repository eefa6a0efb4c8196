import type { RoutingStrategy } from '@forgeyard/sdk';
import type { RuleDraft } from './rule-draft.ts';
import { wordsIn } from '../tasks/task-draft.ts';
import { priorityIn, priorityWords } from '../tasks/task-words.ts';

/** How one of several agents is picked, in words. */
export const strategyWords: Readonly<Record<RoutingStrategy, string>> = {
  least_busy: 'the least busy',
  round_robin: 'each in turn',
  first_available: 'the first with room',
  random: 'any by chance',
};

/** The choices of the form, in their order. */
export const strategies: readonly RoutingStrategy[] = ['least_busy', 'round_robin', 'first_available', 'random'];

/** A rule as a sentence. `nameOf` gives the name of an agent. */
export function sentenceOf(rule: RuleDraft, nameOf: (id: string) => string): string {
  const conditions = conditionsIn(rule);
  const when = conditions.length === 0 ? 'Any task' : `A task with ${conditions.join(' and ')}`;
  const who =
    rule.target === 'agent'
      ? nameOf(rule.agent)
      : `agents with the capability “${rule.capability.trim()}”: ${strategyWords[rule.strategy]}`;
  return `${when} goes to ${who}${rule.fallback === '' ? '' : `, else to ${nameOf(rule.fallback)}`}.`;
}

function conditionsIn(rule: RuleDraft): readonly string[] {
  const any = wordsIn(rule.tagsAny);
  const all = wordsIn(rule.tagsAll);
  return [
    any.length === 0 ? '' : `${any.length === 1 ? 'the tag' : 'any of the tags'} ${any.join(', ')}`,
    all.length === 0 ? '' : `${all.length === 1 ? 'the tag' : 'all of the tags'} ${all.join(', ')}`,
    boundsIn(rule),
    rule.type.trim() === '' ? '' : `type ${rule.type.trim()}`,
    rule.context.trim() === '' ? '' : `context ${rule.context.trim()}`,
  ].filter((text) => text !== '');
}

function boundsIn({ priorityFrom: from, priorityTo: to }: RuleDraft): string {
  if (from === '' && to === '') return '';
  if (from === to) return `priority ${wordOf(from)}`;
  if (to === '') return `priority ${wordOf(from)} or lower`;
  if (from === '') return `priority ${wordOf(to)} or higher`;
  return `priority ${wordOf(from)} to ${wordOf(to)}`;
}

function wordOf(text: string): string {
  const priority = priorityIn(text);
  return priority === undefined ? text : priorityWords[priority];
}
