import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.ts';
import type { Settings } from './config.ts';

const keyBytes = 32;
const previousMax = 5;

/** The keys that stored secrets lie under. */
export interface MasterKeys {
  /** Seals what is new. */
  readonly current: Buffer;
  /** Only open; for as long as a rotation takes. */
  readonly previous: readonly Buffer[];
}

/**
 * The key that seals stored secrets: from the setting, from its file, or from `master.key` in the data folder; null when it is in none of them.
 * @throws ConfigError when it is not 32 bytes, or its file cannot be read
 */
export function readMasterKeys(settings: Settings): MasterKeys | null {
  const current = readCurrent(settings);
  return current === null ? null : { current, previous: readPrevious(settings) };
}

/** Writes a new key to the data folder, in a file for its owner alone. */
export function makeMasterKey(settings: Settings): Buffer {
  mkdirSync(settings.FORGEYARD_DATA_DIR, { recursive: true, mode: 0o700 });
  const key = randomBytes(keyBytes);
  const part = `${pathIn(settings)}.${randomBytes(4).toString('hex')}`;
  const file = openSync(part, 'wx', 0o600);
  writeSync(file, key.toString('base64'));
  fsyncSync(file);
  closeSync(file);
  // Its name appears when all of it is on disk, and never takes the place of another key.
  const isFirst = tookName(part, pathIn(settings));
  unlinkSync(part);
  // Another server that starts on the same folder was quicker: its key is the key.
  if (!isFirst) return readKeyFile(pathIn(settings));
  const folder = openSync(settings.FORGEYARD_DATA_DIR, 'r');
  fsyncSync(folder);
  closeSync(folder);
  return key;
}

/** Gives a complete file its name; false when the name is taken. */
function tookName(part: string, path: string): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readKeyFile(path: string): Buffer {
  return decode(readFileSync(path, 'utf8').trim(), path);
}

function pathIn(settings: Settings): string {
  return join(settings.FORGEYARD_DATA_DIR, 'master.key');
}

function readCurrent(settings: Settings): Buffer | null {
  if (settings.FORGEYARD_MASTER_KEY !== undefined) return decode(settings.FORGEYARD_MASTER_KEY, 'FORGEYARD_MASTER_KEY');
  const named = settings.FORGEYARD_MASTER_KEY_FILE;
  if (named !== undefined) return decode(readNamed(named), 'FORGEYARD_MASTER_KEY_FILE');
  const path = pathIn(settings);
  return existsSync(path) ? readKeyFile(path) : null;
}

function readNamed(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new ConfigError(`FORGEYARD_MASTER_KEY_FILE names a file that cannot be read: ${path}.`, { cause });
  }
}

function readPrevious({ FORGEYARD_MASTER_KEY_PREVIOUS: text }: Settings): Buffer[] {
  const keys = (text ?? '').split(',').filter((part) => part.trim() !== '');
  if (keys.length > previousMax) throw new ConfigError(`FORGEYARD_MASTER_KEY_PREVIOUS holds more than ${previousMax} keys.`);
  return keys.map((part) => decode(part.trim(), 'FORGEYARD_MASTER_KEY_PREVIOUS'));
}

function decode(text: string, where: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length !== keyBytes) throw new ConfigError(`${where} must hold 32 bytes in base64 or hex.`);
  return key;
}
