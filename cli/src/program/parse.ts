import { parseArgs } from 'node:util';
import type { Command, Input, Option } from './command.ts';
import { usageFailure } from './failure.ts';

/** Options that every command takes. */
export const globalOptions: readonly Option[] = [
  { name: 'url', value: '<url>', about: 'server to talk to (else FORGEYARD_URL, else the profile)' },
  { name: 'key', value: '<key>', about: 'API key (else FORGEYARD_KEY, else the profile)' },
  { name: 'json', about: 'print JSON' },
  { name: 'help', short: 'h', about: 'print help' },
];

/** @throws CommandFailure `USAGE` for unknown options, missing values, and too few or too many arguments. */
export function parseInput(command: Command, argv: readonly string[]): Input {
  const options = [...globalOptions, ...(command.options ?? [])];
  const { values, positionals } = parsed(command, argv, options);
  const args = command.args ?? [];
  if (values['help'] === undefined) checkCount(command, positionals.length);
  return {
    arg: (index) => positionals[index],
    need: (index) => positionals[index] ?? missing(command, args[index]?.name ?? 'argument'),
    has: (name) => values[name] !== undefined && values[name] !== false,
    text: (name) => texts(values[name]).at(-1),
    texts: (name) => texts(values[name]),
  };
}

function parsed(command: Command, argv: readonly string[], options: readonly Option[]): ReturnType<typeof parseArgs> {
  const config = Object.fromEntries(
    options.map(({ name, short, value }) => {
      const base = { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple: value !== undefined };
      return [name, short === undefined ? base : { ...base, short }];
    }),
  );
  try {
    return parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw usageFailure(message, helpHint(command));
  }
}

function checkCount(command: Command, count: number): void {
  const args = command.args ?? [];
  const missingArg = args.slice(count).find((arg) => arg.isOptional !== true);
  if (missingArg !== undefined) missing(command, missingArg.name);
  if (count > args.length) throw usageFailure(`Too many arguments: ${count} given, ${args.length} expected`, helpHint(command));
}

function missing(command: Command, name: string): never {
  throw usageFailure(`Missing <${name}>`, helpHint(command));
}

export function helpHint(command: Command): string {
  return `See: forgeyard ${command.path.join(' ')} --help`;
}

function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((entry): entry is string => typeof entry === 'string');
}
