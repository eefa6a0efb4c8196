import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A value that never prints itself: in templates, JSON and errors it reads `[secret]`. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretDigits = 43;
const checksumDigits = 6;

function toBase62(value: bigint, width: number): string {
  let rest = value;
  let text = '';
  for (let digit = 0; digit < width; digit += 1) {
    text = base62.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

function checksumOf(body: string): string {
  return toBase62(BigInt(crc32(body)), checksumDigits);
}

/** A new key: prefix, 256 random bits in base 62, and a CRC-32 so that a mistyped or leaked-scanner hit is told apart without a look-up. */
export function newKey(prefix: string): Secret {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const body = prefix + toBase62(random, secretDigits);
  return new Secret(body + checksumOf(body));
}

/** Whether text of a generated key's length carries a wrong checksum. Keys chosen by an operator have other lengths and are not judged. */
export function hasBrokenChecksum(key: string, prefix: string): boolean {
  if (!key.startsWith(prefix) || key.length !== prefix.length + secretDigits + checksumDigits) return false;
  const body = key.slice(0, -checksumDigits);
  return checksumOf(body) !== key.slice(-checksumDigits);
}

/** SHA-256 in hex. Fit for 256-bit random keys; never for passwords. */
export function hashKey(key: string): string {
  return hash('sha256', key, 'hex');
}

/** URL-safe random text of 256 bits. */
export function newToken(): Secret {
  return new Secret(randomBytes(32).toString('base64url'));
}

/** Compares two strings in time that depends only on their lengths. */
export function isEqualSecret(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

export type { Sealer } from './sealer.ts';
