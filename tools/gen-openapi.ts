// Writes docs/openapi.json from the server's own routes; with --check it only tells whether the file is up to date.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose } from '../server/src/compose.ts';
import { readSettings } from '../server/src/config.ts';
import { printReport } from './source-tree.ts';

const target = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));

/** Asks a composed server that never listens for its own description. */
async function describe(): Promise<Record<string, unknown>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'forgeyard-openapi-'));
  const server = await compose(readSettings({ FORGEYARD_DATA_DIR: dataDir, FORGEYARD_LOG_LEVEL: 'error', FORGEYARD_ROLE: 'api' }));
  try {
    const answer = await server.app.inject('/openapi.json');
    if (answer.statusCode !== 200) throw new Error(`GET /openapi.json answered ${answer.statusCode}`);
    const document: unknown = answer.json();
    return { ...(typeof document === 'object' ? document : {}) };
  } finally {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function countPaths(document: Record<string, unknown>): number {
  return Object.keys(document['paths'] ?? {}).length;
}

const document = await describe();
const text = `${JSON.stringify(document, null, 2)}\n`;
const paths = countPaths(document);
if (process.argv.includes('--check')) {
  const empty = paths === 0 ? ['the document describes no path: the generator is broken'] : [];
  const drift =
    readFileSync(target, 'utf8') === text ? [] : ['docs/openapi.json differs from the routes; run `npm run openapi` and review the change'];
  printReport('openapi', { summary: `${paths} paths`, problems: [...empty, ...drift] });
} else {
  writeFileSync(target, text);
  console.log(`docs/openapi.json: ${paths} paths`);
}
