import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readSettings } from './config.ts';
import { readMasterKey } from './master-key.ts';

describe('the master key', () => {
  let folder: string;
  const read = (env: Readonly<Record<string, string>>): Buffer =>
    readMasterKey(readSettings({ FORGEYARD_DATA_DIR: join(folder, 'data'), ...env }));
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forgeyard-key-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made once, in a file for its owner alone, and is the same at the next start', () => {
    const first = read({});
    expect(first).toHaveLength(32);
    expect(read({})).toEqual(first);
    expect(statSync(join(folder, 'data', 'master.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it.each(['base64', 'hex'] as const)('is taken from the setting in %s, and no file is written', (encoding) => {
    expect(read({ FORGEYARD_MASTER_KEY: key.toString(encoding) })).toEqual(key);
    expect(() => statSync(join(folder, 'data'))).toThrow();
  });

  it('is taken from its file, with or without a line end', () => {
    const path = join(folder, 'key');
    writeFileSync(path, `${key.toString('base64')}\n`);
    expect(read({ FORGEYARD_MASTER_KEY_FILE: path })).toEqual(key);
  });

  it.each(['x', key.toString('hex').slice(2), key.subarray(1).toString('base64'), 'a'.repeat(100)])(
    'of another size is refused by the name of the setting, without its text: %s',
    (text) => {
      const attempt = (): unknown => read({ FORGEYARD_MASTER_KEY: text });
      expect(attempt).toThrow(ConfigError);
      expect(attempt).toThrow('FORGEYARD_MASTER_KEY must hold 32 bytes');
      if (text.length > 1) expect(attempt).not.toThrow(text);
    },
  );

  it('a damaged file stops the start and is left as it is', () => {
    read({});
    const path = join(folder, 'data', 'master.key');
    writeFileSync(path, 'damaged');
    expect(() => read({})).toThrow(ConfigError);
    expect(readFileSync(path, 'utf8')).toBe('damaged');
  });
});
