import type { Role } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import type { Org } from './org.ts';

/** A person's place in an organisation. Their role is the only thing that follows from it. */
export interface Membership {
  readonly orgId: string;
  readonly userId: string;
  readonly role: Role;
}

export interface OrgOfPerson extends Org {
  readonly role: Role;
  /** False while the person may not act there. */
  readonly isActive: boolean;
}

type Place = { readonly org: string; readonly user: string };

const insertUnlessMember = statement<Place & { role: string; at: number }>((db, arg) =>
  db
    .insertInto('memberships')
    .values({ org_id: arg.org, user_id: arg.user, role: arg.role, created_at: arg.at })
    .onConflict((conflict) => conflict.columns(['org_id', 'user_id']).doNothing()),
);
const one = statement<Place, { role: string }>((db, arg) =>
  db
    .selectFrom('memberships')
    .select('role')
    .where('org_id', '=', arg.org)
    .where('user_id', '=', arg.user)
    .where('inactive_at', 'is', null),
);
const remove = statement<Place>((db, arg) => db.deleteFrom('memberships').where('org_id', '=', arg.org).where('user_id', '=', arg.user));
const setRole = statement<Place & { role: string }>((db, arg) =>
  db.updateTable('memberships').set({ role: arg.role }).where('org_id', '=', arg.org).where('user_id', '=', arg.user),
);
const setInactive = statement<Place & { at: number | null }>((db, arg) =>
  db.updateTable('memberships').set({ inactive_at: arg.at }).where('org_id', '=', arg.org).where('user_id', '=', arg.user),
);
const owners = statement<{ org: string }, { user_id: string }>((db, arg) =>
  db
    .selectFrom('memberships')
    .select('user_id')
    .where('org_id', '=', arg.org)
    .where('role', '=', 'owner')
    .where('inactive_at', 'is', null)
    .limit(2),
);
const ofPerson = statement<{ user: string }, { id: string; slug: string; name: string; role: string; inactive_at: number | null }>(
  (db, arg) =>
    db
      .selectFrom('memberships')
      .innerJoin('orgs', 'orgs.id', 'memberships.org_id')
      .select(['orgs.id', 'orgs.slug', 'orgs.name', 'memberships.role', 'memberships.inactive_at'])
      .where('memberships.user_id', '=', arg.user)
      .orderBy('memberships.created_at')
      .orderBy('orgs.id')
      .limit(orgsMax),
);
const seen = statement<Place & { at: number }>((db, arg) =>
  db.updateTable('memberships').set({ last_seen_at: arg.at }).where('org_id', '=', arg.org).where('user_id', '=', arg.user),
);
/** Changes nothing, and makes every other change of this organisation's members wait for the commit. */
const lock = statement<{ org: string }>((db, arg) =>
  db
    .updateTable('orgs')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', arg.org),
);

/** Organisations a person may belong to. */
export const orgsMax = 200;

/** Guaranteed by the only writers, which store roles of that type. */
function asRole(word: string): Role {
  return word as Role;
}

/** Makes a person a member, with what begins for members. @throws Refusal `conflict` member.exists */
export async function addMembership(tx: Tx, home: Home, { orgId, userId, role }: Membership): Promise<void> {
  const now = home.clock.now();
  const added = await tx.run(insertUnlessMember, { org: orgId, user: userId, role, at: now });
  if (added === 0) throw new Refusal('conflict', 'member.exists', 'This person is a member already.');
  for (const begin of home.memberBeginnings) await begin(tx, { orgId, userId, now });
}

/** The role that a person has in an organisation, or undefined when they do not belong to it or may not act there now. */
export async function roleOf(tx: ReadTx, orgId: string, userId: string): Promise<Role | undefined> {
  const row = await tx.first(one, { org: orgId, user: userId });
  return row === undefined ? undefined : asRole(row.role);
}

/** All organisations of a person, also those where they may not act now, in the order in which they joined; at most 200. */
export async function orgsOf(tx: ReadTx, userId: string): Promise<readonly OrgOfPerson[]> {
  const rows = await tx.all(ofPerson, { user: userId });
  return rows.map((row) => ({ id: row.id, slug: row.slug, name: row.name, role: asRole(row.role), isActive: row.inactive_at === null }));
}

/** Notes that a member acts in an organisation; called at most once a minute for each browser. */
export async function markSeen(tx: Tx, orgId: string, userId: string, nowMs: number): Promise<void> {
  await tx.run(seen, { org: orgId, user: userId, at: nowMs });
}

/** Lets one transaction at a time change who belongs to an organisation and as what. Comes before reading what the change depends on. */
export async function lockMembers(tx: Tx, orgId: string): Promise<void> {
  await tx.run(lock, { org: orgId });
}

/** Gives a member another role; the members are locked. @throws Refusal `conflict` member.last_owner */
export async function changeRole(tx: Tx, { orgId, userId, role }: Membership): Promise<void> {
  if (role !== 'owner') await refuseLastOwner(tx, orgId, userId);
  await tx.run(setRole, { org: orgId, user: userId, role });
}

/**
 * Lets a member act in the organisation or keeps them from it; the members are locked.
 * @throws Refusal `conflict` member.last_owner
 */
export async function setMemberActive(
  tx: Tx,
  { orgId, userId, isActive }: { readonly orgId: string; readonly userId: string; readonly isActive: boolean },
  nowMs: number,
): Promise<void> {
  if (!isActive) await refuseLastOwner(tx, orgId, userId);
  await tx.run(setInactive, { org: orgId, user: userId, at: isActive ? null : nowMs });
}

/** Takes a membership away; the members are locked. @throws Refusal `conflict` member.last_owner */
export async function dropMembership(tx: Tx, orgId: string, userId: string): Promise<void> {
  await refuseLastOwner(tx, orgId, userId);
  await tx.run(remove, { org: orgId, user: userId });
}

/** Takes the membership of an organisation's only member away, owner or not; the members are locked. */
export async function dropOnlyMembership(tx: Tx, orgId: string, userId: string): Promise<void> {
  await tx.run(remove, { org: orgId, user: userId });
}

async function refuseLastOwner(tx: Tx, orgId: string, userId: string): Promise<void> {
  const found = await tx.all(owners, { org: orgId });
  if (found.length === 1 && found[0]?.user_id === userId) {
    throw new Refusal('conflict', 'member.last_owner', 'An organization keeps at least one owner. Make somebody else an owner first.');
  }
}
