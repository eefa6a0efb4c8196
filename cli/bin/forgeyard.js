#!/usr/bin/env node
// Runs the TypeScript source. On a Node that cannot, the Node that the repository pins takes over.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../src/main.ts', import.meta.url);
const binary = process.platform === 'win32' ? 'node.exe' : 'node';
const pinned = fileURLToPath(new URL(`../../node_modules/node/bin/${binary}`, import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') console.error(`${warning.name}: ${warning.message}`);
  });
  await import(main.href);
} else if (existsSync(pinned)) {
  becomeParentOf(pinned);
} else {
  console.error(`error: forgeyard needs Node 22.18 or newer (24 recommended), this is ${process.versions.node} (NODE_TOO_OLD)`);
  console.error('  Run npm install in the repository, which brings a Node of its own, or install a newer one.');
  process.exit(1);
}

function becomeParentOf(node) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole process group, so the child has it already.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`error: ${error.message} (NODE_NOT_STARTED)`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
