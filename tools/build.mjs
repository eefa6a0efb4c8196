// Builds what is published: the dashboard's static files and the JavaScript of server, sdk and cli in dist/.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboardWhenNeeded } from './dashboard.mjs';
import { findNode, installWhenNeeded, repositoryRoot as root } from './install.mjs';
import { serverEntry } from './server.mjs';

installWhenNeeded(root);
const hasDashboard = buildDashboardWhenNeeded(root);
serverEntry(root);
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const emitted = spawnSync(findNode(root), [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
console.log(
  `build: JavaScript ${emitted.status === 0 ? 'in dist/' : 'FAILED'}, dashboard ${hasDashboard ? 'in dashboard/dist/' : 'not built'}`,
);
process.exit(emitted.status === 0 && hasDashboard ? 0 : 1);
