import { existsSync, readFileSync } from 'node:fs';
import { posix, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { belowFloor, countByGit, printReport, walkFiles } from './source-tree.ts';
import type { Report } from './source-tree.ts';

const page = /\.md$/;
const rootFolders = /^(server|dashboard|sdk|cli|bench|docs|examples|tools|\.ci)\//;
const configurationPage = 'docs/guide/configuration.md';
const configurationSource = 'server/src/config.ts';
const apiDocument = 'docs/openapi.json';

interface Page {
  readonly path: string;
  readonly text: string;
  /** The text without fenced code blocks. */
  readonly prose: string;
}

/**
 * Checks that every link, heading anchor, repository path, npm script and API request named in a page exists,
 * and that the configuration page lists exactly the variables the server reads.
 */
export function checkDocs(root: string, least = 1): Report {
  const paths = walkFiles(root, ['.'], page);
  const scripts = readScripts(root);
  const requests = readRequests(root);
  const pages = paths.map((path) => readPage(root, path));
  const found = pages.flatMap((each) => [
    ...checkLinks(root, each),
    ...checkPaths(root, each),
    ...checkScripts(scripts, each),
    ...checkRequests(requests, each),
  ]);
  const problems = [...found, ...checkConfiguration(root), ...belowFloor(paths.length, countByGit(root, ['.'], page), least)];
  return { summary: `${paths.length} pages`, problems };
}

function readPage(root: string, path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, prose: text.replace(/^( *)(```|~~~)[^]*?^\1\2/gm, '') };
}

function readScripts(root: string): ReadonlySet<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const scripts = typeof manifest === 'object' && manifest !== null && 'scripts' in manifest ? manifest.scripts : {};
  return new Set(Object.keys(scripts ?? {}));
}

function checkLinks(root: string, { path, prose }: Page): readonly string[] {
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map((match) => match[1] ?? '');
  return targets.flatMap((target) => {
    if (/^[a-z]+:/i.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const at = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), decodeURIComponent(file)));
    if (!existsSync(join(root, at))) return [`${path}: link to ${target}, which does not exist`];
    if (anchor === undefined || !page.test(at)) return [];
    return readAnchors(root, at).has(anchor) ? [] : [`${path}: ${at} has no heading #${anchor}`];
  });
}

function readAnchors(root: string, path: string): ReadonlySet<string> {
  const headings = readPage(root, path).prose.matchAll(/^#{1,6} +(.+?) *#*$/gm);
  return new Set([...headings].map((match) => slug(match[1] ?? '')));
}

function slug(heading: string): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
  return plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-');
}

function checkPaths(root: string, { path, prose }: Page): readonly string[] {
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  const named = spans.filter((span) => rootFolders.test(span) && !/[\s*<>{}…]|\.\.\.|(?:^|\/)dist(?:\/|$)/.test(span));
  return named
    .filter((span) => !existsSync(join(root, span.replace(/[:#].*$/, ''))))
    .map((span) => `${path}: names \`${span}\`, which does not exist`);
}

function checkScripts(scripts: ReadonlySet<string>, { path, text }: Page): readonly string[] {
  const named = [...text.matchAll(/\bnpm run ([a-z][a-z:-]*)(?! *(?:-w|--workspace))/g)].map((match) => match[1] ?? '');
  return [...new Set(named)].filter((name) => !scripts.has(name)).map((name) => `${path}: names \`npm run ${name}\`, which is no script`);
}

/** Every `METHOD /path` the server documents, parameters blanked; undefined while there is no document. */
function readRequests(root: string): ReadonlySet<string> | undefined {
  if (!existsSync(join(root, apiDocument))) return undefined;
  const document: unknown = JSON.parse(readFileSync(join(root, apiDocument), 'utf8'));
  const paths = typeof document === 'object' && document !== null && 'paths' in document ? Object.entries(document.paths ?? {}) : [];
  return new Set(paths.flatMap(([path, methods]) => Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${blank(path)}`)));
}

function blank(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}').replace(/[?#].*$/, '');
}

function checkRequests(requests: ReadonlySet<string> | undefined, { path, prose }: Page): readonly string[] {
  if (requests === undefined) return [];
  const named = [...prose.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE)(?:`?, `?[A-Z]+)*) (\/(?:api|v1)\/[^`\s]*)/g)];
  const wanted = named.flatMap(([, methods = '', target = '']) =>
    (methods.match(/[A-Z]+/g) ?? []).map((method) => `${method} ${blank(target)}`),
  );
  return [...new Set(wanted)]
    .filter((request) => !requests.has(request))
    .map((request) => `${path}: names ${request}, which the API does not have`);
}

function checkConfiguration(root: string): readonly string[] {
  if (!existsSync(join(root, configurationSource)) || !existsSync(join(root, configurationPage))) return [];
  const read = namesIn(readFileSync(join(root, configurationSource), 'utf8'));
  const documented = namesIn(readFileSync(join(root, configurationPage), 'utf8'));
  const missing = [...read].filter((name) => !documented.has(name)).map((name) => `${configurationPage}: ${name} is not described`);
  const stale = [...documented].filter((name) => !read.has(name)).map((name) => `${configurationPage}: ${name} is not read by the server`);
  return [...missing, ...stale];
}

function namesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\bFORGEYARD_[A-Z0-9_]*[A-Z0-9]\b/g)].map((match) => match[0]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  printReport('docs', checkDocs(process.argv[2] ?? process.cwd()));
}
