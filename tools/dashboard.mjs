import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from './install.mjs';

const sources = ['src', 'public', 'index.html', 'package.json', 'tsconfig.json', 'vite.config.ts'];

/** Newest modification time under a path in epoch milliseconds; 0 when the path does not exist. */
export function newestMs(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), info.mtimeMs);
}

/** Tells whether dashboard/dist is missing or older than any of its sources. */
export function isDashboardStale(root) {
  const built = newestMs(join(root, 'dashboard', 'dist', 'index.html'));
  return built === 0 || sources.some((name) => newestMs(join(root, 'dashboard', name)) > built);
}

/** Builds the dashboard when it is stale; answers false when it could not be built. */
export function buildDashboardWhenNeeded(root) {
  const manifest = join(root, 'dashboard', 'package.json');
  if (!existsSync(manifest) || JSON.parse(readFileSync(manifest, 'utf8')).scripts?.build === undefined) {
    console.error('dashboard: no build script; the server answers API calls only.');
    return false;
  }
  if (!isDashboardStale(root)) return true;
  console.error('Building the dashboard …');
  const done = runNpm(root, ['run', 'build', '--silent', '-w', 'dashboard', '--', '--logLevel', 'warn']);
  if (done.status !== 0) console.error('dashboard: the build failed (see above); the server answers API calls only.');
  return done.status === 0;
}
