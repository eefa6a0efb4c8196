import { mutation } from '../operation.ts';
import { sessionOf } from '../sessions/index.ts';
import type { Session } from '../sessions/index.ts';
import { heldSession, noteAlive, sessionIdOf } from './open-foreign-session.ts';

/** A sign of life of a foreign agent, to be given at least once in 90 seconds. @throws Refusal `not_found` session.unknown · `conflict` session.is_run */
export const heartbeat = mutation<string, Session>({
  grant: 'presence:update',
  work: async (tx, at, id) => {
    const held = await heldSession(tx, at, sessionIdOf(id));
    await noteAlive(tx, at, held);
    return sessionOf(tx, at, held.id);
  },
  record: 'log',
});
