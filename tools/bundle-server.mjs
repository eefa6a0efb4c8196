// Writes server/dist: the server as a few files.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { repositoryRoot as root } from './install.mjs';

const outDir = join(root, 'server', 'dist');
rmSync(outDir, { recursive: true, force: true });
await bundle(root, { main: 'server/src/main.ts', 'tool-worker': 'server/src/tools/pool/tool-worker.ts' }, outDir);
