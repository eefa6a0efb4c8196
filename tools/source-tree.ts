import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What a check found: one line for people, and the lines that make it fail. */
export interface Report {
  readonly summary: string;
  readonly problems: readonly string[];
  readonly warnings?: readonly string[];
}

export interface ImportStatement {
  readonly specifier: string;
  readonly line: number;
  readonly isTypeOnly: boolean;
}

const skippedFolders = new Set(['node_modules', 'dist', 'data', 'coverage', '.git', 'peers']);
const filesMax = 20_000;

/** Every file under the folders, found by walking; paths are relative to root and use `/`. */
export function walkFiles(root: string, folders: readonly string[], pattern: RegExp): readonly string[] {
  const found: string[] = [];
  const pending = folders.map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  for (let folder = pending.pop(); folder !== undefined && found.length < filesMax; folder = pending.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skippedFolders.has(entry.name)) pending.push(path);
      else if (entry.isFile() && pattern.test(entry.name)) found.push(relative(root, path).split(sep).join('/'));
    }
  }
  return found.sort();
}

/**
 * The number of files that git knows under the folders: the floor for what a check must have seen.
 * Counts tracked and new files, never ignored ones; undefined outside a git tree.
 */
export function countByGit(root: string, folders: readonly string[], pattern: RegExp): number | undefined {
  try {
    const args = ['-C', root, 'ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders];
    const listed = execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 16 * 1024 * 1024 });
    const names = [...new Set(listed.split('\n'))];
    return names.filter((name) => pattern.test(name) && !name.includes('bench/peers/') && existsSync(join(root, name))).length;
  } catch {
    return undefined;
  }
}

/** The problem line of a check that saw fewer files than exist, so that a check which sees nothing cannot pass. */
export function belowFloor(seen: number, floor: number | undefined, least: number): readonly string[] {
  const expected = Math.max(floor ?? 0, least);
  return seen < expected ? [`saw ${seen} files, but there are at least ${expected}: the check itself is broken`] : [];
}

/** Reads and parses one TypeScript or JavaScript file; throws when it is not valid source. */
export function parseSource(root: string, path: string) {
  const text = readFileSync(join(root, path), 'utf8');
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  return { text, program: parsed.program, module: parsed.module, comments: parsed.comments };
}

/** All modules a file refers to: imports, re-exports and `import()` with a literal. */
export function readImports(root: string, path: string): readonly ImportStatement[] {
  const { text, module } = parseSource(root, path);
  const lineAt = lineCounter(text);
  const imports = module.staticImports.map((statement) => ({
    specifier: statement.moduleRequest.value,
    line: lineAt(statement.start),
    isTypeOnly: isTypeImport(text, statement.start) || (statement.entries.length > 0 && statement.entries.every((entry) => entry.isType)),
  }));
  const exports = module.staticExports.flatMap((statement) => {
    const specifier = statement.entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest?.value;
    const isTypeOnly = statement.entries.every((entry) => entry.isType);
    return specifier === undefined ? [] : [{ specifier, line: lineAt(statement.start), isTypeOnly }];
  });
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest, start }) => {
    const literal = /^(['"`])([^'"`$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[2];
    return literal === undefined ? [] : [{ specifier: literal, line: lineAt(start), isTypeOnly: false }];
  });
  return [...imports, ...exports, ...dynamic];
}

function isTypeImport(text: string, start: number): boolean {
  return /^import\s+type\b/.test(text.slice(start, start + 40));
}

/** Turns character offsets of one text into line numbers, counted from 1. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** Prints a report the way every check does and sets the exit code; up to 200 problem lines are shown. */
export function printReport(name: string, report: Report): void {
  for (const line of (report.warnings ?? []).slice(0, 40)) console.log(`  warning: ${line}`);
  for (const line of report.problems.slice(0, 200)) console.log(`  ${line}`);
  console.log(`${name}: ${report.problems.length === 0 ? 'ok' : `${report.problems.length} problem(s)`} · ${report.summary}`);
  if (report.problems.length > 0) process.exitCode = 1;
}
