import { invalidInput } from './action.ts';

const LENGTH_MAX = 500;
const REPEAT_MAX = 1000;
const UNBOUNDED_MAX = 4;

/**
 * A regular expression that cannot take exponential time: no look-around, no back-reference, no repeated group that itself repeats or
 * chooses, at most four unbounded repeats and 500 characters. Stands in for `RegExp` wherever a library compiles a caller's pattern.
 * @throws ToolFailure INVALID_INPUT
 */
export class PlainPattern extends RegExp {
  constructor(pattern: string | RegExp, flags?: string) {
    const source = typeof pattern === 'string' ? pattern : pattern.source;
    refuseCostlyPattern(source);
    super(source, flags ?? (typeof pattern === 'string' ? '' : pattern.flags));
  }
}

/** @throws ToolFailure INVALID_INPUT */
export function refuseCostlyPattern(source: string): void {
  if (source.length > LENGTH_MAX) throw invalidInput(`A pattern may have at most ${LENGTH_MAX} characters`);
  const scan = new PatternScan(source);
  scan.run();
}

interface Group {
  /** The group holds a repeat or a choice, so repeating it could cost exponential time. */
  isCostly: boolean;
}

/** Reads a pattern once, left to right, keeping what each open group holds. */
class PatternScan {
  readonly #source: string;
  readonly #groups: Group[] = [{ isCostly: false }];
  #closed: Group | null = null;
  #unbounded = 0;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): void {
    while (this.#at < this.#source.length) this.#step(this.#source[this.#at] ?? '');
  }

  #step(character: string): void {
    const closed = this.#closed;
    this.#closed = null;
    if (character === '\\') return this.#escape();
    if (character === '[') return this.#set();
    if (character === '(') return this.#open();
    if (character === ')') return this.#close();
    if (character === '|') this.#top().isCostly = true;
    const repeat = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(this.#source.slice(this.#at, this.#at + 24))?.[0];
    if (repeat !== undefined) return this.#repeat(repeat, closed);
    this.#at += 1;
  }

  #top(): Group {
    return this.#groups.at(-1) ?? { isCostly: true };
  }

  #escape(): void {
    const next = this.#source[this.#at + 1] ?? '';
    if (/[1-9k]/.test(next)) throw invalidInput('A pattern may not hold a back-reference');
    this.#at += 2;
  }

  #set(): void {
    const end = /^\[(?:\\.|[^\]\\])*\]/s.exec(this.#source.slice(this.#at))?.[0];
    this.#at += end?.length ?? this.#source.length;
  }

  #open(): void {
    if (/^\(\?(?:[=!]|<[=!])/.test(this.#source.slice(this.#at, this.#at + 4)))
      throw invalidInput('A pattern may not look ahead or behind');
    this.#groups.push({ isCostly: false });
    this.#at += /^\((?:\?(?::|<\w*>))?/.exec(this.#source.slice(this.#at))?.[0].length ?? 1;
  }

  #close(): void {
    const group = this.#groups.pop() ?? { isCostly: true };
    if (group.isCostly) this.#top().isCostly = true;
    this.#closed = group;
    this.#at += 1;
  }

  #repeat(repeat: string, repeated: Group | null): void {
    const isOptional = repeat === '?';
    if (!isOptional && repeated?.isCostly) throw invalidInput('A pattern may not repeat a group that repeats or chooses');
    const counts = repeat.match(/\d+/g) ?? [];
    if (counts.some((count) => Number(count) > REPEAT_MAX)) throw invalidInput(`A pattern may repeat at most ${REPEAT_MAX} times`);
    const isUnbounded = repeat === '*' || repeat === '+' || repeat.endsWith(',}');
    if (isUnbounded && ++this.#unbounded > UNBOUNDED_MAX)
      throw invalidInput(`A pattern may hold at most ${UNBOUNDED_MAX} unbounded repeats`);
    this.#top().isCostly = true;
    this.#at += repeat.length;
    if (this.#source[this.#at] === '?') this.#at += 1;
  }
}
