import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { newestMs } from './dashboard.mjs';
import { findNode } from './install.mjs';

const sources = ['server/src', 'package-lock.json', 'tools/bundle-server.mjs', 'tools/bundle.mjs'];

/** The file that starts the server: the bundle, made anew when a source is newer, or the sources themselves when that fails. */
export function serverEntry(root) {
  const bundle = join(root, 'server', 'dist', 'main.mjs');
  const built = newestMs(bundle);
  if (built !== 0 && sources.every((name) => newestMs(join(root, name)) <= built)) return bundle;
  console.error('Building the server …');
  const done = spawnSync(findNode(root), [join(root, 'tools', 'bundle-server.mjs')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status === 0) return bundle;
  console.error('server: the build failed (see above); starting from the sources.');
  return join(root, 'server', 'src', 'main.ts');
}
