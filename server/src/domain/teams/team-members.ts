import { requireGrant } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { insertion, statement } from '../../store/index.ts';
import type { TeamRow, Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { lockMembers } from '../orgs/index.ts';
import { mailInvited, teamMail } from '../people/index.ts';
import type { MemberBeginning, MemberEnding } from '../ports.ts';
import { membersIn } from './read-teams.ts';
import type { TeamMember } from './read-teams.ts';
import { heldTeam, requireManager, requireTeamOwner, teamMembersMax } from './team.ts';
import type { TeamAuthority, TeamRole } from './team.ts';

const members = insertion('team_members', ['id', 'org_id', 'team_id', 'user_id', 'email', 'role', 'created_at', 'updated_at']);
const memberByEmail = statement<{ org: string; email: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .select('users.id')
    .where((eb) => eb(eb.fn<string>('lower', ['users.email']), '=', arg.email))
    .where('memberships.org_id', '=', arg.org),
);
const setRole = statement<{ id: string; role: string; at: number }>((db, arg) =>
  db.updateTable('team_members').set({ role: arg.role, updated_at: arg.at }).where('id', '=', arg.id),
);
const remove = statement<{ id: string }>((db, arg) => db.deleteFrom('team_members').where('id', '=', arg.id));
const link = statement<{ org: string; user: string }>((db, arg) =>
  db
    .updateTable('team_members')
    .set({ user_id: arg.user })
    .where('org_id', '=', arg.org)
    .where('user_id', 'is', null)
    .where('email', '=', (eb) =>
      eb
        .selectFrom('users')
        .select((one) => one.fn<string>('lower', ['users.email']).as('email'))
        .where('users.id', '=', arg.user),
    ),
);
/** Members stay, also those who may not act for a while. */
const leave = statement<{ org: string; user: string }>((db, arg) =>
  db
    .deleteFrom('team_members')
    .where('org_id', '=', arg.org)
    .where('user_id', '=', arg.user)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('memberships').select('role').where('memberships.org_id', '=', arg.org).where('memberships.user_id', '=', arg.user),
        ),
      ),
    ),
);

interface NewPlace {
  readonly email: string;
  readonly userId: string | null;
  readonly role: TeamRole;
  /** Epoch milliseconds. */
  readonly now: number;
}

export async function insertMember(tx: Tx, team: TeamRow, { email, userId, role, now }: NewPlace): Promise<string> {
  const id = newId(now);
  await tx.insert(members, [{ id, org_id: team.org_id, team_id: team.id, user_id: userId, email, role, created_at: now, updated_at: now }]);
  return id;
}

/** Nobody gives or takes OWNER without being one. */
function requireAuthority(authority: TeamAuthority, ...roles: readonly TeamRole[]): void {
  requireManager(authority);
  if (roles.includes('OWNER')) requireTeamOwner(authority);
}

function memberAmong(all: readonly TeamMember[], id: string): TeamMember {
  const found = all.find((one) => one.id === id.toLowerCase());
  if (found === undefined) throw new Refusal('not_found', 'team_member.unknown', 'The team has no such member.');
  return found;
}

/** Guests cannot act in the team, so that they do not count as owners. */
function refuseLastOwner(all: readonly TeamMember[], member: TeamMember): void {
  const owners = all.filter(({ role, user }) => role === 'OWNER' && user !== null);
  if (owners.length !== 1 || owners[0]?.id !== member.id) return;
  throw new Refusal(
    'conflict',
    'team.last_owner',
    'A team keeps at least one OWNER. Make somebody else an OWNER first, or delete the team.',
  );
}

interface AddedMember {
  readonly member: TeamMember;
  readonly teamName: string;
}

const add = mutation<{ readonly teamId: string; readonly email: string; readonly role: TeamRole }, AddedMember>({
  grant: 'sessions:write',
  work: async (tx, { caller, home }, { teamId, email, role }) => {
    // Nobody joins or leaves the organisation between the look at who has the address and the commit.
    await lockMembers(tx, caller.orgId);
    const { team, authority } = await heldTeam(tx, caller, teamId);
    requireAuthority(authority, role);
    const address = email.trim().toLowerCase();
    const before = await membersIn(tx, team.id);
    if (before.some((one) => one.email === address))
      throw new Refusal('conflict', 'team.member_exists', 'This person is in the team already.');
    if (before.length >= teamMembersMax) throw new Refusal('conflict', 'team.full', `A team has ${teamMembersMax} members at most.`);
    const person = await tx.first(memberByEmail, { org: team.org_id, email: address });
    const id = await insertMember(tx, team, { email: address, userId: person?.id ?? null, role, now: home.clock.now() });
    return { member: memberAmong(await membersIn(tx, team.id), id), teamName: team.name };
  },
  record: ({ member: { id, teamId, email, role } }) => ({
    event: 'team.member_added',
    target: teamId,
    details: { member_id: id, email, role },
  }),
});

/**
 * Adds a person by their address, and tells them by mail. Somebody of the organisation is in the team at once; anybody else once they show that
 * mail to the address reaches them, from whichever organisation.
 * @throws Refusal `not_found` team.unknown · `forbidden` team.managers_only, team.owners_only, caller.is_restricted · `conflict` team.member_exists, team.full
 */
export const addTeamMember = Object.assign(
  async (at: At, input: Parameters<typeof add>[1]): Promise<TeamMember> => {
    const { member, teamName } = await add(at, input);
    await mailInvited(at, member.email, '/sessions?scope=shared', (facts) => teamMail({ ...facts, teamName }));
    return member;
  },
  { grant: 'sessions:write' as const },
);

/**
 * Gives a member another role.
 * @throws Refusal `not_found` team.unknown, team_member.unknown · `forbidden` team.managers_only, team.owners_only, caller.is_restricted ·
 * `conflict` team.last_owner
 */
export const changeTeamMember = mutation<
  { readonly teamId: string; readonly memberId: string; readonly role: TeamRole },
  { readonly member: TeamMember; readonly from: TeamRole }
>({
  grant: 'sessions:write',
  work: async (tx, { caller, home }, { teamId, memberId, role }) => {
    const { team, authority } = await heldTeam(tx, caller, teamId);
    const all = await membersIn(tx, team.id);
    const member = memberAmong(all, memberId);
    requireAuthority(authority, role, member.role);
    if (role !== 'OWNER') refuseLastOwner(all, member);
    const now = home.clock.now();
    await tx.run(setRole, { id: member.id, role, at: now });
    return { member: { ...member, role, updatedAt: now }, from: member.role };
  },
  record: ({ member: { id, teamId, role }, from }) => ({
    event: 'team.member_changed',
    target: teamId,
    details: { member_id: id, from, to: role },
  }),
});

/**
 * Takes somebody out of a team: what they saw through it alone is out of their sight, and open streams end within a second. Everybody may leave.
 * @throws Refusal `not_found` team.unknown, team_member.unknown · `forbidden` team.managers_only, team.owners_only, caller.lacks_grant,
 * caller.is_restricted · `conflict` team.last_owner
 */
export const removeTeamMember = mutation<{ readonly teamId: string; readonly memberId: string }, TeamMember>({
  grant: 'sessions:read',
  work: async (tx, { caller }, { teamId, memberId }) => {
    const { team, authority } = await heldTeam(tx, caller, teamId);
    const all = await membersIn(tx, team.id);
    const member = memberAmong(all, memberId);
    if (caller.kind !== 'person' || member.user?.id !== caller.userId) {
      requireGrant(caller, 'sessions:write');
      requireAuthority(authority, member.role);
    }
    refuseLastOwner(all, member);
    await tx.run(remove, { id: member.id });
    await touchAuthority(tx);
    return member;
  },
  record: ({ id, teamId, email }) => ({ event: 'team.member_removed', target: teamId, details: { member_id: id, email } }),
});

/** Part of every membership's beginning: who was a guest of teams is one of the organisation now. */
export const joinTeams: MemberBeginning = async (tx, { orgId, userId }) => {
  await tx.run(link, { org: orgId, user: userId });
};

/** Part of every membership's end: whoever leaves the organisation leaves its teams, also as the last OWNER of one. */
export const leaveTeams: MemberEnding = async (tx, { orgId, userId }) => {
  await tx.run(leave, { org: orgId, user: userId });
};
