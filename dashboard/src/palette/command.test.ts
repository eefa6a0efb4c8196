import { expect, test } from 'vitest';
import { matching } from './command.ts';

const commands = [
  { id: '1', kind: 'Go to', label: 'Deliverables', href: '/deliverables' },
  { id: '2', kind: 'Create', label: 'Key', href: '/settings/keys', words: 'credential secret' },
  { id: '3', kind: 'Agent', label: 'Key keeper', href: '/agents/key-keeper' },
  { id: '4', kind: 'Go to', label: 'Settings of the keyboard', href: '/x' },
];

test('every word has to be found, in any order and in other words too', () => {
  expect(matching(commands, 'create key').map(({ id }) => id)).toEqual(['2']);
  expect(matching(commands, 'secret').map(({ id }) => id)).toEqual(['2']);
  expect(matching(commands, 'nothing such')).toEqual([]);
});

test('labels that begin with the first word come first, otherwise the order stays', () => {
  expect(matching(commands, 'key').map(({ id }) => id)).toEqual(['2', '3', '4']);
  expect(matching(commands, '')).toEqual(commands);
});
