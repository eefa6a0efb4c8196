import { expect, test } from 'vitest';
import { rulesDraftOf, rulesFaults, rulesOf, spanWords } from './rules-draft.ts';

const none = {
  assignee_user_id: null,
  deadline_s: null,
  on_timeout: 'wait',
  timeout_answer: null,
  escalate_after_s: null,
  escalate_user_id: null,
} as const;

test('rules go into the form and come out of it as they were', () => {
  const some = {
    ...none,
    deadline_s: 5_400,
    on_timeout: 'respond',
    timeout_answer: 'No.',
    escalate_after_s: 61,
    escalate_user_id: 'u1',
  } as const;
  for (const rules of [none, some]) expect(rulesOf(rulesDraftOf(rules))).toEqual(rules);
});

test.each([
  [1, '1 second'],
  [90, '90 seconds'],
  [5_400, '90 minutes'],
  [3_600, '1 hour'],
  [2_592_000, '30 days'],
])('%i seconds are %s', (seconds, words) => {
  expect(spanWords(seconds)).toBe(words);
});

test.each(['0', '-1', '31', 'soon', '0.0001'])('%s days are no time for an answer', (amount) => {
  const draft = { ...rulesDraftOf(none), deadline: { amount, unit: 'days' as const } };
  expect(Object.keys(rulesFaults(draft))).toEqual(['/deadline_s']);
});

test('nobody is passed on to when nothing is passed on, and no answer is kept that is not given', () => {
  const draft = { ...rulesDraftOf(none), escalateTo: 'u1', answer: 'Yes.', late: 'reject' as const };
  expect(rulesOf(draft)).toEqual({ ...none, on_timeout: 'reject' });
});
