import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { isBuilt } from './stage.ts';

const dist = join(import.meta.dirname, '..', 'dist');
/** What every page needs. */
const entryBytesMax = 116_000;
/** What a page needs before it shows anything, with its frame and what every page needs. */
const firstLoadBytesMax = 170_000;

interface Chunk {
  readonly bytes: number;
  /** What is loaded with it. */
  readonly imports: readonly string[];
  /** What may be loaded later. */
  readonly later: readonly string[];
}

const chunks = new Map<string, Chunk>();

function chunkOf(name: string): Chunk {
  const known = chunks.get(name);
  if (known !== undefined) return known;
  const code = readFileSync(join(dist, 'assets', name));
  const text = code.toString();
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []);
  const chunk = {
    bytes: gzipSync(code, { level: 9 }).length,
    imports: named(/\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g),
    later: named(/\bimport\(\s*["'`]\.\/([\w.-]+\.js)["'`]\s*\)/g),
  };
  chunks.set(name, chunk);
  return chunk;
}

function loadedWith(names: readonly string[], seen = new Set<string>()): ReadonlySet<string> {
  for (const name of names.filter((each) => !seen.has(each))) loadedWith(chunkOf(name).imports, seen.add(name));
  return seen;
}

function weightOf(names: ReadonlySet<string>): number {
  return [...names].reduce((sum, name) => sum + chunkOf(name).bytes, 0);
}

describe.runIf(isBuilt)('the weight of the built pages, packed', () => {
  const html = isBuilt ? readFileSync(join(dist, 'index.html'), 'utf8') : '';
  const entries = [...html.matchAll(/(?:src|href)="\/assets\/([\w.-]+\.js)"/g)].flatMap(([, name]) => name ?? []);
  const base = loadedWith(entries);

  test('every page needs at most 116 kB of script', () => {
    expect(entries.length).toBeGreaterThan(0);
    expect(weightOf(base)).toBeLessThanOrEqual(entryBytesMax);
  });

  test('no page needs more than 170 kB of script before it shows something', () => {
    const pages = [...new Set([...base].flatMap((name) => chunkOf(name).later))];
    const frames = pages.filter((name) => name.startsWith('shell-'));
    expect(frames.length).toBe(1);
    expect(pages.length).toBeGreaterThan(25);
    const heavy = pages
      .map((page) => `${weightOf(loadedWith([...entries, ...frames, page]))} ${page}`)
      .toSorted((one, other) => parseInt(other) - parseInt(one));
    expect(parseInt(heavy[0] ?? ''), heavy.slice(0, 3).join(', ')).toBeLessThanOrEqual(firstLoadBytesMax);
  });
});
