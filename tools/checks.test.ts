import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, copyFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { checkDocs } from './check-docs.ts';
import { checkLayers } from './check-layers.ts';
import { checkLock } from './check-lock.ts';
import { checkOutbound } from './check-outbound.ts';
import { checkSizes } from './check-sizes.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const trees: string[] = [];

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true, force: true });
});

function plant(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'forgeyard-checks-'));
  trees.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const sound = {
  'server/src/compose.ts': `import { listen } from './http/listen.ts';\nexport const all = listen;\n`,
  'server/src/http/listen.ts': `import { face } from '../faces/forge/face.ts';\nexport const listen = face;\n`,
  'server/src/faces/forge/face.ts': `import { kit } from '../kit/kit.ts';\nimport { runs } from '../../domain/runs/index.ts';\nexport const face = [kit, runs];\n`,
  'server/src/faces/kit/kit.ts': `import type { Id } from '../../kernel/id.ts';\nexport const kit: Id = '';\n`,
  'server/src/domain/operation.ts': `import { write } from './audit/index.ts';\nexport const operation = write;\n`,
  'server/src/domain/audit/index.ts': `export const write = 1;\n`,
  'server/src/domain/runs/index.ts': `export { runs } from './start-run.ts';\n`,
  'server/src/domain/runs/start-run.ts': `import { agents } from '../agents/index.ts';\nimport { operation } from '../operation.ts';\nexport const runs = [agents, operation];\n`,
  'server/src/domain/agents/index.ts': `export const agents = 1;\n`,
  'server/src/domain/agents/agent-queries.ts': `import { open } from '../../store/open.ts';\nexport const q = open;\n`,
  'server/src/domain/ports.ts': `import type { Run } from './runs/index.ts';\nexport type Port = Run;\n`,
  'server/src/engine/claim.ts': `import type { Tx } from '../store/open.ts';\nexport type T = Tx;\nimport { runs } from '../domain/runs/index.ts';\nexport const claim = runs;\n`,
  'server/src/store/open.ts': `import type { Id } from '../kernel/id.ts';\nexport const open: Id = '';\n`,
  'server/src/kernel/id.ts': `export type Id = string;\n`,
  'cli/src/main.ts': `import '@forgeyard/sdk';\n`,
};

test('a tree that keeps the dependency rule passes', () => {
  expect(checkLayers(plant(sound))).toMatchObject({ problems: [], summary: '15 modules, 15 imports' });
});

const violations: readonly (readonly [title: string, file: string, text: string])[] = [
  ['the kernel imports the store', 'server/src/kernel/clock.ts', `import { open } from '../store/open.ts';`],
  ['even a type import counts', 'server/src/kernel/clock.ts', `import type { Open } from '../store/open.ts';`],
  ['a re-export counts', 'server/src/store/again.ts', `export * from '../domain/runs/index.ts';`],
  ['a dynamic import counts', 'server/src/domain/runs/late.ts', `export const late = () => import('../../engine/claim.ts');`],
  ['the engine uses the store itself', 'server/src/engine/open.ts', `import { open } from '../store/open.ts';`],
  ['the foundation uses a noun', 'server/src/domain/home.ts', `import { runs } from './runs/index.ts';`],
  ['a face imports another face', 'server/src/faces/runner/face.ts', `import { face } from '../forge/face.ts';`],
  ['a face imports the store', 'server/src/faces/runner/face.ts', `import { open } from '../../store/open.ts';`],
  ['something imports the composition root', 'server/src/http/health.ts', `import { all } from '../compose.ts';`],
  ['a noun is entered past its door', 'server/src/domain/runs/peek.ts', `import { q } from '../agents/agent-queries.ts';`],
  ['a face enters a noun past its door', 'server/src/faces/forge/peek.ts', `import { runs } from '../../domain/runs/start-run.ts';`],
  ['an earlier noun imports a later one', 'server/src/domain/agents/peek.ts', `import { runs } from '../runs/index.ts';`],
  ['an unknown noun appears', 'server/src/domain/widgets/index.ts', `import { agents } from '../agents/index.ts';`],
  ['a tool imports the domain', 'server/src/tools/csv.ts', `import { runs } from '../domain/runs/index.ts';`],
  ['the CLI imports the server', 'cli/src/serve.ts', `import { all } from '../../server/src/compose.ts';`],
  ['the SDK imports the server by name', 'sdk/src/client.ts', `import { all } from '@forgeyard/server';`],
  ['the dashboard imports the server', 'dashboard/src/app.tsx', `import type { Id } from '../../server/src/kernel/id.ts';`],
];

test.each(violations)('the layer check fails when %s', (_title, file, text) => {
  const { problems } = checkLayers(plant({ ...sound, [file]: `${text}\n` }));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`${file}:1 imports`);
});

test('a check that saw fewer modules than git lists fails', () => {
  const root = plant({ ...sound, '.gitignore': '' });
  execFileSync('git', ['-C', root, 'init', '-q']);
  expect(checkLayers(root).problems).toEqual([]);
  mkdirSync(join(root, 'server/src/dist'));
  writeFileSync(join(root, 'server/src/dist/hidden.ts'), 'export const hidden = 1;\n');
  expect(checkLayers(root).problems.join()).toContain('saw 15 files, but there are at least 16');
  expect(checkLayers(plant({})).problems.join()).toContain('the check itself is broken');
});

const waysOut: readonly (readonly [text: string, name: string])[] = [
  [`export const get = (url: string) => fetch(url);`, 'fetch'],
  [`export const get = globalThis.fetch;`, 'fetch'],
  [`export const get = globalThis['fetch'];`, 'fetch'],
  [`const { fetch: get } = globalThis; export { get };`, 'fetch'],
  [`export const open = () => new WebSocket('ws://example.com');`, 'WebSocket'],
  [`import { request } from 'undici'; export { request };`, 'undici'],
  [`import { get } from 'node:https'; export { get };`, 'node:https'],
  [`import { connect, isIP } from 'node:net'; export { connect, isIP };`, 'node:net'],
  [`export { request } from 'http';`, 'http'],
  [`export const late = () => import('undici');`, 'undici'],
  [`import { createRequire } from 'node:module'; export const late = createRequire(import.meta.url)('undici');`, 'undici'],
  [`import { createRemoteJWKSet } from 'jose'; export const keys = createRemoteJWKSet;`, 'createRemoteJWKSet'],
];

test.each(waysOut)('the outbound check fails on %s', (text, name) => {
  const { problems } = checkOutbound(plant({ 'server/src/tools/http.ts': `${text}\n` }));
  expect(problems[0]).toContain(`server/src/tools/http.ts:1 uses ${name}:`);
});

test('the outbound check lets types, address tests and members of that name pass', () => {
  const text = `import type { Dispatcher } from 'undici';
import { isIP } from 'node:net';
export interface Deps { readonly fetch: (url: string) => string; readonly dispatcher: Dispatcher }
export const ask = (deps: Deps, url: string) => (isIP(url) === 0 ? deps.fetch(url) : '');
`;
  expect(checkOutbound(plant({ 'server/src/domain/ask.ts': text }))).toMatchObject({ problems: [], summary: '1 modules' });
  expect(checkOutbound(plant({})).problems.join()).toContain('the check itself is broken');
});

test('the size check fails past 300 code lines and does not count comments and blanks', () => {
  const line = (at: number): string => `export const v${at} = ${at};\n`;
  const long = Array.from({ length: 301 }, (_, at) => line(at)).join('');
  const airy = Array.from({ length: 299 }, (_, at) => `// About v${at}.\n\n${line(at)}`).join('');
  const { problems } = checkSizes(plant({ 'server/src/long.ts': long, 'server/src/airy.ts': airy }));
  expect(problems).toEqual(['server/src/long.ts: 301 code lines, the limit is 300']);
});

test('the size check warns about a function of more than 50 lines', () => {
  const body = '  step();\n'.repeat(60);
  const { warnings } = checkSizes(
    plant({ 'cli/src/main.ts': `declare function step(): void;\nexport function long(): void {\n${body}}\n` }),
  );
  expect(warnings).toEqual(['cli/src/main.ts:2 function of 62 lines']);
});

test('the page check fails on a dead link, a dead anchor, a missing path and an unknown script', () => {
  const root = plant({
    'package.json': '{"scripts":{"check":"x"}}',
    'README.md':
      'See [a](docs/a.md), [b](docs/b.md), [c](docs/a.md#two), `tools/gone.ts`, `tools/<name>.ts`, `npm run check`, `npm run gone`.\n',
    'docs/a.md': '# One\n\n[here](#one) and [up](../README.md)\n\n```\n[not](a-link.md)\n```\n',
  });
  expect(checkDocs(root).problems).toEqual([
    'README.md: link to docs/b.md, which does not exist',
    'README.md: docs/a.md has no heading #two',
    'README.md: names `tools/gone.ts`, which does not exist',
    'README.md: names `npm run gone`, which is no script',
  ]);
});

test('the page check fails when a request is not part of the API', () => {
  const root = plant({
    'package.json': '{}',
    'docs/openapi.json': '{"paths":{"/v1/runs/{id}":{"get":{}},"/v1/keys":{"get":{},"post":{}}}}',
    'README.md': '`GET /v1/runs/{run_id}?x=1`, `GET`, `POST /v1/keys`, `DELETE /v1/keys` and `POST /v1/gone`.\n',
  });
  expect(checkDocs(root).problems).toEqual([
    'README.md: names DELETE /v1/keys, which the API does not have',
    'README.md: names POST /v1/gone, which the API does not have',
  ]);
});

test('the page check fails when a setting is not described or no longer read', () => {
  const root = plant({
    'package.json': '{}',
    'server/src/config.ts': `export const names = ['FORGEYARD_PORT', 'FORGEYARD_HOST'];\n`,
    'docs/guide/configuration.md': '`FORGEYARD_PORT`, `FORGEYARD_OLD`\n',
  });
  expect(checkDocs(root).problems).toEqual([
    'docs/guide/configuration.md: FORGEYARD_HOST is not described',
    'docs/guide/configuration.md: FORGEYARD_OLD is not read by the server',
  ]);
});

test('the lock check fails on an address, a missing hash, a loose version, a stale lock and a dependency without a reason', () => {
  const packages = {
    '': { devDependencies: { a: '1.0.0', b: '^1.0.0' } },
    cli: { dependencies: { a: '1.0.0' } },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' },
    'node_modules/b': { version: '1.0.0', integrity: 'sha512-x', resolved: 'https://example.test/b.tgz' },
    'node_modules/c': { version: '1.0.0' },
  };
  const manifests = ['server', 'dashboard', 'sdk', 'cli'].map((name) => [`${name}/package.json`, '{}'] as const);
  const root = plant({
    ...Object.fromEntries(manifests),
    'package.json': '{"devDependencies":{"a":"1.0.0","b":"^1.0.0"}}',
    'package-lock.json': JSON.stringify({ packages }),
    'docs/decisions/0011-dependencies.md': '| `a` | why |\n| `gone` | why not |\n',
  });
  expect(checkLock(root).problems).toEqual([
    'package-lock.json: node_modules/b has a resolved address',
    'package-lock.json: node_modules/c has no integrity hash',
    'package.json: b is not pinned (^1.0.0)',
    'cli/package.json: dependencies differ from the lock file; run npm install',
    'docs/decisions/0011-dependencies.md: b has no line',
    'docs/decisions/0011-dependencies.md: gone is not used',
  ]);
});

test('the linter finds every planted fault', () => {
  const root = plant({
    'package.json': '{"type":"module"}',
    '.gitignore': 'node_modules/\n',
    'server/src/kernel/bad.ts': [
      `import { open } from '../store/open.ts';`,
      `declare const given: any;`,
      `declare const list: readonly string[];`,
      `export const first = list[0]!;`,
      `export const same = given == open;`,
      `export async function late(): Promise<void> {}`,
      `export function forget(): void {`,
      `  late();`,
      `  console.log('x');`,
      `  debugger;`,
      `}`,
      '',
    ].join('\n'),
    'server/src/store/open.ts': 'export const open = 1;\n',
  });
  for (const name of ['.oxlintrc.json', 'tsconfig.json']) copyFileSync(join(repository, name), join(root, name));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const output = outputOf(join(root, 'node_modules', '.bin', 'oxlint'), ['--type-aware', 'server'], root);
  for (const rule of [
    'no-restricted-imports',
    'no-explicit-any',
    'no-non-null-assertion',
    'eqeqeq',
    'no-floating-promises',
    'no-console',
    'no-debugger',
  ]) {
    expect(output).toContain(`(${rule})`);
  }
});

test('the unused-code check finds a dead file, a dead export and a dead dependency', () => {
  const root = plant({
    'package.json': '{"name":"planted","type":"module","workspaces":["server"],"devDependencies":{"vitest":"4.1.12"}}',
    '.gitignore': 'node_modules/\n',
    'server/package.json': '{"name":"planted-server","type":"module","dependencies":{"kysely":"0.29.9"}}',
    'server/src/main.ts': `import { used } from './used.ts';\nused();\n`,
    'server/src/used.ts': `export function used(): void {}\nexport function deadExport(): void {}\n`,
    'server/src/dead-file.ts': `export const nothing = 1;\n`,
  });
  copyFileSync(join(repository, 'knip.json'), join(root, 'knip.json'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  const output = outputOf(process.execPath, [join(repository, 'node_modules', '.bin', 'knip'), '--no-progress'], root);
  expect(output).toMatch(/Unused files[^]*server\/src\/dead-file\.ts/);
  expect(output).toMatch(/Unused exports[^]*deadExport/);
  expect(output).toMatch(/Unused dependencies[^]*kysely/);
});

/** What a program that is expected to fail printed. */
function outputOf(program: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  }
}
