import { describe, expect, test } from 'vitest';
import { emptyDraft, readDraft, wordsIn } from './task-draft.ts';

describe('the form of a new task', () => {
  test('only what was filled in is sent', () => {
    expect(readDraft({ ...emptyDraft, title: ' Write ' })).toEqual({ fields: { title: 'Write', priority: 2 }, faults: {} });
  });

  test('lists, date and context are read from their texts', () => {
    const draft = { ...emptyDraft, title: 'Write', tags: 'seo, blog,seo', due: '2026-12-01T10:00Z', context: '{"tone":"dry"}' };
    const expected = { tags: ['seo', 'blog'], due_at: '2026-12-01T10:00:00.000Z', context: { tone: 'dry' } };
    expect(readDraft(draft).fields).toMatchObject(expected);
  });

  test('every fault is said beside its field', () => {
    const { faults } = readDraft({ ...emptyDraft, due: 'soon', context: '[1]' });
    expect(Object.keys(faults)).toEqual(['title', 'due', 'context']);
  });

  test('words are cut at commas', () => {
    expect(wordsIn(' a ,, b ')).toEqual(['a', 'b']);
  });
});
