import { execFileSync } from 'node:child_process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, test } from 'vitest';
import { createToolRunner, findAction, toolDefinitions } from './index.ts';
import { call } from './test-runner.ts';

const ajv = new Ajv2020({ strict: false });
const runner = createToolRunner({ workers: 1 });
afterAll(() => runner.close());

const everyAction = toolDefinitions.flatMap((tool) => tool.actions.map((action) => ({ tool: tool.id, action })));

test.each(everyAction.map(({ tool, action }) => [`${tool}.${action.name}`, tool, action] as const))(
  'the documented example of %s gives the documented output',
  async (_, tool, action) => {
    const output = await call(runner, tool, action.name, action.example.input);
    expect(output).toEqual(action.example.output);
    expect(ajv.validate(action.outputSchema, output), ajv.errorsText()).toBe(true);
  },
);

test.each(everyAction.map(({ tool, action }) => [`${tool}.${action.name}`, action] as const))(
  '%s describes a closed input',
  (_, action) => {
    expect(action.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(action.description.length).toBeGreaterThan(3);
    expect(action.name).toMatch(/^[a-z]+(_[a-z]+)*$/);
  },
);

test('an action answers to the other spellings of its name', async () => {
  for (const name of ['csvToJson', 'csv-to-json', 'csv_to_json']) expect(findAction('data-transform', name)?.name).toBe('csv_to_json');
  expect(findAction('date-utils', 'toISO')?.name).toBe('to_iso');
  expect(await call(runner, 'json-utils', 'deepMerge', { values: [{ a: 1 }, { b: 2 }] })).toEqual({ result: { a: 1, b: 2 } });
});

test('importing the tools loads no library', () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve(specifier, context, next) { const found = next(specifier, context); seen.push(found.url); return found; } });
    await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    console.log(JSON.stringify(seen));
  `;
  const seen: string[] = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
  expect(seen.length).toBeGreaterThan(10);
  expect(seen.filter((url) => url.includes('node_modules'))).toEqual([]);
});
