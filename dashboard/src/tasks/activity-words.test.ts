import type { Activity } from '@forgeyard/sdk';
import { describe, expect, test } from 'vitest';
import { saidOf, worthReading } from './activity-words.ts';

const entry = (part: Partial<Activity>): Activity => ({
  id: part.event ?? 'x',
  event: 'task.created',
  at: '2026-11-22T10:00:00.000Z',
  actor: { kind: 'user', id: null, name: 'Ana' },
  task_id: null,
  deliverable_id: null,
  agent_id: null,
  project_id: null,
  data: {},
  ...part,
});

describe('the history of a task', () => {
  test('reads as sentences', () => {
    expect(saidOf({ event: 'task.progress_updated', data: { percent: 40, message: 'Half of it.' } })).toBe('reported 40 %: Half of it.');
    expect(saidOf({ event: 'task.assigned', data: { agent: { name: 'Writer' } } })).toBe('gave it to Writer');
    expect(saidOf({ event: 'task.status_changed', data: { from: 'assigned', to: 'in_progress' } })).toBe(
      'moved it from assigned to in progress',
    );
  });

  test('an unknown event keeps its name, and missing data does no harm', () => {
    expect(saidOf({ event: 'task.turned', data: {} })).toBe('task.turned');
    expect(saidOf({ event: 'task.assigned', data: {} })).toBe('gave it to somebody');
  });

  test('a change of state that another entry explains is left out', () => {
    const entries = [entry({ event: 'task.completed' }), entry({ event: 'task.status_changed' })];
    expect(worthReading(entries).map(({ event }) => event)).toEqual(['task.completed']);
  });
});
