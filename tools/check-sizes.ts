import { fileURLToPath } from 'node:url';
import { belowFloor, countByGit, lineCounter, parseSource, printReport, walkFiles } from './source-tree.ts';
import type { Report } from './source-tree.ts';

const folders = ['server', 'sdk', 'cli', 'dashboard', 'bench', 'tools', 'examples'];
const sourceFile = /\.(ts|tsx|mts|mjs)$/;
const exempt = /(\/migrations\/|\/fixtures\/|\/generated\/|\.gen\.ts$|\.d\.ts$)/;
const codeLinesMax = 300;
const testLinesMax = 400;
const functionLinesMax = 50;

/**
 * Refuses files of more than 300 code lines (tests: 400) and warns about functions of more than 50.
 * A code line holds something other than blanks and comments; migrations, fixtures and generated files are exempt.
 */
export function checkSizes(root: string, least = 1): Report {
  const files = walkFiles(root, folders, sourceFile);
  const problems: string[] = [];
  const warnings: string[] = [];
  let largest = 0;
  for (const file of files.filter((path) => !exempt.test(path))) {
    const { text, program, comments } = parseSource(root, file);
    const code = countCodeLines(text, comments);
    const limit = file.includes('.test.') ? testLinesMax : codeLinesMax;
    if (code > limit) problems.push(`${file}: ${code} code lines, the limit is ${limit}`);
    largest = Math.max(largest, code);
    if (!file.includes('.test.')) warnings.push(...longFunctions(text, program).map((found) => `${file}:${found}`));
  }
  problems.push(...belowFloor(files.length, countByGit(root, folders, sourceFile), least));
  return {
    summary: `${files.length} files, largest ${largest} lines, ${warnings.length} functions over ${functionLinesMax}`,
    problems,
    warnings,
  };
}

function countCodeLines(text: string, comments: readonly { start: number; end: number }[]): number {
  let code = '';
  let at = 0;
  for (const comment of comments) {
    code += text.slice(at, comment.start) + text.slice(comment.start, comment.end).replace(/[^\n]/g, ' ');
    at = comment.end;
  }
  return (code + text.slice(at)).split('\n').filter((line) => line.trim() !== '').length;
}

function longFunctions(text: string, program: unknown): readonly string[] {
  const lineAt = lineCounter(text);
  const found: string[] = [];
  visit(program, (node) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
    const [first, last] = [lineAt(node.start), lineAt(node.end)];
    if (last - first + 1 > functionLinesMax) found.push(`${first} function of ${last - first + 1} lines`);
  });
  return found;
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function visit(value: unknown, see: (node: SyntaxNode) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isSyntaxNode(value)) see(value);
  for (const child of Object.values(value)) visit(child, see);
}

function isSyntaxNode(value: object): value is SyntaxNode {
  return 'type' in value && 'start' in value && 'end' in value && typeof value.type === 'string';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  printReport('sizes', checkSizes(process.argv[2] ?? process.cwd()));
}
