import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const module = fileURLToPath(new URL('./npm-parent.mjs', import.meta.url));
const program = `
  const { onNpmGone } = await import(${JSON.stringify(module)});
  onNpmGone(() => { console.log('npm is gone'); process.exit(0); });
  setTimeout(() => { console.log('left behind'); process.exit(1); }, 10_000);
  console.log('started');
`;

test('what npm started ends when npm is killed', async () => {
  const env = { ...process.env, npm_lifecycle_event: 'start', PROGRAM: program, NODE: process.execPath };
  const shell = spawn('sh', ['-c', '"$NODE" --input-type=module -e "$PROGRAM"; true'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  shell.stdout.on('data', (text) => (output += String(text)));
  await once(shell.stdout, 'data');
  shell.kill('SIGKILL');
  await once(shell.stdout, 'end');
  expect(output).toBe('started\nnpm is gone\n');
});
