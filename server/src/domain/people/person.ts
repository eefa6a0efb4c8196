import { newId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/caller.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ReadTx, Tx, UserRow } from '../../store/index.ts';
import { nextNumber } from '../counter.ts';
import type { Home } from '../home.ts';

/** A human with an account. What they may do follows from their membership in an organisation. */
export interface Person {
  readonly id: string;
  readonly number: number;
  readonly email: string;
  readonly name: string;
  readonly hasPassword: boolean;
  readonly isTwoFactorEnabled: boolean;
  /** Somebody showed that mail to this address reaches them. */
  readonly isEmailVerified: boolean;
  /** Nothing but their own account is open to them until they set a new password. */
  readonly mustChangePassword: boolean;
}

export interface Member {
  readonly person: Person;
  readonly orgId: string;
  readonly role: Role;
}

type PersonRow = UserRow & { readonly password_hash: string | null };
type MemberRow = PersonRow & { readonly org_id: string; readonly role: string };

const users = insertion('users', [
  'id',
  'number',
  'email',
  'name',
  'status',
  'created_at',
  'email_verified',
  'two_factor_enabled',
  'must_change_password',
  'updated_at',
]);

const personByEmail = statement<{ email: string }, PersonRow>((db, arg) =>
  db
    .selectFrom('users')
    .leftJoin('login_accounts', (on) =>
      on.onRef('login_accounts.user_id', '=', 'users.id').on('login_accounts.provider', '=', 'credential'),
    )
    .selectAll('users')
    .select('login_accounts.password_hash')
    .where((eb) => eb(eb.fn<string>('lower', ['users.email']), '=', eb.fn<string>('lower', [eb.val(arg.email)])))
    .where('users.status', '=', 'active')
    .limit(1),
);

const personById = statement<{ id: string }, PersonRow>((db, arg) =>
  db
    .selectFrom('users')
    .leftJoin('login_accounts', (on) =>
      on.onRef('login_accounts.user_id', '=', 'users.id').on('login_accounts.provider', '=', 'credential'),
    )
    .selectAll('users')
    .select('login_accounts.password_hash')
    .where('users.id', '=', arg.id)
    .where('users.status', '=', 'active'),
);

const memberById = statement<{ org: string; user: string }, MemberRow>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .leftJoin('login_accounts', (on) =>
      on.onRef('login_accounts.user_id', '=', 'users.id').on('login_accounts.provider', '=', 'credential'),
    )
    .selectAll('users')
    .select(['memberships.org_id', 'memberships.role', 'login_accounts.password_hash'])
    .where('users.id', '=', arg.user)
    .where('memberships.org_id', '=', arg.org)
    .where('memberships.inactive_at', 'is', null)
    .where('users.status', '=', 'active'),
);

const lastUsedOrg = statement<{ user: string }, { org_id: string }>((db, arg) =>
  db.selectFrom('login_sessions').select('org_id').where('user_id', '=', arg.user).orderBy('last_seen_at', 'desc').limit(1),
);
const firstOrgOf = statement<{ user: string }, { org_id: string }>((db, arg) =>
  db
    .selectFrom('memberships')
    .select('org_id')
    .where('user_id', '=', arg.user)
    .where('inactive_at', 'is', null)
    .orderBy('created_at')
    .orderBy('org_id')
    .limit(1),
);
const rename = statement<{ id: string; name: string; at: number }>((db, arg) =>
  db.updateTable('users').set({ name: arg.name, updated_at: arg.at }).where('id', '=', arg.id),
);
const verifyEmail = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('users').set({ email_verified: 1, updated_at: arg.at }).where('id', '=', arg.id),
);

/** Guaranteed by the only writer, which stores roles of that type. */
function asRole(word: string): Role {
  return word as Role;
}

function toPerson(row: PersonRow): Person {
  return {
    id: row.id,
    number: row.number,
    email: row.email,
    name: row.name,
    hasPassword: row.password_hash !== null,
    isTwoFactorEnabled: row.two_factor_enabled === 1,
    isEmailVerified: row.email_verified === 1,
    mustChangePassword: row.must_change_password === 1,
  };
}

function toMember(row: MemberRow): Member {
  return { person: toPerson(row), orgId: row.org_id, role: asRole(row.role) };
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
  /** False when left out. */
  readonly isEmailVerified?: boolean;
}

/** Adds a person who belongs to no organisation yet; the caller has checked that the address is free. Sets no password. */
export async function insertPerson(tx: Tx, input: Omit<NewPerson, 'passwordHash'>, nowMs: number): Promise<string> {
  const id = newId(nowMs);
  await tx.insert(users, [
    {
      id,
      number: await nextNumber(tx, 'users'),
      email: input.email,
      name: input.name,
      status: 'active',
      created_at: nowMs,
      email_verified: input.isEmailVerified === true ? 1 : 0,
      two_factor_enabled: 0,
      must_change_password: 0,
      updated_at: nowMs,
    },
  ]);
  return id;
}

export interface Login {
  readonly person: Person;
  readonly passwordHash: string | null;
}

/** The person who signs in with this address, in any case of letters, with the hash of their password. */
export async function findLogin(tx: ReadTx, email: string): Promise<Login | undefined> {
  const row = await tx.first(personByEmail, { email });
  return row === undefined ? undefined : { person: toPerson(row), passwordHash: row.password_hash };
}

/** A person by their id, whether or not they belong to an organisation. */
export async function findPerson(tx: ReadTx, userId: string): Promise<Person | undefined> {
  const row = await tx.first(personById, { id: userId });
  return row === undefined ? undefined : toPerson(row);
}

export async function findMember(
  tx: ReadTx,
  orgId: string,
  userId: string,
): Promise<{ member: Member; passwordHash: string | null } | undefined> {
  const row = await tx.first(memberById, { org: orgId, user: userId });
  return row === undefined ? undefined : { member: toMember(row), passwordHash: row.password_hash };
}

/** A person in the organisation that they used last, else in the one they joined first; undefined when they belong to none. */
export async function findHomeMember(tx: ReadTx, userId: string): Promise<Member | undefined> {
  for (const which of [lastUsedOrg, firstOrgOf]) {
    const org = await tx.first(which, { user: userId });
    const found = org === undefined ? undefined : await findMember(tx, org.org_id, userId);
    if (found !== undefined) return found.member;
  }
  return undefined;
}

/** Gives a person another name, everywhere where it is kept. */
export async function renamePerson(tx: Tx, home: Home, userId: string, name: string): Promise<void> {
  const now = home.clock.now();
  await tx.run(rename, { id: userId, name, at: now });
  for (const follow of home.memberChanges) await follow(tx, { userId, change: { name }, now });
}

export async function markEmailVerified(tx: Tx, userId: string, nowMs: number): Promise<void> {
  await tx.run(verifyEmail, { id: userId, at: nowMs });
}
