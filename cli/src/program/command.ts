import type { Forgeyard } from '@forgeyard/sdk';
import type { Output } from '../output/output.ts';
import type { Target } from './target.ts';
import type { World } from './world.ts';

export interface Option {
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in help; an option without it is a switch. */
  readonly value?: string;
  /** May be given more than once. */
  readonly isRepeatable?: boolean;
  readonly about: string;
}

export interface Argument {
  readonly name: string;
  readonly isOptional?: boolean;
  readonly about: string;
}

/** One command as data; `run` returns the exit code. */
export interface Command {
  /** `['agent', 'list']` is typed `forgeyard agent list`. */
  readonly path: readonly string[];
  readonly about: string;
  readonly args?: readonly Argument[];
  readonly options?: readonly Option[];
  readonly examples?: readonly string[];
  /** Further paragraphs of the help. */
  readonly notes?: readonly string[];
  readonly run: (context: Context) => Promise<number>;
}

/** The parsed command line. */
export interface Input {
  readonly arg: (index: number) => string | undefined;
  /** For arguments that the parser has made sure of. */
  readonly need: (index: number) => string;
  readonly has: (option: string) => boolean;
  readonly text: (option: string) => string | undefined;
  readonly texts: (option: string) => readonly string[];
}

export interface Context {
  readonly world: World;
  readonly input: Input;
  readonly out: Output;
  /** Where commands go: flags, then environment, then profile. */
  readonly target: () => Target;
  readonly forge: () => Forgeyard;
}
