import { expect, test } from 'vitest';
import { eventsLabel, groupsOf, isChosen, shareOf, toggleEvent, toggleGroup } from './event-choice.ts';

const catalogue = ['task.created', 'task.assigned', 'deliverable.submitted', 'knowledge.updated'].map((name) => ({
  name,
  description: name,
  example: {},
}));
const [task, deliverable] = groupsOf(catalogue);
if (task === undefined || deliverable === undefined) throw new Error('The catalogue has no groups.');

test('the catalogue is grouped by what events are about', () => {
  expect(groupsOf(catalogue).map(({ noun }) => noun)).toEqual(['task', 'deliverable', 'knowledge']);
});

test('a wildcard chooses its whole group and nothing else, and takes it back again', () => {
  const chosen = toggleGroup(task, ['deliverable.submitted', 'task.created']);
  expect(chosen).toEqual(['deliverable.submitted', 'task.*']);
  expect(shareOf(task, chosen)).toBe('all');
  expect(isChosen('task.assigned', chosen)).toBe(true);
  expect(toggleGroup(task, chosen)).toEqual(['deliverable.submitted']);
});

test('one event taken out of a whole group leaves the others of it', () => {
  expect(toggleEvent(task, 'task.created', ['task.*', 'knowledge.updated'])).toEqual(['knowledge.updated', 'task.assigned']);
});

test('one event of a group is part of it', () => {
  expect(shareOf(task, toggleEvent(task, 'task.created', []))).toBe('some');
  expect(shareOf(deliverable, ['task.created'])).toBe('none');
  expect(toggleEvent(task, 'task.created', ['task.created'])).toEqual([]);
});

test.each([
  [[], 'All events'],
  [['task.*', 'knowledge.updated'], 'task.*, knowledge.updated'],
])('%j is said as %s', (events, said) => {
  expect(eventsLabel(events)).toBe(said);
});
