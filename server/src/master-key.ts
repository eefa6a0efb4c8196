import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.ts';
import type { Settings } from './config.ts';

const keyBytes = 32;

/**
 * The key that seals stored secrets: from the setting, from its file, or from a file of mode 0600 in the data folder that first start writes.
 * @throws ConfigError when it is not 32 bytes
 */
export function readMasterKey(settings: Settings): Buffer {
  if (settings.FORGEYARD_MASTER_KEY !== undefined) return decode(settings.FORGEYARD_MASTER_KEY, 'FORGEYARD_MASTER_KEY');
  if (settings.FORGEYARD_MASTER_KEY_FILE !== undefined) {
    return decode(readFileSync(settings.FORGEYARD_MASTER_KEY_FILE, 'utf8').trim(), 'FORGEYARD_MASTER_KEY_FILE');
  }
  const path = join(settings.FORGEYARD_DATA_DIR, 'master.key');
  if (!existsSync(path)) {
    mkdirSync(settings.FORGEYARD_DATA_DIR, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(keyBytes).toString('base64'), { mode: 0o600, flag: 'wx' });
  }
  return decode(readFileSync(path, 'utf8').trim(), path);
}

function decode(text: string, where: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (key.length !== keyBytes) throw new ConfigError(`${where} must hold 32 bytes in base64 or hex.`);
  return key;
}
