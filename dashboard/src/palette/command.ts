/** One line of the palette. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** What it is, such as "Agent" or "Go to". */
  readonly kind: string;
  readonly href: string;
  /** Presses this button of the page once it is there. */
  readonly press?: 'create' | undefined;
  /** Other words that find it. */
  readonly words?: string | undefined;
}

/** Commands that hold every word of what was typed, those that begin with it first. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ kind, label, words = '' }: Command): string => `${kind} ${label} ${words}`.toLowerCase();
  const found = commands.filter((one) => wanted.every((word) => text(one).includes(word)));
  const [first = ''] = wanted;
  return found.toSorted((one, other) => Number(begins(other, first)) - Number(begins(one, first)));
}

function begins({ label }: Command, word: string): boolean {
  return word !== '' && label.toLowerCase().startsWith(word);
}

const recentKey = 'forgeyard.palette';
const recentMax = 6;

/** What was opened last from here, newest first. */
export function recentCommands(): readonly Command[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isCommand).slice(0, recentMax) : [];
  } catch {
    return [];
  }
}

export function remember(command: Command): void {
  try {
    const rest = recentCommands().filter(({ id }) => id !== command.id);
    localStorage.setItem(recentKey, JSON.stringify([command, ...rest].slice(0, recentMax)));
  } catch {
    // Without storage nothing is remembered.
  }
}

function isCommand(value: unknown): value is Command {
  if (typeof value !== 'object' || value === null) return false;
  const { id, label, kind, href } = value as Readonly<Record<string, unknown>>;
  return [id, label, kind].every((text) => typeof text === 'string') && typeof href === 'string' && /^\/(?![/\\])/.test(href);
}
