import type { Command, Option } from './command.ts';
import { globalOptions } from './parse.ts';

/** The help of one command. */
export function commandHelp(command: Command): string {
  const args = command.args ?? [];
  const usage = args.map(({ name, isOptional }) => (isOptional ? `[${name}]` : `<${name}>`));
  const own = command.options ?? [];
  return paragraphs([
    `${command.about}\n\nUsage: ${['forgeyard', ...command.path, ...usage, '[options]'].join(' ')}`,
    section(
      'Arguments',
      args.map(({ name, about }) => [name, about]),
    ),
    section('Options', [...own, ...globalOptions].map(optionRow)),
    (command.notes ?? []).join('\n\n'),
    examples(command.examples ?? []),
  ]);
}

/** The help of the program, or of a group like `agent`. */
export function groupHelp(commands: readonly Command[], group: string | undefined): string {
  const shown = group === undefined ? commands : commands.filter(({ path }) => path[0] === group);
  const usage = group === undefined ? 'forgeyard <command> [options]' : `forgeyard ${group} <command> [options]`;
  return paragraphs([
    `${group === undefined ? 'Forgeyard: run AI agents on your own machine.\n\n' : ''}Usage: ${usage}`,
    section(
      'Commands',
      shown.map(({ path, args, about }) => [
        [...path, ...(args ?? []).map((arg) => (arg.isOptional ? `[${arg.name}]` : `<${arg.name}>`))].join(' '),
        about,
      ]),
    ),
    section('Options of every command', globalOptions.map(optionRow)),
    group === undefined
      ? section('Exit codes', [
          ['0', 'done'],
          ['1', 'failure'],
          ['2', 'wrong usage'],
          ['3', 'not signed in, or not allowed'],
          ['4', 'not found'],
          ['130', 'interrupted'],
        ])
      : '',
    'forgeyard <command> --help tells more; forgeyard --version prints the version.',
  ]);
}

function optionRow({ name, short, value, isRepeatable, about }: Option): readonly [string, string] {
  const head = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  return [head, isRepeatable ? `${about} (repeatable)` : about];
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(([head]) => head.length));
  return [`${title}:`, ...rows.map(([head, about]) => `  ${head.padEnd(width)}  ${about}`)].join('\n');
}

function examples(lines: readonly string[]): string {
  return lines.length === 0 ? '' : ['Examples:', ...lines.map((line) => `  ${line}`)].join('\n');
}

function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
