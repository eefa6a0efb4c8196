import { createCipheriv, createDecipheriv, hash, randomBytes, timingSafeEqual } from 'node:crypto';
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

/** Seals secrets for the database. `context` (row, column, organisation) is bound to the text: moved ciphertext does not open. */
export interface Sealer {
  seal(plain: Secret, context: string): string;
  /** @throws Error when the text was moved, changed, or sealed with another key */
  open(sealed: string, context: string): Secret;
}

/** AES-256-GCM under one 32-byte master key. Text form: `v1.<nonce>.<tag>.<ciphertext>`, each part base64url. */
export function createSealer(masterKey: Buffer): Sealer {
  const additionalData = (context: string): Buffer => Buffer.from(`forgeyard/v1/${context}`);
  return {
    seal(plain, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(additionalData(context));
      const body = Buffer.concat([cipher.update(plain.reveal(), 'utf8'), cipher.final()]);
      return ['v1', ...[nonce, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed, context) {
      const [version, nonce, tag, body] = sealed.split('.');
      if (version !== 'v1' || nonce === undefined || tag === undefined || body === undefined)
        throw new Error('sealed text has an unknown form');
      const decipher = createDecipheriv('aes-256-gcm', masterKey, Buffer.from(nonce, 'base64url'), { authTagLength: 16 });
      decipher.setAAD(additionalData(context)).setAuthTag(Buffer.from(tag, 'base64url'));
      return new Secret(Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8'));
    },
  };
}
