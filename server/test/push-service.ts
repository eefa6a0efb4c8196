import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import type { ECDH } from 'node:crypto';
import { startReceiver } from './receiver.ts';
import type { Answering, Received, Receiver } from './receiver.ts';

/** What a browser gives to whoever may send to it. */
export interface BrowserSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** A message as the browser and its push service see it. */
export interface Pushed {
  readonly path: string;
  readonly payload: any;
  readonly bytes: number;
  /** Claims of the signed token. */
  readonly claims: any;
  readonly headers: Received['headers'];
}

/** A push service with browsers behind it, on this machine. */
export interface PushService {
  readonly receiver: Receiver;
  subscribe(): BrowserSubscription;
  /** Everything that was sent, decrypted; fails when a signature or an encryption is wrong. */
  pushed(publicKey: string): readonly Pushed[];
  close(): Promise<void>;
}

interface Device {
  readonly curve: ECDH;
  readonly auth: Buffer;
}

export async function startPushService(answer: Answering = (_, response) => void response.writeHead(201).end()): Promise<PushService> {
  const receiver = await startReceiver(answer);
  const devices = new Map<string, Device>();
  return {
    receiver,
    subscribe: () => {
      const curve = createECDH('prime256v1');
      curve.generateKeys();
      const auth = randomBytes(16);
      const path = `/push/${randomBytes(12).toString('hex')}`;
      devices.set(path, { curve, auth });
      const endpoint = new URL(path, receiver.url).href;
      return { endpoint, keys: { p256dh: curve.getPublicKey('base64url'), auth: auth.toString('base64url') } };
    },
    pushed: (publicKey) =>
      receiver.received.map(({ path, headers, bytes }) => {
        const device = devices.get(path);
        if (device === undefined) throw new Error(`nobody is subscribed at ${path}`);
        const text = decrypt(bytes, device);
        const claims = claimsOf(String(headers.authorization), publicKey);
        return { path, headers, claims, bytes: Buffer.byteLength(text), payload: JSON.parse(text) };
      }),
    close: () => receiver.close(),
  };
}

/** Source: RFC 8291, 3.4 and RFC 8188, 2. */
function decrypt(body: Buffer, { curve, auth }: Device): string {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 21 + body.readUInt8(20));
  const sealed = body.subarray(21 + sender.length);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), curve.getPublicKey(), sender]);
  const shared = Buffer.from(hkdfSync('sha256', curve.computeSecret(sender), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', shared, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', shared, salt, 'Content-Encoding: nonce\0', 12));
  const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
  const end = padded.lastIndexOf(2);
  if (padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('the padding is wrong');
  return padded.subarray(0, end).toString('utf8');
}

/** Source: RFC 8292, 2 and 3. */
function claimsOf(authorization: string, publicKey: string): unknown {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(authorization) ?? [];
  if (key !== publicKey) throw new Error('signed with another key');
  const [head = '', body = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const verifier = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  const isValid = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: verifier, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isValid) throw new Error('the signature is wrong');
  return JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
}
