import { expect, test } from 'vitest';
import { actionNameOf, toolIdOf } from './tool-server.ts';

const nameOf = (server: string, tool: string): string => `${toolIdOf(server)}__${actionNameOf(server, tool)}`;

test('a tool keeps its name where model providers take it', () => {
  expect(nameOf('docs', 'search-all_pages')).toBe('mcp-docs__search-all_pages');
});

test('whatever a tool is called, its function has a name that model providers take, and no two of a server share one', () => {
  const server = 'a-server-with-a-very-long-name';
  const tools = ['a.b', 'a/b', 'a_b', 'a-b', 'x'.repeat(128), `${'x'.repeat(127)}y`, '_leading', '__proto__', 'constructor', 'a'];
  const marked = tools.map((tool) => actionNameOf(server, tool));
  const names = [...tools, ...marked.filter((name) => !tools.includes(name))].map((tool) => nameOf(server, tool));
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name.split('__')[0]).toBe(`mcp-${server}`);
});
