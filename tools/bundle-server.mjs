// Writes server/dist: the server as a few files.
//   --test   writes server/test/dist instead, which also holds the programs that only tests start
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { repositoryRoot as root } from './install.mjs';

const isForTests = process.argv.includes('--test');
const outDir = isForTests ? join(root, 'server', 'test', 'dist') : join(root, 'server', 'dist');
/** Another run of the suite may still load files of the bundle that this one replaces. */
const keptMs = isForTests ? 3_600_000 : 0;
const input = {
  main: 'server/src/main.ts',
  'tool-worker': 'server/src/tools/pool/tool-worker.ts',
  ...(isForTests ? { 'short-lease-server': 'server/test/crash/short-lease-server.ts' } : {}),
};

mkdirSync(outDir, { recursive: true });
for (const path of readdirSync(outDir).map((name) => join(outDir, name))) {
  if (statSync(path).mtimeMs <= Date.now() - keptMs) rmSync(path, { recursive: true, force: true });
}
await bundle(root, input, outDir);
