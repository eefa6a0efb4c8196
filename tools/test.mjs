// Runs the suite on every engine that can be had here and says in its last lines which ones those were.
//   npm test -- [--pg=none] [--wide] [vitest arguments]      npm run test:all    fails when anything had to be left out
// Tests about words and shapes run on one engine each, chosen by their file; --wide, --all, or naming files, runs them on all.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDashboardWhenNeeded } from './dashboard.mjs';
import { findNode, installWhenNeeded, repositoryRoot as root } from './install.mjs';
import { onNpmGone } from './npm-parent.mjs';
import { isAlive, providePostgres } from './postgres.mjs';
import { testServers } from './server.mjs';
import { makeTestFolder } from './test-folder.mjs';

const args = process.argv.slice(2);
const mustRunAll = args.includes('--all');
const withoutPostgres = args.includes('--pg=none');
const isWide = mustRunAll || args.includes('--wide') || args.some((arg) => !arg.startsWith('-'));
const vitestArgs = args.filter((arg) => arg !== '--all' && arg !== '--wide' && !arg.startsWith('--pg='));

installWhenNeeded(root);
const hasDashboard = buildDashboardWhenNeeded(root);
const servers = testServers(root);
const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => path && existsSync(path),
);

let postgres = { missing: 'switched off by --pg=none' };
let vitest;
let interrupted;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt(signal));
onNpmGone(() => interrupt('SIGTERM'));
if (!withoutPostgres) postgres = await providePostgres(root, process.env);

const data = makeTestFolder(isAlive);
let code = 1;
try {
  if (interrupted === undefined) code = await runVitest();
} finally {
  await postgres.stop?.();
  data.remove();
}
const leftOut = describeLeftOut();
report();
process.exit(interrupted === undefined ? code || (mustRunAll && leftOut.length > 0 ? 1 : 0) : 130);

function interrupt(signal) {
  interrupted = signal;
  vitest?.kill(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
}

function runVitest() {
  const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim() };
  env.TEST_FOLDER = data.folder;
  // Each test worker reads the same thousand modules.
  env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
  if (isWide) env.TEST_WIDE = '1';
  else delete env.TEST_WIDE;
  delete env.TEST_DATABASE_URL;
  if (postgres.url) env.TEST_DATABASE_URL = postgres.url;
  if (chromium) env.CHROMIUM_PATH = chromium;
  if (servers) env.TEST_SERVERS = servers;
  else delete env.TEST_SERVERS;
  vitest = spawn(findNode(root), [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...vitestArgs], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  return new Promise((resolve) => vitest.on('exit', (status) => resolve(status ?? 1)));
}

function describeLeftOut() {
  const lines = [];
  if (postgres.missing) {
    lines.push(`postgres: ${postgres.missing}`);
    lines.push('  to have it: set TEST_DATABASE_URL, or `apt-get install postgresql`, or `npm install` without --omit=optional');
  }
  if (!chromium) lines.push('page tests: no Chromium; to have it: `apt-get install chromium`, or set CHROMIUM_PATH');
  if (!hasDashboard) lines.push('page tests: the dashboard could not be built (see the first lines)');
  return lines;
}

function report() {
  const engines = ['sqlite', ...(postgres.label ? [postgres.label] : [])];
  if (interrupted !== undefined) console.log(`\ninterrupted by ${interrupted}: not everything ran`);
  console.log(`\nsuite ran on: ${engines.join(', ')}${chromium && hasDashboard ? '; pages in Chromium' : ''}`);
  for (const line of leftOut) console.log(`left out: ${line}`);
}
