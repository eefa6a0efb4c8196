import { callerIdentity } from '../../kernel/caller.ts';
import { isUuid, newId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, ShareRow } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import { mutation, query } from '../operation.ts';
import { holdSession } from './hold-session.ts';
import { requireOwner, visibleSession } from './visible-session.ts';
import type { SessionAccess } from './visible-session.ts';

/** Shares of one session. */
const sharesMax = 100;

export interface Share {
  readonly id: string;
  readonly sessionId: string;
  /** Lower case. */
  readonly email: string;
  readonly access: SessionAccess;
  /** Named for members of the session's own organisation alone, so that sharing tells nobody who else has an account. */
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly createdAt: number;
}

interface ShareJoin extends ShareRow {
  readonly user_id: string | null;
  readonly user_name: string | null;
}

const sharesOf = statement<{ session: string }, ShareJoin>((db, arg) =>
  db
    .selectFrom('shares')
    .leftJoin('users', (join) =>
      join
        .on((eb) => eb(eb.fn<string>('lower', ['users.email']), '=', eb.ref('shares.email')))
        .on('users.email_verified', '=', 1)
        .on('users.status', '=', 'active')
        .on((eb) =>
          eb.exists(
            eb
              .selectFrom('memberships')
              .select('memberships.user_id')
              .whereRef('memberships.user_id', '=', 'users.id')
              .whereRef('memberships.org_id', '=', 'shares.org_id'),
          ),
        ),
    )
    .selectAll('shares')
    .select(['users.id as user_id', 'users.name as user_name'])
    .where('shares.session_id', '=', arg.session)
    .orderBy('shares.id')
    .limit(sharesMax),
);
const setAccess = statement<{ id: string; access: string }>((db, arg) =>
  db.updateTable('shares').set({ access: arg.access }).where('id', '=', arg.id),
);
const remove = statement<{ session: string; id: string }, { email: string }>((db, arg) =>
  db.deleteFrom('shares').where('session_id', '=', arg.session).where('id', '=', arg.id).returning('email'),
);
const add = statement<ShareRow>((db, arg) =>
  db.insertInto('shares').values({
    id: arg.id,
    org_id: arg.org_id,
    session_id: arg.session_id,
    email: arg.email,
    access: arg.access,
    created_by: arg.created_by,
    created_at: arg.created_at,
  }),
);

function toShare(row: ShareJoin): Share {
  return {
    id: row.id,
    sessionId: row.session_id,
    email: row.email,
    access: row.access === 'WRITE' ? 'WRITE' : 'READ',
    user: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
    createdAt: row.created_at,
  };
}

async function listed(tx: ReadTx, session: string): Promise<Share[]> {
  return (await tx.all(sharesOf, { session })).map(toShare);
}

/** Whom a session is shared with. @throws Refusal `not_found` session.unknown · `forbidden` session.owner_only */
export const listShares = query<string, readonly Share[]>({
  grant: 'sessions:read',
  work: async (tx, { caller }, id) => {
    const session = await visibleSession(tx, caller, id);
    requireOwner(session);
    return listed(tx, session.id);
  },
});

interface NewShare {
  readonly sessionId: string;
  readonly email: string;
  readonly access: SessionAccess;
}

/**
 * Lets whoever shows that mail to an address reaches them read one session, or also write into it, from any organisation; the address need not
 * have an account yet. For an address that the session is shared with already the access changes.
 * @throws Refusal `not_found` session.unknown · `forbidden` session.owner_only · `conflict` share.too_many
 */
export const shareSession = mutation<NewShare, Share>({
  grant: 'sessions:write',
  work: async (tx, { caller, home }, { sessionId, email, access }) => {
    const session = await visibleSession(tx, caller, sessionId);
    requireOwner(session);
    await holdSession(tx, session.id);
    const address = email.trim().toLowerCase();
    const before = await listed(tx, session.id);
    const known = before.find((share) => share.email === address);
    if (known !== undefined) {
      await tx.run(setAccess, { id: known.id, access });
      return { ...known, access };
    }
    if (before.length >= sharesMax)
      throw new Refusal('conflict', 'share.too_many', `A session is shared with ${sharesMax} people at most.`);
    const now = home.clock.now();
    const id = newId(now);
    await tx.run(add, {
      id,
      org_id: session.org_id,
      session_id: session.id,
      email: address,
      access,
      created_by: callerIdentity(caller),
      created_at: now,
    });
    const made = (await listed(tx, session.id)).find((share) => share.id === id);
    if (made === undefined) throw new Error('a share that was just made is missing');
    return made;
  },
  record: (share) => ({
    event: 'session.shared',
    target: share.sessionId,
    details: { share_id: share.id, email: share.email, access: share.access },
  }),
});

/** Ends a share; streams that it opened end within a second. @throws Refusal `not_found` session.unknown, share.unknown · `forbidden` session.owner_only */
export const unshareSession = mutation<
  { readonly sessionId: string; readonly shareId: string },
  { readonly sessionId: string; readonly shareId: string; readonly email: string }
>({
  grant: 'sessions:write',
  work: async (tx, { caller }, { sessionId, shareId }) => {
    const session = await visibleSession(tx, caller, sessionId);
    requireOwner(session);
    const gone = isUuid(shareId) ? await tx.first(remove, { session: session.id, id: shareId.toLowerCase() }) : undefined;
    if (gone === undefined) throw new Refusal('not_found', 'share.unknown', 'There is no such share.');
    await touchAuthority(tx);
    return { sessionId: session.id, shareId, email: gone.email };
  },
  record: ({ sessionId, shareId, email }) => ({
    event: 'session.unshared',
    target: sessionId,
    details: { share_id: shareId, email },
  }),
});
