import { reachesAgent } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import { teamsOfPerson } from '../teams/index.ts';
import { sessionsWithNames } from './session-queries.ts';
import type { SessionJoin } from './session-queries.ts';
import type { SessionScope } from './session.ts';

/** What somebody may do with a session: read it, or also write into it. */
export type SessionAccess = 'READ' | 'WRITE';

export interface VisibleSession extends SessionJoin {
  readonly access: SessionAccess;
  /** Decides about sharing and deleting. */
  readonly isOwner: boolean;
  /** Seen through a share alone, from outside of its organisation. */
  readonly isGuest: boolean;
}

const sessionById = statement<{ id: string }, SessionJoin>((db, arg) => sessionsWithNames(db).where('sessions.id', '=', arg.id));

/** Where mail was shown to reach a person; shares with an address count for nobody else. */
const verifiedEmail = (db: Builder, user: string) =>
  db
    .selectFrom('users')
    .select((eb) => eb.fn<string>('lower', ['users.email']).as('email'))
    .where('users.id', '=', user)
    .where('users.email_verified', '=', 1)
    .where('users.status', '=', 'active');
const sharesFor = statement<{ session: string; user: string }, { access: string }>((db, arg) =>
  db
    .selectFrom('shares')
    .select('shares.access')
    .where('shares.session_id', '=', arg.session)
    .where((eb) => eb.or([eb('shares.email', '=', verifiedEmail(db, arg.user)), eb('shares.team_id', 'in', teamsOfPerson(db, arg.user))])),
);

export const unknownSession = (): Refusal => new Refusal('not_found', 'session.unknown', 'There is no such session.');

/** Programs speak in sessions with the grant for messages. */
function mayWrite({ grants }: Caller): boolean {
  return grants.has('sessions:write') || grants.has('messages:write');
}

/** The person that a caller is or acts as. */
function userOf(caller: Caller): string | null {
  return caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
}

/** Whether a session is the caller's own to share and to delete: they opened it, made the key that did, or run the organisation. */
function owns(caller: Caller, row: SessionJoin): boolean {
  if (caller.kind === 'system' || caller.grants.has('org:write')) return true;
  if ('credentialId' in caller && caller.credentialId === row.credential_id) return true;
  const user = userOf(caller);
  return user !== null && [row.user_id, row.credential_user_id, row.credential_maker?.replace(/^user:/, '')].includes(user);
}

/**
 * A session of the caller's organisation that they reach. Shares count for nothing here, so that what belongs to the organisation beyond the
 * session itself, such as starting runs, stays its own.
 * @throws Refusal `not_found` session.unknown
 */
export async function orgSession(tx: ReadTx, caller: Caller, id: string): Promise<SessionJoin> {
  const row = isUuid(id) ? await tx.first(sessionById, { id: id.toLowerCase() }) : undefined;
  if (row === undefined || row.org_id !== caller.orgId || !reachesAgent(caller, row.agent_id)) throw unknownSession();
  return row;
}

/** What a share gives: to people alone, and not while nothing but their own account is open to them. */
async function sharedAccess(tx: ReadTx, caller: Caller, session: string): Promise<SessionAccess | undefined> {
  if (caller.kind !== 'person' || !caller.grants.has('sessions:read')) return undefined;
  const shares = await tx.all(sharesFor, { session, user: caller.userId });
  if (shares.length === 0) return undefined;
  return shares.some(({ access }) => access === 'WRITE') ? 'WRITE' : 'READ';
}

/**
 * A session that this caller may see, as a member or because it was shared with them. Its `org_id` may be another one than the caller's.
 * @throws Refusal `not_found` session.unknown, also for one that was deleted
 */
export async function visibleSession(tx: ReadTx, caller: Caller, id: string): Promise<VisibleSession> {
  const row = isUuid(id) ? await tx.first(sessionById, { id: id.toLowerCase() }) : undefined;
  if (row === undefined || row.status === 'DELETED') throw unknownSession();
  const isMember = row.org_id === caller.orgId && reachesAgent(caller, row.agent_id);
  if (isMember && mayWrite(caller)) return { ...row, access: 'WRITE', isOwner: owns(caller, row), isGuest: false };
  const shared = await sharedAccess(tx, caller, row.id);
  if (!isMember && shared === undefined) throw unknownSession();
  return { ...row, access: shared ?? 'READ', isOwner: isMember && owns(caller, row), isGuest: !isMember };
}

/** @throws Refusal `forbidden` session.read_only */
export function requireWrite({ access }: VisibleSession): void {
  if (access !== 'WRITE') throw new Refusal('forbidden', 'session.read_only', 'You may read this session, not write into it.');
}

/** Whom a session is shared with may read it and write into it, no more. @throws Refusal `forbidden` session.members_only */
export function requireMember({ isGuest }: VisibleSession): void {
  if (isGuest) throw new Refusal('forbidden', 'session.members_only', 'Only members of the organisation may do this.');
}

/** @throws Refusal `forbidden` session.owner_only */
export function requireOwner({ isOwner }: VisibleSession): void {
  if (!isOwner) throw new Refusal('forbidden', 'session.owner_only', 'Only whoever owns this session may do this.');
}

type SessionList = ReturnType<typeof sessionsWithNames>;

/** Sessions shared with one person that lists tell of, the newest shares. */
const sharedMax = 1_000;
const sharedWith = statement<{ user: string }, { session_id: string }>((db, arg) =>
  db
    .selectFrom('shares')
    .select(['shares.session_id', 'shares.id'])
    .where('shares.email', '=', verifiedEmail(db, arg.user))
    .unionAll(db.selectFrom('shares').select(['shares.session_id', 'shares.id']).where('shares.team_id', 'in', teamsOfPerson(db, arg.user)))
    .orderBy('id', 'desc')
    .limit(sharedMax),
);

/**
 * Narrows a list to the sessions that the caller may see: the organisation's (`org`), those that others shared with the person or with a team of
 * theirs (`shared`, the newest 1,000 shares), or both. Deleted sessions are left to the list.
 */
export async function sessionsInReach(tx: ReadTx, caller: Caller, scope: SessionScope): Promise<(list: SessionList) => SessionList> {
  const { orgId, agentIds } = caller;
  const user = caller.kind === 'person' && caller.grants.has('sessions:read') && scope !== 'org' ? caller.userId : null;
  // Ids that no session has stand for empty lists, which SQL does not know.
  const shared = user === null ? [orgId] : [...(await tx.all(sharedWith, { user })).map((row) => row.session_id), orgId];
  const reached = agentIds === null ? null : [...agentIds, orgId];
  return (list) =>
    list.where((eb) => {
      const own =
        reached === null
          ? eb('sessions.org_id', '=', orgId)
          : eb.and([eb('sessions.org_id', '=', orgId), eb('sessions.agent_id', 'in', reached)]);
      if (scope === 'org') return own;
      const given = eb('sessions.id', 'in', shared);
      return scope === 'shared' ? given : eb.or([own, given]);
    });
}
