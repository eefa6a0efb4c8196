import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const hash = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const text = (data: Buffer): string => data.toString('base64url');

export interface AuthenticatorOptions {
  readonly rpId: string;
  readonly origin: string;
  /** Whether it asks its holder for a finger or a code; true when left out. */
  readonly verifiesUser?: boolean;
}

/** A passkey device in software. Source: Web Authentication level 2, sections 6 and 7; ES256, attestation `none`. */
export interface Authenticator {
  readonly id: string;
  create(options: { readonly challenge: string }): unknown;
  get(options: { readonly challenge: string }): { id: string; response: { signature: string } } & Record<string, unknown>;
}

export function authenticator({ rpId, origin, verifiesUser = true }: AuthenticatorOptions): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let counter = 0;
  const clientData = (type: string, challenge: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const authData = (extra: Buffer, hasKey: boolean): Buffer => {
    counter += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const flags = 0x01 | (verifiesUser ? 0x04 : 0) | (hasKey ? 0x40 : 0);
    return Buffer.concat([hash(rpId), Buffer.from([flags]), count, extra]);
  };
  const common = { id: text(id), rawId: text(id), type: 'public-key', clientExtensionResults: {}, authenticatorAttachment: 'platform' };
  return {
    id: text(id),
    create: ({ challenge }) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const data = authData(Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)]), true);
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        word('fmt'),
        word('none'),
        word('attStmt'),
        Buffer.from([0xa0]),
        word('authData'),
        bytes(data),
      ]);
      const clientDataJSON = text(clientData('webauthn.create', challenge));
      return { ...common, response: { clientDataJSON, attestationObject: text(attestation), transports: ['internal'] } };
    },
    get: ({ challenge }) => {
      const data = authData(Buffer.alloc(0), false);
      const client = clientData('webauthn.get', challenge);
      const signature = sign('sha256', Buffer.concat([data, hash(client)]), privateKey);
      return { ...common, response: { clientDataJSON: text(client), authenticatorData: text(data), signature: text(signature) } };
    },
  };
}

/** CBOR text of at most 23 characters. Source: RFC 8949, section 3.1. */
function word(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
}

/** CBOR bytes of up to 65535. */
function bytes(value: Buffer): Buffer {
  const length = Buffer.alloc(3);
  length[0] = 0x59;
  length.writeUInt16BE(value.length, 1);
  return Buffer.concat([length, value]);
}

/** An ES256 key as COSE. Source: RFC 9053, section 7.1.1. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const coordinate = (label: number, value: string): Buffer =>
    Buffer.concat([Buffer.from([label, 0x58, 0x20]), Buffer.from(value, 'base64url')]);
  return Buffer.concat([Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]), coordinate(0x21, x), coordinate(0x22, y)]);
}
