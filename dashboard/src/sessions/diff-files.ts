export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'hunk' | 'same';
  readonly text: string;
}

/** One file of a diff. */
export interface DiffFile {
  readonly name: string;
  readonly added: number;
  readonly removed: number;
  readonly lines: readonly DiffLine[];
}

interface Building {
  name: string;
  added: number;
  removed: number;
  readonly lines: DiffLine[];
  isInHunk: boolean;
}

const linesMax = 50_000;

/** Reads a diff as `git diff` prints it; text that is none becomes one file without a name. Never throws; at most 50,000 lines. */
export function filesOf(diff: string): readonly DiffFile[] {
  const files: Building[] = [];
  for (const line of diff.split('\n', linesMax)) read(files, line);
  const named = files.filter(({ name, lines }) => name !== '' || lines.some(({ text }) => text !== ''));
  return named.map(({ name, added, removed, lines }) => ({ name: name === '' ? 'changes' : name, added, removed, lines }));
}

function read(files: Building[], line: string): void {
  const head = /^diff --git (?:"?a\/.*?"?) "?b\/(.*?)"?$/.exec(line);
  const last = files.at(-1);
  if (head !== null || last === undefined) files.push({ name: head?.[1] ?? '', added: 0, removed: 0, lines: [], isInHunk: false });
  if (head !== null) return;
  const file = files.at(-1);
  if (file === undefined) return;
  if (line.startsWith('@@')) {
    file.isInHunk = true;
    file.lines.push({ kind: 'hunk', text: line });
  } else if (!file.isInHunk) readHead(file, line);
  else readLine(file, line);
}

/** What stands between a file's name and its first change. */
function readHead(file: Building, line: string): void {
  const name = /^\+\+\+ (?:b\/)?(.+)$/.exec(line)?.[1];
  if (name !== undefined && name !== '/dev/null' && file.name === '') file.name = name;
  const isTold = /^(new file|deleted file|rename|copy|Binary files|old mode|new mode|similarity)/.test(line);
  if (isTold) file.lines.push({ kind: 'same', text: line });
}

function readLine(file: Building, line: string): void {
  if (line.startsWith('+')) {
    file.added += 1;
    file.lines.push({ kind: 'added', text: line.slice(1) });
  } else if (line.startsWith('-')) {
    file.removed += 1;
    file.lines.push({ kind: 'removed', text: line.slice(1) });
  } else if (line !== '') file.lines.push({ kind: 'same', text: line.startsWith(' ') ? line.slice(1) : line });
}
