// Installs and builds what is missing, then becomes a thin parent of the server. Runs on Node 20 without dependencies.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildDashboardWhenNeeded } from './dashboard.mjs';
import { findNode, installWhenNeeded, repositoryRoot as root } from './install.mjs';
import { serverEntry } from './server.mjs';
import { onNpmGone } from './npm-parent.mjs';

const args = process.argv.slice(2);
const isDev = args.includes('--dev');
const ownFlags = new Set(['--dev', '--no-dashboard']);
/** What client programs read; the server refuses FORGEYARD_ names that it does not know. */
const clientNames = ['FORGEYARD_URL', 'FORGEYARD_KEY', 'FORGEYARD_AGENT'];

installWhenNeeded(root);
if (!args.includes('--no-dashboard') && process.env.FORGEYARD_ROLE !== 'worker') buildDashboardWhenNeeded(root);

const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...process.env };
for (const name of clientNames) delete env[name];

const server = spawn(
  findNode(root),
  [
    '--disable-warning=ExperimentalWarning',
    // Short-lived objects of many requests die young instead of being kept: about a tenth less CPU under load, nothing at rest.
    '--max-semi-space-size=32',
    ...(isDev ? ['--watch', '--watch-preserve-output'] : []),
    isDev ? join('server', 'src', 'main.ts') : serverEntry(root),
    ...args.filter((arg) => !ownFlags.has(arg)),
  ],
  { cwd: root, stdio: 'inherit', env },
);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the whole process group; a second copy would ask the server to skip its drain.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    server.kill(signal);
  });
}
onNpmGone(() => server.kill('SIGTERM'));
server.on('error', (error) => {
  console.error(`The server could not be started: ${error.message}`);
  process.exit(1);
});
server.on('exit', (code, signal) => {
  process.exit(code ?? 128 + (signal === 'SIGKILL' ? 9 : signal === 'SIGTERM' ? 15 : 2));
});
