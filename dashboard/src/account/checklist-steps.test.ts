import { expect, test } from 'vitest';
import { checklistSteps } from './checklist-steps.ts';

test('a fresh organization has every step open, in the order of the work', () => {
  const steps = checklistSteps({ hasPassword: false, agents: [], keys: [], providers: [] });
  expect(steps.map(({ isDone }) => isDone)).toEqual([false, false, false, false, false]);
  expect(steps.map(({ label }) => label)).toEqual([
    'Set a password',
    'Add a provider key',
    'Make an agent',
    'Make an API key',
    'First run',
  ]);
});
