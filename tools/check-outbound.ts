import { fileURLToPath } from 'node:url';
import { belowFloor, countByGit, lineCounter, parseSource, printReport, walkFiles } from './source-tree.ts';
import type { Report } from './source-tree.ts';

const folders = ['server/src'];
const sourceFile = /\.ts$/;
const testFile = /\.test\.ts$/;

/** Modules that open connections. */
const reaching: ReadonlySet<string> = new Set(
  [
    ...['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises'].flatMap((name) => [name, `node:${name}`]),
    ...['undici', 'node-fetch', 'axios', 'got', 'ky', 'ws', '@better-fetch/fetch', 'nodemailer', 'pg', '@modelcontextprotocol/client'],
  ].map((name) => name),
);
/** What these modules offer besides connections. */
const harmless: ReadonlySet<string> = new Set(['isIP', 'isIPv4', 'isIPv6', 'BlockList', 'SocketAddress']);
/** Names that fetch by themselves. */
const fetching: ReadonlySet<string> = new Set(['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'createRemoteJWKSet']);
const globals: ReadonlySet<string> = new Set(['globalThis', 'global', 'self', 'window']);

/** Who may reach out, to what, and why. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  // The guarded dispatcher itself.
  'server/src/kernel/outbound.ts': ['undici', 'node:dns/promises'],
  // The operator's own mail server.
  'server/src/mail/mailer.ts': ['nodemailer'],
  // The operator's own database.
  'server/src/store/open.ts': ['pg'],
  'server/src/store/postgres.ts': ['pg'],
  'server/src/store/postgres-hints.ts': ['pg'],
  // Given the guarded fetch.
  'server/src/tool-servers/connection.ts': ['@modelcontextprotocol/client'],
  'server/src/login/oidc.ts': ['createRemoteJWKSet'],
  // The two ends of the pipe between server and tool worker.
  'server/src/tools/pool/worker-process.ts': ['node:net'],
  'server/src/tools/pool/tool-worker.ts': ['node:net'],
};

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [member: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * Reports every way out of the server that is not the guarded fetch: imports of modules that open connections, and globals that fetch.
 * A parameter or a member may not be called `fetch` on its own either, so that no name hides the global.
 */
export function checkOutbound(root: string, least = 1): Report {
  const files = walkFiles(root, folders, sourceFile);
  const problems = files.filter((file) => !testFile.test(file)).flatMap((file) => problemsOf(root, file));
  return {
    summary: `${files.length} modules`,
    problems: [...problems, ...belowFloor(files.length, countByGit(root, folders, sourceFile), least)],
  };
}

function problemsOf(root: string, file: string): string[] {
  const { text, program } = parseSource(root, file);
  const lineAt = lineCounter(text);
  const found: string[] = [];
  const report = (node: Node, name: string): void => {
    if (allowed[file]?.includes(name) !== true)
      found.push(
        `${file}:${lineAt(node.start)} uses ${name}: the one way out is kernel/guarded-fetch.ts, or kernel/outbound.ts for streams`,
      );
  };
  const tree: unknown = program;
  if (!isNode(tree)) throw new Error(`${file}: was not parsed to a tree`);
  visit(tree, (node) => {
    const name = wayOut(node);
    if (name !== undefined) report(node, name);
  });
  return found;
}

/** What a piece of source reaches out by, or undefined. */
function wayOut(node: Node): string | undefined {
  if (node.type === 'ImportDeclaration') return importOf(node);
  if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration')
    return node['exportKind'] === 'type' ? undefined : moduleIn(node['source']);
  if (node.type === 'ImportExpression') return moduleIn(node['source']);
  if (node.type === 'CallExpression')
    return (Array.isArray(node['arguments']) ? node['arguments'] : []).map(moduleIn).find((name) => name !== undefined);
  if (node.type === 'MemberExpression') return memberOf(node);
  if (node.type === 'VariableDeclarator') return takenApart(node);
  return node.type === 'Identifier' ? fetcherIn(node) : undefined;
}

function importOf(node: Node): string | undefined {
  const specifiers: readonly unknown[] = Array.isArray(node['specifiers']) ? node['specifiers'] : [];
  const isHarmless = (one: unknown): boolean =>
    isNode(one) && (one['importKind'] === 'type' || (one.type === 'ImportSpecifier' && harmless.has(nameOf(one['imported']) ?? '')));
  if (node['importKind'] === 'type' || (specifiers.length > 0 && specifiers.every(isHarmless))) return undefined;
  return moduleIn(node['source']);
}

function memberOf(node: Node): string | undefined {
  const property = node['property'];
  const name = nameOf(property) ?? (isNode(property) && typeof property['value'] === 'string' ? property['value'] : undefined);
  return globals.has(nameOf(node['object']) ?? '') && name !== undefined && fetching.has(name) ? name : undefined;
}

/** `const { fetch: get } = globalThis` and the like. */
function takenApart({ id, init }: Node): string | undefined {
  if (!globals.has(nameOf(init) ?? '') || !isNode(id) || !Array.isArray(id['properties'])) return undefined;
  const taken: readonly unknown[] = id['properties'];
  return taken.map((one) => (isNode(one) ? fetcherIn(one['key']) : undefined)).find((name) => name !== undefined);
}

function fetcherIn(node: unknown): string | undefined {
  const name = nameOf(node);
  return name !== undefined && fetching.has(name) ? name : undefined;
}

function moduleIn(node: unknown): string | undefined {
  const value = isNode(node) ? node['value'] : undefined;
  return typeof value === 'string' && reaching.has(value) ? value : undefined;
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : undefined;
}

/** Members and keys that are only names of something, not the thing itself. */
function isOnlyName(parent: Node, member: string): boolean {
  if (parent['computed'] === true) return false;
  return (
    (parent.type === 'MemberExpression' && member === 'property') ||
    (member === 'key' && parent['shorthand'] !== true) ||
    parent.type.startsWith('TS')
  );
}

/** Calls back for every node, parents first; types and mere names are left out. */
function visit(node: Node, take: (node: Node) => void): void {
  take(node);
  for (const [member, value] of Object.entries(node)) {
    if (member === 'typeAnnotation' || member === 'typeArguments' || member === 'returnType') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child) && !(child.type === 'Identifier' && isOnlyName(node, member))) visit(child, take);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  printReport('outbound', checkOutbound(process.argv[2] ?? process.cwd()));
}
