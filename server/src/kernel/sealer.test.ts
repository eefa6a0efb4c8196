import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer, masterKeyId, SealError } from './sealer.ts';
import type { Sealer } from './sealer.ts';
import { Secret } from './secret.ts';

const master = randomBytes(32);
const sealer = createSealer(master);
const seal = (plain: string, context = 'row-1', by: Sealer = sealer): string => by.seal(new Secret(plain), context);
const reasonOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    return error instanceof SealError ? error.reason : String(error);
  }
  return 'opened';
};

/** The form of the first releases: the text lies under the master key itself. */
function sealFirstForm(key: Buffer, plain: string, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`forgeyard/v1/${context}`));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ['v1', ...[nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join('.');
}

describe('a sealed secret', () => {
  it('opens to what was sealed, for any text and context, and never looks the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, context) => {
        const sealed = seal(plain, context);
        expect(sealer.open(sealed, context).reveal()).toBe(plain);
        expect(seal(plain, context)).not.toBe(sealed);
      }),
    );
    expect(seal('sk-canary')).not.toContain('sk-canary');
  });

  it('says its form and the id of its master key, and holds a data key of its own', () => {
    const [version, id, wrapped = '', nonce = '', tag = '', text = ''] = seal('sk-0123').split('.');
    expect([version, id]).toEqual(['v2', masterKeyId(master)]);
    expect([wrapped, nonce, tag, text].map((part) => Buffer.from(part, 'base64url').length)).toEqual([12 + 16 + 32, 12, 16, 7]);
    expect(masterKeyId(master)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('S51: does not open in another row, column or organisation than its own', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        if (one !== other) expect(reasonOf(() => sealer.open(seal('key', one), other))).toBe('unreadable');
      }),
    );
  });

  it('does not open with the data key of another secret of the same row', () => {
    const [one, other] = [seal('one').split('.'), seal('two').split('.')];
    expect(reasonOf(() => sealer.open([...one.slice(0, 3), ...other.slice(3)].join('.'), 'row-1'))).toBe('unreadable');
  });

  it('S51: does not open when any bit was changed', () => {
    const [version = '', id = '', ...parts] = seal('sk-0123456789').split('.');
    const at = fc.tuple(fc.nat({ max: parts.length - 1 }), fc.nat({ max: 500 }), fc.nat({ max: 7 }));
    fc.assert(
      fc.property(at, ([part, place, bit]) => {
        const bytes = parts.map((text) => Buffer.from(text, 'base64url'));
        const target = bytes[part];
        if (target === undefined) return;
        const index = place % target.length;
        target[index] = (target[index] ?? 0) ^ (1 << bit);
        const changed = [version, id, ...bytes.map((one) => one.toString('base64url'))].join('.');
        expect(reasonOf(() => sealer.open(changed, 'row-1'))).toBe('unreadable');
      }),
      { numRuns: 300 },
    );
  });

  it('S51: does not open when any character was changed, added or taken away, and never becomes an empty text', () => {
    const sealed = seal('sk-0123456789');
    for (let place = 0; place < sealed.length; place += 1) {
      const rest = sealed.slice(place + 1);
      const swapped = sealed.charAt(place) === 'A' ? 'B' : 'A';
      for (const changed of [
        sealed.slice(0, place),
        sealed.slice(0, place) + rest,
        `${sealed.slice(0, place)}${swapped}${rest}`,
        `${sealed.slice(0, place)}=${sealed.slice(place)}`,
      ]) {
        expect(['form', 'key_unknown', 'unreadable'], changed).toContain(reasonOf(() => sealer.open(changed, 'row-1')));
      }
    }
    for (const text of ['', 'v2', 'v1.', 'v2.....', `${sealed}.`, `${sealed}.AAAA`, `v3${sealed.slice(2)}`, '[secret]']) {
      expect(
        reasonOf(() => sealer.open(text, 'row-1')),
        text,
      ).toBe('form');
    }
  });

  it('S51: under a master key that is not here is refused by the id of that key', () => {
    const sealed = seal('sk-0123456789');
    const stranger = createSealer(randomBytes(32));
    expect(reasonOf(() => stranger.open(sealed, 'row-1'))).toBe('key_unknown');
    expect(() => stranger.open(sealed, 'row-1')).toThrow(masterKeyId(master));
    const relabelled = sealed.replace(masterKeyId(master), stranger.keyId);
    expect(reasonOf(() => stranger.open(relabelled, 'row-1'))).toBe('unreadable');
  });
});

describe('a rotation of the master key', () => {
  const next = randomBytes(32);
  const both = createSealer(next, [master]);
  const alone = createSealer(next);

  it('wraps only the data key anew: the text stays, the former key is no longer needed', () => {
    const sealed = seal('sk-0123456789');
    const rewrapped = both.rewrap(sealed, 'row-1') ?? '';
    expect(rewrapped.split('.').slice(3)).toEqual(sealed.split('.').slice(3));
    expect(alone.open(rewrapped, 'row-1').reveal()).toBe('sk-0123456789');
    expect(reasonOf(() => sealer.open(rewrapped, 'row-1'))).toBe('key_unknown');
  });

  it('until then both keys open what they sealed; new texts lie under the current one', () => {
    expect(both.open(seal('old'), 'row-1').reveal()).toBe('old');
    expect(alone.open(seal('new', 'row-1', both), 'row-1').reveal()).toBe('new');
  });

  it('leaves a text alone that lies under the current key already', () => {
    expect(both.rewrap(seal('new', 'row-1', both), 'row-1')).toBeNull();
  });

  it('refuses a text that was moved, or lies under an unknown key, and changes nothing', () => {
    expect(reasonOf(() => both.rewrap(seal('x', 'row-2'), 'row-1'))).toBe('unreadable');
    expect(reasonOf(() => both.rewrap(seal('x', 'row-1', createSealer(randomBytes(32))), 'row-1'))).toBe('key_unknown');
  });

  it('texts of the first form still open, under the current or a former key, and become envelopes', () => {
    for (const [key, by] of [
      [next, alone],
      [master, both],
    ] as const) {
      const first = sealFirstForm(key, 'sk-first', 'row-1');
      expect(by.open(first, 'row-1').reveal()).toBe('sk-first');
      const envelope = by.rewrap(first, 'row-1') ?? '';
      expect(envelope.startsWith(`v2.${masterKeyId(next)}.`)).toBe(true);
      expect(alone.open(envelope, 'row-1').reveal()).toBe('sk-first');
    }
    const first = sealFirstForm(master, 'sk-first', 'row-1');
    expect(reasonOf(() => alone.open(first, 'row-1'))).toBe('unreadable');
    expect(reasonOf(() => both.open(first, 'row-2'))).toBe('unreadable');
    expect(reasonOf(() => both.open(first.slice(0, -3), 'row-1'))).not.toBe('opened');
  });
});
