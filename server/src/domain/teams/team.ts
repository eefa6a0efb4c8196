import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, TeamRow, Tx } from '../../store/index.ts';

/**
 * A team is a group of people within one organisation, with whom sessions are shared at once.
 * Its members are people of the organisation, or guests: addresses of people outside, who count once they show that mail to the address reaches them.
 * OWNER and ADMIN manage members; an OWNER also deletes the team and makes others OWNER. Who runs the organisation may all of that in every team.
 */
export interface Team {
  readonly id: string;
  readonly name: string;
  /** The caller's own place in it; null for none. */
  readonly role: TeamRole | null;
  readonly canManage: boolean;
  /** May delete it, and make and unmake OWNERs. */
  readonly canOwn: boolean;
  readonly membersCount: number;
  /** Epoch milliseconds, as every time here. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const teamRoles = ['OWNER', 'ADMIN', 'MEMBER'] as const;
export type TeamRole = (typeof teamRoles)[number];

/** Teams of one organisation, and members of one team. */
export const teamsMax = 100;
export const teamMembersMax = 200;

const teamById = statement<{ org: string; id: string }, TeamRow>((db, arg) =>
  db.selectFrom('teams').selectAll().where('org_id', '=', arg.org).where('id', '=', arg.id),
);
/** Changes nothing, and makes every other change of this team wait for the commit. */
const lock = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('teams')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', arg.id),
);
const roleIn = statement<{ team: string; user: string }, { role: string }>((db, arg) =>
  db.selectFrom('team_members').select('role').where('team_id', '=', arg.team).where('user_id', '=', arg.user),
);

/** Guaranteed by the only writers, which store roles of that type. */
export function asTeamRole(word: string): TeamRole {
  return word as TeamRole;
}

/** The person that a caller is or acts as. */
export function personBehind(caller: Caller): string | null {
  return caller.kind === 'person' || caller.kind === 'apiKey' ? caller.userId : null;
}

/** A team of one organisation. @throws Refusal `not_found` team.unknown */
export async function teamOf(tx: ReadTx, orgId: string, id: string): Promise<TeamRow> {
  const row = isUuid(id) ? await tx.first(teamById, { org: orgId, id: id.toLowerCase() }) : undefined;
  if (row === undefined) throw new Refusal('not_found', 'team.unknown', 'There is no such team.');
  return row;
}

/** What a caller may do in a team. */
export type TeamAuthority = Pick<Team, 'role' | 'canManage' | 'canOwn'>;

export function authorityOf(caller: Caller, role: TeamRole | null): TeamAuthority {
  const canOwn = caller.grants.has('org:write') || role === 'OWNER';
  return { role, canOwn, canManage: canOwn || role === 'ADMIN' };
}

/** The same, held until the commit. @throws Refusal `not_found` team.unknown */
export async function holdTeam(tx: Tx, orgId: string, id: string): Promise<TeamRow> {
  const { id: known } = await teamOf(tx, orgId, id);
  await tx.run(lock, { id: known });
  return teamOf(tx, orgId, known);
}

/** The team that a caller is about to change. @throws Refusal `not_found` team.unknown · `forbidden` caller.is_restricted */
export async function heldTeam(tx: Tx, caller: Caller, id: string): Promise<{ readonly team: TeamRow; readonly authority: TeamAuthority }> {
  refuseRestricted(caller);
  const team = await holdTeam(tx, caller.orgId, id);
  const user = personBehind(caller);
  const place = user === null ? undefined : await tx.first(roleIn, { team: team.id, user });
  return { team, authority: authorityOf(caller, place === undefined ? null : asTeamRole(place.role)) };
}

/** Teams belong to the organisation, not to some of its agents. @throws Refusal `forbidden` caller.is_restricted */
export function refuseRestricted(caller: Caller): void {
  if (caller.agentIds === null) return;
  throw new Refusal('forbidden', 'caller.is_restricted', 'A credential that is limited to some agents cannot manage teams.');
}

/** @throws Refusal `forbidden` team.managers_only */
export function requireManager({ canManage }: TeamAuthority): void {
  if (!canManage) throw new Refusal('forbidden', 'team.managers_only', 'Only an OWNER or ADMIN of the team can do this.');
}

/** @throws Refusal `forbidden` team.owners_only */
export function requireTeamOwner({ canOwn }: TeamAuthority): void {
  if (!canOwn) throw new Refusal('forbidden', 'team.owners_only', 'Only an OWNER of the team can do this.');
}
