import { createECDH } from 'node:crypto';
import type { PushKeys } from './domain/home.ts';
import type { Secret } from './kernel/secret.ts';

/**
 * The key pair for web push, made of 256 random bits that the deployment keeps sealed: they are the private key of the curve P-256 as they are
 * (all but one in 2^32 such numbers are), and the public key follows from it. Read at first use, then remembered.
 */
export function createPushKeys(secret: () => Promise<Secret>): () => Promise<PushKeys> {
  let kept: Promise<PushKeys> | undefined;
  const load = async (): Promise<PushKeys> => {
    const privateKey = await secret();
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(Buffer.from(privateKey.reveal(), 'base64url'));
    return { publicKey: curve.getPublicKey('base64url'), privateKey };
  };
  return () => {
    kept ??= load().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}
