import { describe, expect, test } from 'vitest';
import { compareLines, foldSame, splitRows } from './diff-lines.ts';

const drawn = (before: string, after: string) =>
  compareLines(before, after)?.lines.map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);

describe('the comparison of two versions', () => {
  test('says which lines came and which went, with their numbers', () => {
    const found = compareLines('a\nb\nc\n', 'a\nB\nc\nd\n');
    expect(drawn('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([' a', '-b', '+B', ' c', '+d']);
    expect(found).toMatchObject({ added: 2, removed: 1 });
    expect(found?.lines[2]).toMatchObject({ oldLine: null, newLine: 2, isStart: false });
    expect(found?.lines[4]).toMatchObject({ newLine: 4, isStart: true });
  });

  test('equal texts have no change, and an empty one only comes or goes', () => {
    expect(compareLines('a\r\nb', 'a\nb\n')).toMatchObject({ added: 0, removed: 0 });
    expect(drawn('', 'a')).toEqual(['+a']);
  });

  test('two columns put a removed line beside the one that replaces it', () => {
    const rows = splitRows(compareLines('a\nb\nc', 'a\nB\nC\nD')?.lines ?? []);
    expect(rows.map(({ before, after }) => [before?.text, after?.text])).toEqual([
      ['a', 'a'],
      ['b', 'B'],
      ['c', 'C'],
      [undefined, 'D'],
    ]);
  });

  test('long unchanged stretches are folded, but not what somebody commented on', () => {
    const many = Array.from({ length: 40 }, (_, line) => `line ${line + 1}`);
    const { lines } = compareLines(many.join('\n'), [...many.slice(0, 20), 'new', ...many.slice(20)].join('\n')) ?? { lines: [] };
    expect(foldSame(lines, () => false).map((part) => `${part.kind} ${part.lines.length}`)).toEqual(['fold 17', 'lines 7', 'fold 17']);
    const kept = foldSame(lines, (line) => line.newLine === 1);
    expect(kept[0]).toMatchObject({ kind: 'lines', lines: { length: 4 } });
  });
});
