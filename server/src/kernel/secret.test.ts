import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBrokenChecksum, hashKey, isEqualSecret, newKey, newToken, Secret } from './secret.ts';

const prefix = 'forge_';

describe('a generated key', () => {
  it('carries its prefix, 256 random bits and a checksum that fits', () => {
    const key = newKey(prefix).reveal();
    expect(key).toMatch(/^forge_[0-9A-Za-z]{49}$/);
    expect(hasBrokenChecksum(key, prefix)).toBe(false);
    expect(new Set(Array.from({ length: 200 }, () => newKey(prefix).reveal())).size).toBe(200);
  });

  it('any single changed character after the prefix is detected without a look-up', () => {
    const key = newKey(prefix).reveal();
    for (let place = prefix.length; place < key.length; place += 1) {
      for (const character of ['0', 'z', 'A', '_', 'é']) {
        if (key[place] === character) continue;
        expect(hasBrokenChecksum(key.slice(0, place) + character + key.slice(place + 1), prefix), `${place} ${character}`).toBe(true);
      }
    }
  });

  it('two swapped neighbours are detected', () => {
    const key = newKey(prefix).reveal();
    for (let place = prefix.length; place < key.length - 1; place += 1) {
      const swapped = key.slice(0, place) + key.charAt(place + 1) + key.charAt(place) + key.slice(place + 2);
      if (swapped !== key) expect(hasBrokenChecksum(swapped, prefix), String(place)).toBe(true);
    }
  });

  it('keys of other lengths and other prefixes are an operator’s own and are not judged', () => {
    const key = newKey(prefix).reveal();
    for (const own of [`${key}x`, key.slice(1), key.slice(0, -1), `other_${'x'.repeat(49)}`, '', prefix]) {
      expect(hasBrokenChecksum(own, prefix), own).toBe(false);
    }
  });

  it('is kept as SHA-256 in hex', () => {
    expect(hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('a token has 256 bits and is safe in a URL', () => {
    expect(newToken().reveal()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

describe('a secret', () => {
  it('never prints itself: in templates, JSON, inspection, concatenation, errors or as members', () => {
    const hidden = 'sk-very-private';
    const secret = new Secret(hidden);
    const printed = [
      `${secret}`,
      'x' + String(secret),
      JSON.stringify({ secret, list: [secret] }),
      inspect(secret, { depth: 9, showHidden: true }),
      inspect({ deep: { secret } }, { depth: 9 }),
      String(new Error(`failed with ${secret}`)),
      Object.entries(secret).join(),
      Object.getOwnPropertyNames(secret).join(),
      JSON.stringify({ ...secret }),
    ].join('\n');
    expect(printed).not.toContain(hidden);
    expect(printed).toContain('[secret]');
    expect(secret.reveal()).toBe(hidden);
  });

  it('is equal only to the same text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        expect(isEqualSecret(left, right)).toBe(left === right);
        expect(isEqualSecret(left, left)).toBe(true);
      }),
    );
    expect(isEqualSecret('', 'x')).toBe(false);
  });
});
