import { describe, expect, test } from 'vitest';
import { columnOf, moveTo } from './moves.ts';
import { aTask, aWorker } from './task.fixture.ts';

describe('the places of the board', () => {
  test('a task lies in the column of its state', () => {
    expect(columnOf(aTask({ status: 'review' }))).toBe('review');
    expect(columnOf(aTask({ status: 'cancelled' }))).toBe('failed');
  });

  test('an assigned task whose last run failed lies with the failed ones; one that runs again does not', () => {
    const last_error = { category: 'timeout', message: 'Too slow.', retry_at: null };
    expect(columnOf(aTask({ status: 'assigned', last_error }))).toBe('failed');
    expect(columnOf(aTask({ status: 'in_progress', last_error }))).toBe('in_progress');
  });
});

describe('moves', () => {
  test('a pending task can go to assigned, which asks for somebody', () => {
    expect(moveTo(aTask({ status: 'pending' }), 'assigned')).toEqual({ kind: 'assign' });
  });

  test('an illegal move says why before it is tried', () => {
    expect(moveTo(aTask({ status: 'pending' }), 'in_progress')).toEqual({ kind: 'illegal', why: 'Give it to somebody first.' });
    expect(moveTo(aTask({ status: 'in_progress', assignee: aWorker() }), 'completed')).toMatchObject({ kind: 'illegal' });
    expect(moveTo(aTask({ status: 'completed' }), 'cancelled')).toEqual({ kind: 'illegal', why: 'A done task can only be reopened.' });
  });

  test('reviewed work can be done or go back, and ended work reopens with its assignee', () => {
    expect(moveTo(aTask({ status: 'review', assignee: aWorker() }), 'completed')).toEqual({ kind: 'free' });
    expect(moveTo(aTask({ status: 'cancelled', assignee: aWorker() }), 'assigned')).toEqual({ kind: 'free' });
    expect(moveTo(aTask({ status: 'cancelled' }), 'pending')).toEqual({ kind: 'free' });
  });
});
