import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Call } from './call.ts';
import { pythonLiteral, shellQuoted } from './quote.ts';
import { cliSnippet, curlSnippet, javascriptSnippet, pythonSnippet } from './snippets.ts';

const nasty = 'it\'s $HOME `id` "q" \\ \n é 😀 \u2028 ${x} </script>';
const call: Call = {
  url: 'http://127.0.0.1:3001/api/agents/adder/execute',
  slug: 'adder',
  origin: 'http://127.0.0.1:3001',
  body: { input: nasty, data: { list: [1, true, null], deep: { empty: {}, none: [] } } },
  isStream: true,
};

test('a shell takes a quoted text as it is', () => {
  const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellQuoted(nasty)}`], { encoding: 'utf8' });
  expect(stdout).toBe(nasty);
});

test.runIf(spawnSync('python3', ['-V']).status === 0)('Python reads the literal as the same value', () => {
  const program = `import json,sys\nsys.stdout.write(json.dumps(${pythonLiteral(call.body)}))`;
  const { stdout } = spawnSync('python3', ['-c', program], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual(call.body);
});

test('every sample reads the key from the environment and holds none', () => {
  for (const sample of [curlSnippet(call), javascriptSnippet(call), pythonSnippet(call)]) {
    expect(sample).toContain('FORGEYARD_KEY');
    expect(sample).not.toMatch(/forge_/);
  }
});

test('the command-line sample is one command of the shell', () => {
  const { stdout } = spawnSync('sh', ['-c', cliSnippet(call).replace('forgeyard', 'printf "%s\\n"')], { encoding: 'utf8' });
  expect(stdout).toContain(nasty);
});
