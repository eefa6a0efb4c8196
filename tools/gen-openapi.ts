// Writes docs/openapi.json from the server's own route schemas; with --check it only tells whether the file is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printReport } from './source-tree.ts';

const target = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));
const compose = new URL('../server/src/compose.ts', import.meta.url).href;

const loaded: unknown = await import(compose);
if (typeof loaded !== 'object' || loaded === null || !('buildOpenApi' in loaded) || typeof loaded.buildOpenApi !== 'function') {
  throw new Error('server/src/compose.ts exports no function buildOpenApi()');
}
const document: unknown = await loaded.buildOpenApi();
const paths = typeof document === 'object' && document !== null && 'paths' in document ? Object.keys(document.paths ?? {}) : [];
const text = `${JSON.stringify(document, null, 2)}\n`;
if (process.argv.includes('--check')) {
  const isSame = readFileSync(target, 'utf8') === text;
  const empty = paths.length === 0 ? ['the document describes no path: the generator is broken'] : [];
  const drift = isSame ? [] : ['docs/openapi.json differs from the routes; run `npm run openapi` and review the change'];
  printReport('openapi', { summary: `${paths.length} paths`, problems: [...empty, ...drift] });
} else {
  writeFileSync(target, text);
  console.log(`docs/openapi.json: ${paths.length} paths`);
}
