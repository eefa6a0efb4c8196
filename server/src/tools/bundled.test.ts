import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../../../tools/bundle.mjs';
import { toolDefinitions } from './index.ts';

/*
 * What users start is the bundle, where every library is strict code in one module: a worker that closes its realm must still load them all.
 */

const root = join(import.meta.dirname, '..', '..', '..');
let folder = '';
beforeAll(async () => {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(join(cache, 'bundled-'));
  await bundle(root, { tools: 'server/src/tools/index.ts', 'tool-worker': 'server/src/tools/pool/tool-worker.ts' }, folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `
  const { createToolRunner } = await import(process.argv[1]);
  const runner = createToolRunner({ workers: 1 });
  const signal = new AbortController().signal;
  const failures = [];
  for (const { tool, action, input } of JSON.parse(process.argv[2])) {
    await runner.invoke({ tool, action, input, timeoutMs: 20000, signal }).catch(({ message }) => failures.push(tool + '.' + action + ': ' + message));
  }
  await runner.close();
  console.log(JSON.stringify(failures));
`;

test('every built-in action runs its documented example in the bundle as well', { timeout: 60_000 }, () => {
  const calls = toolDefinitions.flatMap((tool) =>
    tool.actions.map((action) => ({ tool: tool.id, action: action.name, input: action.example.input })),
  );
  const args = ['--input-type=module', '-e', script, join(folder, 'tools.mjs'), JSON.stringify(calls)];
  expect(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', cwd: dirname(folder) }))).toEqual([]);
});
