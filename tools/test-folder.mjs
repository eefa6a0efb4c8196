import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const freeBytesMin = 4 * 1024 ** 3;

/**
 * Where the suite keeps its databases: in memory where there is plenty, because a test that waits for a disk proves nothing more and the files
 * of a new PostgreSQL database take 300 ms on one; otherwise the machine's folder for temporary files.
 */
export function testRoot() {
  try {
    accessSync(memory, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= freeBytesMin ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Makes this run's own folder, and removes those of runs that were killed before they could remove theirs. */
export function makeTestFolder(isAlive) {
  const root = testRoot();
  for (const name of readdirSync(root)) {
    const owner = /^forgeyard-suite-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) remove(join(root, name));
  }
  const folder = mkdtempSync(join(root, `forgeyard-suite-${process.pid}-`));
  return { folder, remove: () => remove(folder) };
}

function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
