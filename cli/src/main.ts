import { readFileSync } from 'node:fs';
import { commands } from './commands.ts';
import { processWorld } from './program/process-world.ts';
import { runProgram } from './program/program.ts';

const description: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const version =
  typeof description === 'object' && description !== null && 'version' in description ? String(description.version) : 'unknown';

process.exitCode = await runProgram({ version, commands }, processWorld());
