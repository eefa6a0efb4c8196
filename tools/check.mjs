// Runs every static check side by side and prints one line for each. `npm run check -- layers docs` runs only those.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findNode, installWhenNeeded, repositoryRoot as root } from './install.mjs';

const timeoutMs = 300_000;

installWhenNeeded(root);
const node = findNode(root);
const bin = (name) => join('node_modules', '.bin', name);
const here = (...paths) => paths.filter((path) => existsSync(join(root, path)));
const { countByGit } = await importTypeScript();
const sources = here(
  'server',
  'sdk',
  'cli',
  'bench',
  'tools',
  'examples',
  join('dashboard', 'src'),
  join('dashboard', 'test'),
  'vitest.config.ts',
);
const lintable = countByGit?.(root, sources, /\.(ts|tsx|mts|mjs)$/);

const checks = [
  {
    name: 'types',
    command: [node, bin('tsc'), '-p', 'tsconfig.json', '--noEmit', '--listFiles'],
    read: readTypes('server', 'sdk', 'cli', 'tools'),
  },
  ...(existsSync(join(root, 'dashboard', 'tsconfig.json'))
    ? [
        {
          name: 'types (dashboard)',
          command: [node, bin('tsc'), '-p', 'dashboard/tsconfig.json', '--noEmit', '--listFiles'],
          read: readTypes('dashboard/src'),
        },
      ]
    : []),
  { name: 'lint', command: [bin('oxlint'), '--type-aware', '--deny-warnings', ...sources], read: readCount(/on (\d+) files/, lintable) },
  {
    name: 'unused',
    command: [node, bin('knip'), '--no-progress', '--no-config-hints'],
    read: () => 'files, exports, types, dependencies',
  },
  { name: 'format', command: [bin('oxfmt'), '--check', '.'], read: readCount(/on (\d+) files/, lintable) },
  ...['layers', 'outbound', 'sizes', 'docs', 'lock'].map((name) => ({
    name,
    command: [node, join('tools', `check-${name}.ts`)],
    read: readOwn,
  })),
  ...(existsSync(join(root, 'docs', 'openapi.json'))
    ? [
        {
          name: 'openapi',
          command: [node, '--disable-warning=ExperimentalWarning', join('tools', 'gen-openapi.ts'), '--check'],
          read: readOwn,
        },
      ]
    : []),
];

const wanted = process.argv.slice(2);
const pending = wanted.length === 0 ? checks : checks.filter(({ name }) => wanted.includes(name.split(' ')[0]));
const planned = pending.length;
if (planned === 0) console.log(`no such check; there are: ${checks.map(({ name }) => name).join(', ')}`);
const began = Date.now();
const failed = [];
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
console.log(
  failed.length === 0 && planned > 0
    ? `check: ${planned} of ${planned} ok in ${seconds(began)}`
    : `check: FAILED (${failed.join(', ') || 'nothing ran'}) in ${seconds(began)}`,
);
process.exit(failed.length === 0 && planned > 0 ? 0 : 1);

async function worker() {
  for (let check = pending.shift(); check !== undefined; check = pending.shift()) await perform(check);
}

async function perform({ name, command, read }) {
  const start = Date.now();
  const { code, output } = await run(command);
  let summary;
  try {
    summary = code === 0 ? read(output) : undefined;
  } catch (error) {
    summary = undefined;
    console.log(`  ${error.message}`);
  }
  if (summary === undefined) {
    failed.push(name);
    const shown = output.split('\n').filter((line) => !/^(\/|[A-Z]:[\\/])[^()]*\.[cm]?tsx?$/.test(line));
    console.log(shown.join('\n').slice(-12_000).trimEnd());
  }
  console.log(`${summary === undefined ? '✗' : '✓'} ${name.padEnd(18)} ${summary ?? 'failed'} (${seconds(start)})`);
}

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** tsc lists what it read: fewer of our files than git knows means that it checked something else. */
function readTypes(...folders) {
  const floor = countByGit?.(root, folders, /\.tsx?$/);
  return (output) => {
    const own = new Set(
      output.split('\n').filter((line) => line.startsWith(root) && !line.includes('node_modules') && /\.tsx?$/.test(line.trim())),
    );
    const inFolders = [...own].filter((line) => folders.some((folder) => line.slice(root.length).startsWith(`${folder}/`)));
    return atLeast(inFolders.length, floor);
  };
}

function readCount(pattern, floor) {
  return (output) => atLeast(Number(pattern.exec(output)?.[1] ?? 0), floor);
}

function readOwn(output) {
  const lines = output.trim().split('\n');
  const warnings = lines.filter((line) => line.startsWith('  warning: '));
  if (warnings.length > 0) console.log(warnings.join('\n'));
  return lines.at(-1)?.replace(/^.*? · /, '') ?? '';
}

function atLeast(seen, floor) {
  if (floor !== undefined && seen < floor) throw new Error(`saw ${seen} files, git knows ${floor}: the check itself is broken`);
  return `${seen} files`;
}

/** On a host whose Node cannot run TypeScript the floor of the outside tools is unknown; our own checks still know theirs. */
async function importTypeScript() {
  try {
    return await import('./source-tree.ts');
  } catch {
    return {};
  }
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
