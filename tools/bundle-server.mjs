// Writes server/dist: the server as a few files, so that a start reads a handful of modules instead of a thousand.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { repositoryRoot as root } from './install.mjs';

const outDir = join(root, 'server', 'dist');
const bundle = await rolldown({
  cwd: root,
  platform: 'node',
  input: { main: 'server/src/main.ts', 'tool-worker': 'server/src/tools/pool/tool-worker.ts' },
  // Native or loaded by name at first use.
  external: [/^node:/, /^@node-rs\//, /^undici$/, /^pg-native$/],
});
rmSync(outDir, { recursive: true, force: true });
await bundle.write({ dir: outDir, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
await bundle.close();
