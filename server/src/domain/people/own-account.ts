import { requirePerson } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { At } from '../home.ts';
import { mutation, query } from '../operation.ts';
import { endLogin, endOtherLogins, loginsOf } from './login-sessions.ts';
import { renamePerson } from './person.ts';

/** A signed-in browser, as its person sees it. */
export interface OwnLogin {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly method: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly ip: string;
  readonly userAgent: string;
}

/** The caller's own signed-in browsers, used last first; at most 200. */
export const listLoginSessions = query<undefined, readonly OwnLogin[]>({
  grant: null,
  work: async (tx, { caller, home }) => {
    const { userId, loginSessionId } = requirePerson(caller);
    const rows = await loginsOf(tx, userId, home.clock.now());
    return rows.map((row) => ({
      id: row.id,
      isCurrent: row.id === loginSessionId,
      method: row.method,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      ip: row.ip,
      userAgent: row.user_agent,
    }));
  },
});

/** Signs out one of the caller's own browsers. @throws Refusal `not_found` login_session.unknown */
export const endLoginSession = mutation<{ readonly id: string }, { readonly userId: string; readonly id: string }>({
  grant: null,
  work: async (tx, { caller }, { id }) => {
    const { userId } = requirePerson(caller);
    if (!(await endLogin(tx, userId, id))) throw new Refusal('not_found', 'login_session.unknown', 'You have no such session.');
    return { userId, id };
  },
  record: ({ userId, id }) => ({ event: 'session.closed', target: userId, details: { session_id: id } }),
});

/** Signs out the caller's other browsers and says how many. */
export const endOtherLoginSessions = mutation<undefined, { readonly userId: string; readonly ended: number }>({
  grant: null,
  work: async (tx, { caller }) => {
    const { userId, loginSessionId } = requirePerson(caller);
    return { userId, ended: await endOtherLogins(tx, userId, loginSessionId) };
  },
  record: ({ userId, ended }) => ({ event: 'session.closed', target: userId, details: { others: ended } }),
});

/** Changes the caller's own name. */
export const updateMe = mutation<{ readonly name: string }, { readonly userId: string }>({
  grant: null,
  work: async (tx, { caller, home }, { name }) => {
    const { userId } = requirePerson(caller);
    await renamePerson(tx, home, userId, name);
    return { userId };
  },
  record: ({ userId }) => ({ event: 'person.updated', target: userId, details: { changed: ['name'] } }),
});

/** Ends the session that this request came with. */
export async function signOut(at: At): Promise<void> {
  const { caller, home } = at;
  if (caller.kind !== 'person') return;
  await home.transact(async (tx) => {
    await endLogin(tx, caller.userId, caller.loginSessionId);
    await writeAuditEntry(tx, at, { event: 'session.closed', target: caller.userId, details: {} });
  });
}
