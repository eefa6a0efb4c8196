import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../server/src/compose.ts';
import { readSettings } from '../server/src/config.ts';
import { CachedKeyVerifier, createCredential, revokeCredential } from '../server/src/domain/credentials/index.ts';
import type { Home } from '../server/src/domain/home.ts';
import { createOrg } from '../server/src/domain/orgs/index.ts';
import { systemCaller } from '../server/src/kernel/caller.ts';
import type { Secret } from '../server/src/kernel/secret.ts';

/**
 * How many keys a second one process checks, without HTTP, beside a bare SHA-256 and a Map; and that a revoked key is refused at once.
 * The last line is JSON: `{checksPerSecond, floorPerSecond}`.
 */
const KEYS = 200;
const RUN_MS = 1_500;
const TURNS = 3;
const IP = '127.0.0.1';

/** Checks per second; lets other work in after each pass over the keys, as a server would. */
async function rate(check: (key: string) => Promise<void> | void, keys: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < RUN_MS) {
    for (const key of keys) {
      const pending = check(key);
      if (pending !== undefined) await pending;
    }
    count += keys.length;
    await new Promise(setImmediate);
  }
  return (count / (performance.now() - startedAt)) * 1_000;
}

async function measure(home: Home): Promise<{ checksPerSecond: number; floorPerSecond: number }> {
  const org = await home.transact((tx) => createOrg(tx, { name: 'Bench' }, Date.now()));
  const at = { caller: systemCaller(org.id), request: { id: 'bench', ip: IP, userAgent: 'bench' }, home };
  const made = [];
  for (let index = 0; index < KEYS; index += 1) made.push(await createCredential(at, { name: `key-${index}`, orgWide: true }));
  const keys = made.map(({ key }) => key.reveal());
  const verifier = new CachedKeyVerifier(home);
  const fingerprint = (key: string): string => hash('sha256', key, 'base64');
  const names = new Map(keys.map((key) => [fingerprint(key), key]));
  const own: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    floor.push(
      await rate((key) => {
        if (!names.has(fingerprint(key))) throw new Error('a known key was refused');
      }, keys),
    );
    own.push(
      await rate((key) => (verifier.recall(key, IP) === undefined ? verifier.verify(key, IP).then(() => undefined) : undefined), keys),
    );
  }
  await refuseRevoked(at, verifier, made[0]);
  await verifier.close();
  return { checksPerSecond: Math.max(...own), floorPerSecond: Math.max(...floor) };
}

async function refuseRevoked(
  at: Parameters<typeof createCredential>[0],
  verifier: CachedKeyVerifier,
  made: { readonly credential: { readonly id: string }; readonly key: Secret } | undefined,
): Promise<void> {
  if (made === undefined) throw new Error('no key was created');
  await revokeCredential(at, made.credential.id);
  const isRefused = await verifier.verify(made.key.reveal(), IP).then(
    () => false,
    () => true,
  );
  if (!isRefused) throw new Error('a revoked key was accepted');
}

const folder = mkdtempSync(join(tmpdir(), 'forgeyard-keys-'));
try {
  const server = await compose(readSettings({ FORGEYARD_DATA_DIR: folder, FORGEYARD_LOG_LEVEL: 'silent' }));
  const result = await measure(server.home);
  await server.close();
  console.log(JSON.stringify(result));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
