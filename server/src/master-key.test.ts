import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readSettings } from './config.ts';
import { makeMasterKey, readMasterKeys } from './master-key.ts';
import type { MasterKeys } from './master-key.ts';

describe('the master key', () => {
  let folder: string;
  const settingsOf = (env: Readonly<Record<string, string>>) => readSettings({ FORGEYARD_DATA_DIR: join(folder, 'data'), ...env });
  const readAll = (env: Readonly<Record<string, string>>): MasterKeys | null => readMasterKeys(settingsOf(env));
  const read = (env: Readonly<Record<string, string>>): Buffer | undefined => readAll(env)?.current;
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forgeyard-key-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is made once, in a file for its owner alone, and is the same at the next start', () => {
    expect(readAll({})).toBeNull();
    const first = makeMasterKey(settingsOf({}));
    expect(first).toHaveLength(32);
    expect(read({})).toEqual(first);
    expect(readdirSync(join(folder, 'data'))).toEqual(['master.key']);
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

  it('that exists is never written over: whoever comes second has the same one', () => {
    const first = makeMasterKey(settingsOf({}));
    expect(makeMasterKey(settingsOf({}))).toEqual(first);
    expect(read({})).toEqual(first);
  });

  it('is refused by name when its file cannot be read', () => {
    expect(() => read({ FORGEYARD_MASTER_KEY_FILE: join(folder, 'nowhere') })).toThrow('FORGEYARD_MASTER_KEY_FILE');
  });

  it('former keys come from a setting of their own, several with commas, and each is checked', () => {
    const reversed = Buffer.from(key.toReversed());
    const former = [key.toString('hex'), reversed.toString('base64')];
    const env = { FORGEYARD_MASTER_KEY: key.toString('hex') };
    expect(readAll(env)?.previous).toEqual([]);
    expect(readAll({ ...env, FORGEYARD_MASTER_KEY_PREVIOUS: former.join(', ') })?.previous).toEqual([key, reversed]);
    expect(() => readAll({ ...env, FORGEYARD_MASTER_KEY_PREVIOUS: `${former[0]},x` })).toThrow('FORGEYARD_MASTER_KEY_PREVIOUS must hold');
    expect(() => readAll({ ...env, FORGEYARD_MASTER_KEY_PREVIOUS: Array(6).fill(former[0]).join() })).toThrow('more than 5');
  });

  it('a damaged file stops the start and is left as it is', () => {
    makeMasterKey(settingsOf({}));
    const path = join(folder, 'data', 'master.key');
    writeFileSync(path, 'damaged');
    expect(() => read({})).toThrow(ConfigError);
    expect(readFileSync(path, 'utf8')).toBe('damaged');
  });
});
