import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { newestMs } from './dashboard.mjs';
import { findNode } from './install.mjs';

const sources = ['server/src', 'package-lock.json', 'tools/bundle-server.mjs', 'tools/bundle.mjs'];

/** The file that starts the server: the bundle, made anew when a source is newer, or the sources themselves when that fails. */
export function serverEntry(root) {
  const folder = join(root, 'server', 'dist');
  return isBundled(root, folder, sources, []) ? join(folder, 'main.mjs') : join(root, 'server', 'src', 'main.ts');
}

/** Where the bundled server for tests lies; undefined when it could not be made, and tests start it from the sources. */
export function testServers(root) {
  const folder = join(root, 'server', 'test', 'dist');
  return isBundled(root, folder, [...sources, 'server/test/crash/short-lease-server.ts'], ['--test']) ? folder : undefined;
}

function isBundled(root, folder, from, flags) {
  const built = newestMs(join(folder, 'main.mjs'));
  if (built !== 0 && from.every((name) => newestMs(join(root, name)) <= built)) return true;
  console.error('Building the server …');
  const done = spawnSync(findNode(root), [join(root, 'tools', 'bundle-server.mjs'), ...flags], { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) console.error('server: the build failed (see above); starting from the sources.');
  return done.status === 0;
}
