import type { FastifyReply } from 'fastify';
import type { At } from '../../domain/home.ts';
import { deleteAccount } from '../../domain/people/index.ts';
import type { FaceParts } from './parts.ts';
import { clearSession } from './session-cookie.ts';

/** Deletes the account of the person who asks and makes the browser forget it; wrong passwords count as attempts to sign in do. */
export async function deleteOwnAccount(at: At, parts: FaceParts, password: string | undefined, reply: FastifyReply): Promise<void> {
  const who = { ip: at.request.ip, account: at.caller.kind === 'person' ? `password of ${at.caller.userId}` : null };
  await parts.signInLimits.attempt(who, () => deleteAccount(at, parts.passwords, password));
  clearSession(reply, parts);
}
