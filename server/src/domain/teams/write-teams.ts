import { callerIdentity } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { insertion, statement } from '../../store/index.ts';
import type { TeamRow } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import { mutation } from '../operation.ts';
import { lockMembers } from '../orgs/index.ts';
import { teamFor, teamsFor } from './read-teams.ts';
import type { TeamDetails } from './read-teams.ts';
import { heldTeam, personBehind, refuseRestricted, requireManager, requireTeamOwner, teamsMax } from './team.ts';
import { insertMember } from './team-members.ts';

const teams = insertion('teams', ['id', 'org_id', 'name', 'name_key', 'created_by', 'created_at', 'updated_at']);
const emailOf = statement<{ user: string }, { email: string }>((db, arg) =>
  db.selectFrom('users').select('email').where('id', '=', arg.user),
);
const rename = statement<{ id: string; name: string; key: string; at: number }>((db, arg) =>
  db.updateTable('teams').set({ name: arg.name, name_key: arg.key, updated_at: arg.at }).where('id', '=', arg.id),
);
const dropShares = statement<{ team: string }>((db, arg) => db.deleteFrom('shares').where('team_id', '=', arg.team));
const dropMembers = statement<{ team: string }>((db, arg) => db.deleteFrom('team_members').where('team_id', '=', arg.team));
const dropTeam = statement<{ team: string }>((db, arg) => db.deleteFrom('teams').where('id', '=', arg.team));

interface Named {
  readonly name: string;
  readonly key: string;
}

/** @throws Refusal `invalid` team.name_invalid */
function readName(text: string): Named {
  const name = text.trim();
  if (name === '') throw refuseField('invalid', 'team.name_invalid', '/name', 'A team has a name.');
  return { name, key: name.normalize('NFKC').toLowerCase() };
}

function nameTaken(name: string): Refusal {
  return new Refusal('conflict', 'team.name_taken', `The organization has a team called '${name}' already.`);
}

/**
 * Makes a team, whose OWNER is the person who makes it; one made by a key of the organisation has none but those who run the organisation.
 * @throws Refusal `invalid` team.name_invalid · `conflict` team.name_taken, team.too_many · `forbidden` caller.is_restricted
 */
export const createTeam = mutation<{ readonly name: string }, TeamDetails>({
  grant: 'sessions:write',
  work: async (tx, { caller, home }, input) => {
    refuseRestricted(caller);
    const { orgId } = caller;
    const { name, key } = readName(input.name);
    await lockMembers(tx, orgId);
    const others = await teamsFor(tx, caller);
    if (others.length >= teamsMax) throw new Refusal('conflict', 'team.too_many', `An organization has ${teamsMax} teams at most.`);
    if (others.some((one) => readName(one.name).key === key)) throw nameTaken(name);
    const now = home.clock.now();
    const row: TeamRow = {
      id: newId(now),
      org_id: orgId,
      name,
      name_key: key,
      created_by: callerIdentity(caller),
      created_at: now,
      updated_at: now,
    };
    await tx.insert(teams, [row]);
    const user = personBehind(caller);
    const person = user === null ? undefined : await tx.first(emailOf, { user });
    if (user !== null && person !== undefined) {
      await insertMember(tx, row, { email: person.email.toLowerCase(), userId: user, role: 'OWNER', now });
    }
    return teamFor(tx, caller, row.id);
  },
  record: ({ id, name }) => ({ event: 'team.created', target: id, details: { name } }),
});

/**
 * Gives a team another name.
 * @throws Refusal `not_found` team.unknown · `invalid` team.name_invalid · `conflict` team.name_taken · `forbidden` team.managers_only, caller.is_restricted
 */
export const renameTeam = mutation<{ readonly id: string; readonly name: string }, TeamDetails>({
  grant: 'sessions:write',
  work: async (tx, { caller, home }, input) => {
    const { name, key } = readName(input.name);
    await lockMembers(tx, caller.orgId);
    const { team, authority } = await heldTeam(tx, caller, input.id);
    requireManager(authority);
    if ((await teamsFor(tx, caller)).some((one) => one.id !== team.id && readName(one.name).key === key)) throw nameTaken(name);
    await tx.run(rename, { id: team.id, name, key, at: home.clock.now() });
    return teamFor(tx, caller, team.id);
  },
  record: ({ id, name }) => ({ event: 'team.renamed', target: id, details: { name } }),
});

/**
 * Deletes a team; what was shared with it is not any more, and open streams end within a second.
 * @throws Refusal `not_found` team.unknown · `forbidden` team.owners_only, caller.is_restricted
 */
export const deleteTeam = mutation<string, { readonly id: string; readonly name: string }>({
  grant: 'sessions:write',
  work: async (tx, { caller }, id) => {
    const { team, authority } = await heldTeam(tx, caller, id);
    requireTeamOwner(authority);
    for (const drop of [dropShares, dropMembers, dropTeam]) await tx.run(drop, { team: team.id });
    await touchAuthority(tx);
    return team;
  },
  record: ({ id, name }) => ({ event: 'team.deleted', target: id, details: { name } }),
});
