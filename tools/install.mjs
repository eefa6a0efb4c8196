import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, as an absolute path. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

const npmWriteLagMs = 5_000;

/**
 * Tells whether node_modules belongs to the present lock file.
 * A hash stamp decides; without a matching stamp, npm's own record counts when it is as new as the lock file.
 */
export function isInstalled(root) {
  const modules = join(root, 'node_modules');
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const lock = join(root, 'package-lock.json');
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const stamp = join(modules, '.forgeyard-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return true;
  if (statSync(record).mtimeMs < statSync(lock).mtimeMs - npmWriteLagMs) return false;
  writeFileSync(stamp, hash);
  return true;
}

/**
 * Installs what the lock file says when node_modules is missing or older; ends the process when npm fails.
 * Not `npm ci`: that refuses when the registry lacks an optional binary of a platform other than this one.
 */
export function installWhenNeeded(root) {
  if (isInstalled(root)) return;
  console.error('Installing dependencies …');
  const done = runNpm(root, ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  if (done.status !== 0) {
    console.error('npm install failed; see the lines above. Node 20 or newer and a reachable npm registry are all it needs.');
    process.exit(done.status ?? 1);
  }
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  writeFileSync(join(root, 'node_modules', '.forgeyard-lock'), hash);
}

/** Runs npm in the root and waits; its output goes to stderr so that stdout stays the program's own. */
export function runNpm(root, args) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  return spawnSync(npm, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
}

/**
 * Finds the Node that runs TypeScript: the pinned one of node_modules, else the present one when it is >= 22.18.
 * Ends the process with a sentence that says what to do when there is neither.
 */
export function findNode(root) {
  const pinned = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(`Node ${process.versions.node} cannot run TypeScript and node_modules/node has no binary.`);
  console.error('Run `npm rebuild node` (install scripts must be allowed), or use Node 22.18 or newer.');
  process.exit(1);
}
