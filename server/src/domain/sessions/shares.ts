import { callerIdentity } from '../../kernel/caller.ts';
import { isUuid, newId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ReadTx, ShareRow, Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation, query } from '../operation.ts';
import { mailInvited, sharedSessionMail } from '../people/index.ts';
import { holdTeam } from '../teams/index.ts';
import { holdSession } from './hold-session.ts';
import { requireOwner, visibleSession } from './visible-session.ts';
import type { SessionAccess, VisibleSession } from './visible-session.ts';

/** Shares of one session. */
const sharesMax = 100;

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Share {
  readonly id: string;
  readonly sessionId: string;
  /** Lower case; null when it is shared with a team. */
  readonly email: string | null;
  readonly team: Named | null;
  readonly access: SessionAccess;
  /** Named for members of the session's own organisation alone, so that sharing tells nobody who else has an account. */
  readonly user: Named | null;
  /** Epoch milliseconds, as every time here. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

interface ShareJoin extends ShareRow {
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly team_name: string | null;
}

const sharesOf = statement<{ session: string }, ShareJoin>((db, arg) =>
  db
    .selectFrom('shares')
    .leftJoin('teams', 'teams.id', 'shares.team_id')
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
    .select(['users.id as user_id', 'users.name as user_name', 'teams.name as team_name'])
    .where('shares.session_id', '=', arg.session)
    .orderBy('shares.id')
    .limit(sharesMax),
);
const setAccess = statement<{ id: string; access: string; at: number }>((db, arg) =>
  db.updateTable('shares').set({ access: arg.access, updated_at: arg.at }).where('id', '=', arg.id),
);
const remove = statement<{ id: string }>((db, arg) => db.deleteFrom('shares').where('id', '=', arg.id));
const added = insertion('shares', ['id', 'org_id', 'session_id', 'email', 'team_id', 'access', 'created_by', 'created_at', 'updated_at']);

function toShare(row: ShareJoin): Share {
  return {
    id: row.id,
    sessionId: row.session_id,
    email: row.email,
    team: row.team_id === null ? null : { id: row.team_id, name: row.team_name ?? '' },
    access: row.access === 'WRITE' ? 'WRITE' : 'READ',
    user: row.user_id === null ? null : { id: row.user_id, name: row.user_name ?? '' },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
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

export interface NewShare {
  readonly sessionId: string;
  /** Either an address or a team of the session's organisation. */
  readonly email?: string | undefined;
  readonly teamId?: string | undefined;
  readonly access: SessionAccess;
}

interface SharedWith {
  readonly email: string | null;
  readonly teamId: string | null;
}

/** @throws Refusal `invalid` share.one_of · `not_found` team.unknown */
async function readWhom(tx: Tx, session: VisibleSession, { email, teamId }: NewShare): Promise<SharedWith> {
  if ((email === undefined) === (teamId === undefined)) {
    throw new Refusal('invalid', 'share.one_of', 'A session is shared with either an `email` or a `team_id`.');
  }
  if (teamId === undefined) return { email: (email ?? '').trim().toLowerCase(), teamId: null };
  return { email: null, teamId: (await holdTeam(tx, session.org_id, teamId)).id };
}

const share = mutation<NewShare, { readonly share: Share; readonly isNew: boolean }>({
  grant: 'sessions:write',
  work: async (tx, at, input) => {
    const session = await visibleSession(tx, at.caller, input.sessionId);
    requireOwner(session);
    const whom = await readWhom(tx, session, input);
    await holdSession(tx, session.id);
    const now = at.home.clock.now();
    const before = await listed(tx, session.id);
    const known = before.find((one) => one.email === whom.email && (one.team?.id ?? null) === whom.teamId);
    if (known !== undefined) {
      await tx.run(setAccess, { id: known.id, access: input.access, at: now });
      return { share: { ...known, access: input.access, updatedAt: now }, isNew: false };
    }
    if (before.length >= sharesMax)
      throw new Refusal('conflict', 'share.too_many', `A session is shared with ${sharesMax} people and teams at most.`);
    return { share: await insertShare(tx, at, session, { ...whom, access: input.access, now }), isNew: true };
  },
  record: ({ share: { id, sessionId, email, team, access } }) => ({
    event: 'session.shared',
    target: sessionId,
    details: { share_id: id, ...(team === null ? { email } : { team_id: team.id }), access },
  }),
});

async function insertShare(
  tx: Tx,
  { caller }: At,
  session: VisibleSession,
  { email, teamId, access, now }: SharedWith & { readonly access: SessionAccess; readonly now: number },
): Promise<Share> {
  const id = newId(now);
  await tx.insert(added, [
    {
      id,
      org_id: session.org_id,
      session_id: session.id,
      email,
      team_id: teamId,
      access,
      created_by: callerIdentity(caller),
      created_at: now,
      updated_at: now,
    },
  ]);
  const made = (await listed(tx, session.id)).find((one) => one.id === id);
  if (made === undefined) throw new Error('a share that was just made is missing');
  return made;
}

/**
 * Lets whoever shows that mail to an address reaches them, or the members of a team, read one session, or also write into it, from any organisation.
 * The address need not have an account yet; it is told by mail where there is a mail server. Where it is shared already the access changes.
 * @throws Refusal `not_found` session.unknown, team.unknown · `forbidden` session.owner_only · `invalid` share.one_of · `conflict` share.too_many
 */
export const shareSession = Object.assign(
  async (at: At, input: NewShare): Promise<Share> => {
    const { share: made, isNew } = await share(at, input);
    const canWrite = made.access === 'WRITE';
    if (isNew && made.email !== null) {
      await mailInvited(at, made.email, `/sessions/${made.sessionId}`, (facts) => sharedSessionMail({ ...facts, canWrite }));
    }
    return made;
  },
  { grant: 'sessions:write' as const },
);

/** Ends a share; streams that it opened end within a second. @throws Refusal `not_found` session.unknown, share.unknown · `forbidden` session.owner_only */
export const unshareSession = mutation<{ readonly sessionId: string; readonly shareId: string }, Share>({
  grant: 'sessions:write',
  work: async (tx, { caller }, { sessionId, shareId }) => {
    const session = await visibleSession(tx, caller, sessionId);
    requireOwner(session);
    const gone = isUuid(shareId) ? (await listed(tx, session.id)).find((one) => one.id === shareId.toLowerCase()) : undefined;
    if (gone === undefined) throw new Refusal('not_found', 'share.unknown', 'There is no such share.');
    await tx.run(remove, { id: gone.id });
    await touchAuthority(tx);
    return gone;
  },
  record: ({ id, sessionId, email, team }) => ({
    event: 'session.unshared',
    target: sessionId,
    details: { share_id: id, ...(team === null ? { email } : { team_id: team.id }) },
  }),
});
