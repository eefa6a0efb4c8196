import { Forgeyard } from '@forgeyard/sdk';
import { createOutput } from '../output/output.ts';
import type { Output } from '../output/output.ts';
import type { Command, Context } from './command.ts';
import { exitCode, exitCodeOf, tell, usageFailure } from './failure.ts';
import { commandHelp, groupHelp } from './help.ts';
import { parseInput } from './parse.ts';
import { resolveTarget } from './target.ts';
import type { Target } from './target.ts';
import type { World } from './world.ts';

/** What the program is made of. */
export interface Program {
  readonly version: string;
  readonly commands: readonly Command[];
}

const callTimeoutMs = 30_000;

/** Runs one command line and returns the exit code; failures are printed, never thrown. */
export async function runProgram(program: Program, world: World): Promise<number> {
  const out = createOutput(world, world.argv.includes('--json'));
  try {
    return await dispatch(program, world, out);
  } catch (error) {
    out.failure(tell(error));
    return exitCodeOf(error);
  }
}

async function dispatch({ version, commands }: Program, world: World, out: Output): Promise<number> {
  const words = world.argv[0] === 'help' ? [...world.argv.slice(1), '--help'] : world.argv;
  const [first] = words;
  if (first === '--version' || first === '-v') return said(world, `${version}\n`);
  const command = findCommand(commands, words);
  if (command !== undefined) return runCommand(command, words.slice(command.path.length), world, out);
  const asksHelp = words.includes('--help') || words.includes('-h');
  const isGroup = commands.some(({ path }) => path.length > 1 && path[0] === first);
  if (asksHelp && (isGroup || first === undefined || first.startsWith('-')))
    return said(world, groupHelp(commands, isGroup ? first : undefined));
  if (first === undefined || (isGroup && words.length === 1)) {
    world.stderr.write(groupHelp(commands, first));
    return exitCode.usage;
  }
  throw usageFailure(`Unknown command: ${words.slice(0, isGroup ? 2 : 1).join(' ')}`, `See: forgeyard ${isGroup ? `${first} ` : ''}--help`);
}

function findCommand(commands: readonly Command[], words: readonly string[]): Command | undefined {
  return commands.find(({ path }) => path.every((word, index) => words[index] === word));
}

async function runCommand(command: Command, argv: readonly string[], world: World, out: Output): Promise<number> {
  const input = parseInput(command, argv);
  if (input.has('help')) return said(world, commandHelp(command));
  const target = (): Target => resolveTarget(world, { url: input.text('url'), key: input.text('key') });
  const forge = (): Forgeyard => {
    const { url, key } = target();
    return new Forgeyard({ baseUrl: url, apiKey: key, timeoutMs: callTimeoutMs, maxRetries: 2 });
  };
  const context: Context = { world, input, out, target, forge };
  return command.run(context);
}

function said(world: World, text: string): number {
  world.stdout.write(text);
  return exitCode.ok;
}
