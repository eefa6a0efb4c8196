import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { Secret } from './secret.ts';

/**
 * Seals secrets for the database. `context` (table, column, organisation, row) is bound to the text: moved ciphertext does not open.
 */
export interface Sealer {
  seal(plain: Secret, context: string): string;
  /** @throws SealError when the text was moved, changed or cut, or its master key is not here; never returns an empty text instead */
  open(sealed: string, context: string): Secret;
  /** The text under the current master key, or null when it is already. @throws SealError as `open` does */
  rewrap(sealed: string, context: string): string | null;
  /** Names the current master key in sealed texts. */
  readonly keyId: string;
}

/** Why a sealed text does not open. Names key ids, never a key or a text. */
export class SealError extends Error {
  readonly reason: 'form' | 'key_unknown' | 'unreadable';

  constructor(reason: SealError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SealError';
    this.reason = reason;
  }
}

const cipherName = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const dataKeyBytes = 32;

/** Names a master key without telling anything about it: 64 bits of a SHA-256. */
export function masterKeyId(masterKey: Buffer): string {
  const digest = hash('sha256', Buffer.concat([Buffer.from('forgeyard/master-key-id/'), masterKey]), 'hex');
  return digest.slice(0, 16);
}

/**
 * Envelopes: every secret has a random data key, and the master key wraps only that. Text form
 * `v2.<key id>.<wrapped data key>.<nonce>.<tag>.<ciphertext>`, parts in base64url; all AES-256-GCM. Opens texts of previous master keys, and
 * `v1.<nonce>.<tag>.<ciphertext>`, which lie under a master key directly.
 */
export function createSealer(current: Buffer, previous: readonly Buffer[] = []): Sealer {
  const keyId = masterKeyId(current);
  const keys = new Map([...previous, current].map((key) => [masterKeyId(key), key]));
  const unwrap = ({ id, wrapped }: Envelope, context: string): Buffer => {
    const key = keys.get(id);
    if (key === undefined)
      throw new SealError('key_unknown', `A stored secret lies under the master key ${id}, which this server was not given.`);
    return decrypt(key, wrapped, wrapContext(id, context));
  };
  const seal: Sealer['seal'] = (plain, context) => {
    const dataKey = randomBytes(dataKeyBytes);
    const wrapped = encrypt(current, dataKey, wrapContext(keyId, context));
    return formatEnvelope({ id: keyId, wrapped, body: encrypt(dataKey, Buffer.from(plain.reveal(), 'utf8'), bodyContext(context)) });
  };
  const open: Sealer['open'] = (sealed, context) => {
    if (sealed.startsWith('v1.')) return openFirstForm([current, ...previous], sealed, context);
    const envelope = parseEnvelope(sealed);
    return new Secret(decrypt(unwrap(envelope, context), envelope.body, bodyContext(context)).toString('utf8'));
  };
  return {
    keyId,
    seal,
    open,
    rewrap: (sealed, context) => {
      if (sealed.startsWith('v1.')) return seal(open(sealed, context), context);
      const envelope = parseEnvelope(sealed);
      if (envelope.id === keyId) return null;
      const dataKey = unwrap(envelope, context);
      // A text that is damaged is found now, not when the former key is gone.
      decrypt(dataKey, envelope.body, bodyContext(context));
      return formatEnvelope({ ...envelope, id: keyId, wrapped: encrypt(current, dataKey, wrapContext(keyId, context)) });
    },
  };
}

const wrapContext = (id: string, context: string): string => `forgeyard/v2/key/${id}/${context}`;
const bodyContext = (context: string): string => `forgeyard/v2/body/${context}`;

interface Encrypted {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly text: Buffer;
}

interface Envelope {
  readonly id: string;
  readonly wrapped: Encrypted;
  readonly body: Encrypted;
}

function encrypt(key: Buffer, plain: Buffer, context: string): Encrypted {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce, tag: cipher.getAuthTag(), text };
}

/** @throws SealError `unreadable` */
function decrypt(key: Buffer, { nonce, tag, text }: Encrypted, context: string): Buffer {
  try {
    const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]);
  } catch (cause) {
    throw new SealError(
      'unreadable',
      'A stored secret does not open: it was changed, moved to another place, or sealed with another key.',
      {
        cause,
      },
    );
  }
}

function formatEnvelope({ id, wrapped, body }: Envelope): string {
  const parts = [Buffer.concat([wrapped.nonce, wrapped.tag, wrapped.text]), body.nonce, body.tag, body.text];
  return ['v2', id, ...parts.map((part) => part.toString('base64url'))].join('.');
}

function parseEnvelope(sealed: string): Envelope {
  const [version, id = '', wrapped = '', nonce = '', tag = '', text = '', ...rest] = sealed.split('.');
  if (version !== 'v2' || rest.length > 0 || sealed.split('.').length !== 6 || !/^[0-9a-f]{16}$/.test(id)) throw unknownForm();
  const key = bytesOf(wrapped, nonceBytes + tagBytes + dataKeyBytes);
  return {
    id,
    wrapped: {
      nonce: key.subarray(0, nonceBytes),
      tag: key.subarray(nonceBytes, nonceBytes + tagBytes),
      text: key.subarray(nonceBytes + tagBytes),
    },
    body: { nonce: bytesOf(nonce, nonceBytes), tag: bytesOf(tag, tagBytes), text: bytesOf(text) },
  };
}

function openFirstForm(keys: readonly Buffer[], sealed: string, context: string): Secret {
  const [, nonce, tag, text, ...rest] = sealed.split('.');
  if (nonce === undefined || tag === undefined || text === undefined || rest.length > 0) throw unknownForm();
  const encrypted = { nonce: bytesOf(nonce, nonceBytes), tag: bytesOf(tag, tagBytes), text: bytesOf(text) };
  // This form does not say which key it lies under; there are few, and a wrong one never opens it.
  for (const [index, key] of keys.entries()) {
    try {
      return new Secret(decrypt(key, encrypted, `forgeyard/v1/${context}`).toString('utf8'));
    } catch (error) {
      if (index === keys.length - 1) throw error;
    }
  }
  throw unknownForm();
}

/** Only the one spelling of some bytes is taken, so that a changed text never passes for the same. */
function bytesOf(text: string, length?: number): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text || (length !== undefined && bytes.length !== length)) throw unknownForm();
  return bytes;
}

function unknownForm(): SealError {
  return new SealError('form', 'A stored secret has an unknown form: it was cut or changed.');
}
