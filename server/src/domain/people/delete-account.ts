import { requirePerson } from '../../kernel/caller.ts';
import type { PersonCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { At } from '../home.ts';
import { nameless } from '../nameless.ts';
import { mutation } from '../operation.ts';
import { lockMembers, orgsOf } from '../orgs/index.ts';
import type { OrgOfPerson } from '../orgs/index.ts';
import { dropOtherWays } from './drop-other-ways.ts';
import { endMembership } from './end-membership.ts';
import { endAllLogins } from './login-sessions.ts';
import { confirmOwnPassword } from './own-password.ts';
import type { Passwords } from './passwords.ts';
import { requireRecentSignIn } from './recent-sign-in.ts';

interface Own {
  readonly user: string;
}

const othersIn = statement<Own & { org: string }, { role: string; inactive_at: number | null }>((db, arg) =>
  db.selectFrom('memberships').select(['role', 'inactive_at']).where('org_id', '=', arg.org).where('user_id', '<>', arg.user),
);
const anybodyElse = statement<Own, { id: string }>((db, arg) =>
  db.selectFrom('users').select('id').where('id', '<>', arg.user).where('status', '=', 'active').limit(1),
);
const nameOf = statement<Own, { name: string }>((db, arg) => db.selectFrom('users').select('name').where('id', '=', arg.user));
const dropPasswords = statement<Own>((db, arg) => db.deleteFrom('login_accounts').where('user_id', '=', arg.user));
const dropLinks = statement<Own>((db, arg) => db.deleteFrom('one_time_links').where('user_id', '=', arg.user));
/** The row stays for what names it: work, verdicts, the audit trail. The address is free again. */
const emptyPerson = statement<Own & { email: string; at: number }>((db, arg) =>
  db
    .updateTable('users')
    .set({ status: 'deleted', email: arg.email, name: nameless, email_verified: 0, must_change_password: 0, updated_at: arg.at })
    .where('id', '=', arg.user),
);

/**
 * Deletes the caller's own account for good: their name and address, every way to sign in, their keys and their places in organisations and teams.
 * What they did stays, under no name. An organisation of nobody else is left without anything that acts: its agents are purged, its keys revoked.
 * Confirmed by the password, or without one by having signed in within the last 15 minutes.
 * @throws Refusal `forbidden` caller.wrong_form, password.wrong, recent_sign_in.needed · `conflict` account.last_owner, account.last_person
 */
export async function deleteAccount(at: At, passwords: Passwords, password: string | undefined): Promise<void> {
  if (password === undefined) requireRecentSignIn(requirePerson(at.caller), at.home.clock.now());
  else await confirmOwnPassword(at, passwords, password);
  await end(at, undefined);
}

const end = mutation<void, { readonly userId: string }>({
  grant: null,
  work: async (tx, at) => {
    const person = requirePerson(at.caller);
    const { userId } = person;
    if ((await tx.first(anybodyElse, { user: userId })) === undefined) {
      throw new Refusal('conflict', 'account.last_person', 'This is the only account of the server. To end it, remove the server itself.');
    }
    const orgs = (await orgsOf(tx, userId)).toSorted((one, other) => (one.id < other.id ? -1 : 1));
    for (const { id } of orgs) await lockMembers(tx, id);
    const places = await placesOf(tx, userId, orgs);
    for (const place of places) await leave(tx, at, person, place);
    await forget(tx, at, userId);
    return { userId };
  },
  record: ({ userId }) => ({ event: 'person.deleted', target: userId, details: {} }),
});

interface Place {
  readonly orgId: string;
  /** Nobody else belongs to it. */
  readonly isOnly: boolean;
}

/** Where a person belongs. @throws Refusal `conflict` account.last_owner where others would be left without an owner */
async function placesOf(tx: Tx, userId: string, orgs: readonly OrgOfPerson[]): Promise<readonly Place[]> {
  const places: Place[] = [];
  const stuck: string[] = [];
  for (const { id: orgId, name, role } of orgs) {
    const others = await tx.all(othersIn, { org: orgId, user: userId });
    places.push({ orgId, isOnly: others.length === 0 });
    const hasOwner = others.some((other) => other.role === 'owner' && other.inactive_at === null);
    if (role === 'owner' && others.length > 0 && !hasOwner) stuck.push(`“${name}”`);
  }
  if (stuck.length === 0) return places;
  const text = `You are the only owner of ${stuck.join(', ')}. Make somebody else an owner there, or remove the other members, and delete your account then.`;
  throw new Refusal('conflict', 'account.last_owner', text);
}

async function leave(tx: Tx, at: At, person: PersonCaller, { orgId, isOnly }: Place): Promise<void> {
  const { home } = at;
  const { userId } = person;
  await endMembership(tx, home, { orgId, userId, isOnly });
  const details = { reason: 'account_deleted' };
  await writeAuditEntry(tx, { ...at, caller: { ...person, orgId } }, { event: 'member.left', target: userId, details });
  if (!isOnly) return;
  for (const ending of home.orgEndings) await ending(tx, home, { orgId, now: home.clock.now() });
}

async function forget(tx: Tx, { home }: At, userId: string): Promise<void> {
  const own = { user: userId };
  await dropOtherWays(tx, home, userId);
  for (const drop of [dropPasswords, dropLinks]) await tx.run(drop, own);
  const name = (await tx.first(nameOf, own))?.name ?? '';
  for (const ending of home.accountEndings) await ending(tx, { userId, name });
  await tx.run(emptyPerson, { ...own, email: `deleted-${userId}@deleted.invalid`, at: home.clock.now() });
  await endAllLogins(tx, userId);
}
