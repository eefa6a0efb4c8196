import { describe, expect, test } from 'vitest';
import { layOut } from './board-layout.ts';
import { aTask } from './task.fixture.ts';

const first = aTask({ id: 'a', number: 1 });
const second = aTask({ id: 'b', number: 2 });
const column = (columns: ReturnType<typeof layOut>, id: string) => columns.find((each) => each.id === id);
const idsIn = (columns: ReturnType<typeof layOut>, id: string) => column(columns, id)?.tasks.map((task) => task.id);

describe('the board', () => {
  test('urgent work comes first, then what has waited longest', () => {
    const urgent = aTask({ id: 'c', number: 3, priority: 1 });
    expect(idsIn(layOut([second, first, urgent], null), 'pending')).toEqual(['c', 'a', 'b']);
  });

  test('nothing moves in the column under the pointer: news are counted instead', () => {
    const held = { column: 'pending', ids: ['a', 'b'] } as const;
    const urgent = aTask({ id: 'c', number: 3, priority: 1 });
    const taken = { ...first, status: 'assigned' } as const;
    const columns = layOut([second, taken, urgent], held);
    expect(idsIn(columns, 'pending')).toEqual(['a', 'b']);
    expect(column(columns, 'pending')?.waiting).toBe(2);
    expect(idsIn(columns, 'assigned')).toEqual([]);
  });

  test('a card that the reader moves leaves the held column and arrives in it at once', () => {
    const moved = { ...first, status: 'assigned' } as const;
    const left = layOut([moved, second], { column: 'pending', ids: ['a', 'b'] }, 'a');
    expect([idsIn(left, 'pending'), idsIn(left, 'assigned')]).toEqual([['b'], ['a']]);
    const arrived = layOut([moved, second], { column: 'assigned', ids: [] }, 'a');
    expect(column(arrived, 'assigned')).toMatchObject({ waiting: 0, tasks: [{ id: 'a' }] });
  });

  test('the held column shows what its cards say now', () => {
    const columns = layOut([{ ...first, title: 'Another title' }], { column: 'pending', ids: ['a'] });
    expect(column(columns, 'pending')).toMatchObject({ waiting: 0, tasks: [{ title: 'Another title' }] });
  });
});
