import type { RoutingRule } from '@forgeyard/sdk';
import { describe, expect, test } from 'vitest';
import { draftOf, faultsOf, newRule, sentRules, type RuleDraft } from './rule-draft.ts';
import { sentenceOf } from './rule-words.ts';

const writer = { id: 'agent-1', number: 1, slug: 'writer', display_name: 'Writer', kind: 'ai' } as const;
const saved: RoutingRule = {
  id: 'r1',
  name: 'Blog',
  priority: 7,
  enabled: true,
  conditions: { tags_any: ['blog', 'seo'], priority: { gte: 1, lte: 2 }, context: { lang: 'en' } },
  assign_to: null,
  assign_to_capability: 'writing',
  strategy: 'round_robin',
  fallback_to: writer,
};
const rule = (part: Partial<RuleDraft>): RuleDraft => ({ ...newRule('k'), name: 'Rule', agent: 'agent-1', ...part });

describe('the form of a routing rule', () => {
  test('a saved rule that nobody touched is sent as it was; its place becomes its priority', () => {
    expect(sentRules([draftOf(saved)])).toEqual([{ ...saved, priority: 1, fallback_to: 'agent-1' }]);
  });

  test('equal bounds are one priority, and empty fields are no conditions', () => {
    expect(sentRules([rule({ priorityFrom: '2', priorityTo: '2' })])[0]?.conditions).toEqual({ priority: { eq: 2 } });
    expect(sentRules([rule({})])[0]?.conditions).toEqual({});
  });

  test('a rule needs a name, somebody to go to, and bounds in order', () => {
    expect(Object.keys(faultsOf(newRule('k')))).toEqual(['name', 'agent']);
    expect(faultsOf(rule({ priorityFrom: '3', priorityTo: '1', context: '[]' }))).toMatchObject({
      priority: expect.any(String),
      context: expect.any(String),
    });
    expect(faultsOf(rule({ context: '{"team":{"name":"web"}}' }))).toHaveProperty('context');
    expect(faultsOf(rule({ target: 'capability' }))).toHaveProperty('capability');
  });

  test('a rule reads as a sentence', () => {
    expect(sentenceOf(draftOf(saved), () => 'Writer')).toBe(
      'A task with any of the tags blog, seo and priority Critical to High and context {"lang":"en"} goes to agents with the capability “writing”: each in turn, else to Writer.',
    );
    expect(sentenceOf(rule({}), () => 'Writer')).toBe('Any task goes to Writer.');
  });
});
