import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printReport } from './source-tree.ts';
import type { Report } from './source-tree.ts';

const manifests = ['package.json', 'server/package.json', 'dashboard/package.json', 'sdk/package.json', 'cli/package.json'];
const reasonsPage = 'docs/decisions/0011-dependencies.md';
const dependencyFields = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * Checks that the lock file holds an integrity hash and no address for every package, and that every dependency
 * is pinned to one version and agrees with the lock file (npm on an old Node silently takes older versions of a range), and that each
 * dependency has its line on the page of reasons.
 */
export function checkLock(root: string, least = 1): Report {
  const packages = fieldsOf(fieldsOf(readJson(root, 'package-lock.json'))['packages']);
  const problems = Object.entries(packages).flatMap(([path, entry]) => checkEntry(path, fieldsOf(entry)));
  const loose = manifests.flatMap((manifest) => checkManifest(root, manifest, packages));
  const count = Object.keys(packages).length;
  const floor = count < least ? [`saw ${count} packages, expected at least ${least}: the check itself is broken`] : [];
  return {
    summary: `${count} packages, ${manifests.length} manifests`,
    problems: [...problems, ...loose, ...checkReasons(root), ...floor],
  };
}

function checkEntry(path: string, entry: Record<string, unknown>): readonly string[] {
  if (!path.includes('node_modules/') || entry['link'] === true || entry['inBundle'] === true) return [];
  const address = 'resolved' in entry ? [`package-lock.json: ${path} has a resolved address`] : [];
  return 'integrity' in entry ? address : [...address, `package-lock.json: ${path} has no integrity hash`];
}

function checkManifest(root: string, path: string, packages: Record<string, unknown>): readonly string[] {
  const manifest = fieldsOf(readJson(root, path));
  const locked = fieldsOf(packages[path.replace(/\/?package\.json$/, '')]);
  const stale = dependencyFields
    .filter((field) => !isSameMembers(fieldsOf(manifest[field]), fieldsOf(locked[field])))
    .map((field) => `${path}: ${field} differ from the lock file; run npm install`);
  const wanted = dependencyFields.flatMap((field) => Object.entries(fieldsOf(manifest[field])));
  const loose = wanted
    .filter(([, version]) => typeof version !== 'string' || !/^(\d+\.\d+\.\d+(-[\w.]+)?|\*)$/.test(version))
    .map(([name, version]) => `${path}: ${name} is not pinned (${String(version)})`);
  return [...stale, ...loose];
}

function checkReasons(root: string): readonly string[] {
  if (!existsSync(join(root, reasonsPage))) return [];
  const rows = readFileSync(join(root, reasonsPage), 'utf8').matchAll(/^\| (`[^|]*`) \|/gm);
  const named = new Set([...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')));
  const used = new Set(
    manifests.flatMap((path) => dependencyFields.flatMap((field) => Object.keys(fieldsOf(fieldsOf(readJson(root, path))[field])))),
  );
  const missing = [...used].filter((name) => !named.has(name) && !name.startsWith('@forgeyard/'));
  const stale = [...named].filter((name) => !used.has(name));
  return [...missing.map((name) => `${reasonsPage}: ${name} has no line`), ...stale.map((name) => `${reasonsPage}: ${name} is not used`)];
}

function isSameMembers(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

function readJson(root: string, path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  printReport('lock', checkLock(process.argv[2] ?? process.cwd(), 100));
}
