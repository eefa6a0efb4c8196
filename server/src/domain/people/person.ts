import { newId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/caller.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ReadTx, Tx, UserRow } from '../../store/index.ts';
import { nextNumber } from '../counter.ts';

/** A human with an account. What they may do follows from their membership in an organisation. */
export interface Person {
  readonly id: string;
  readonly number: number;
  readonly email: string;
  readonly name: string;
  readonly hasPassword: boolean;
}

export interface Member {
  readonly person: Person;
  readonly orgId: string;
  readonly role: Role;
}

type MemberRow = UserRow & { readonly org_id: string; readonly role: string; readonly password_hash: string | null };

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
const loginAccounts = insertion('login_accounts', ['id', 'user_id', 'provider', 'account_id', 'password_hash', 'created_at', 'updated_at']);
const memberships = insertion('memberships', ['org_id', 'user_id', 'role', 'created_at']);

const memberByEmail = statement<{ email: string }, MemberRow>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .leftJoin('login_accounts', (on) =>
      on.onRef('login_accounts.user_id', '=', 'users.id').on('login_accounts.provider', '=', 'credential'),
    )
    .selectAll('users')
    .select(['memberships.org_id', 'memberships.role', 'login_accounts.password_hash'])
    .where((eb) => eb(eb.fn<string>('lower', ['users.email']), '=', eb.fn<string>('lower', [eb.val(arg.email)])))
    .where('users.status', '=', 'active')
    .orderBy('memberships.created_at')
    .limit(1),
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
    .where('users.status', '=', 'active'),
);

const changeHash = statement<{ id: string; hash: string; at: number }>((db, arg) =>
  db
    .updateTable('login_accounts')
    .set({ password_hash: arg.hash, updated_at: arg.at })
    .where('user_id', '=', arg.id)
    .where('provider', '=', 'credential'),
);

/** Sets or replaces a person's password. */
export async function setPasswordHash(tx: Tx, userId: string, hash: string, nowMs: number): Promise<void> {
  if ((await tx.run(changeHash, { id: userId, hash, at: nowMs })) > 0) return;
  await tx.insert(loginAccounts, [
    {
      id: newId(nowMs),
      user_id: userId,
      provider: 'credential',
      account_id: userId,
      password_hash: hash,
      created_at: nowMs,
      updated_at: nowMs,
    },
  ]);
}

/** Guaranteed by the only writer, which stores roles of that type. */
function asRole(word: string): Role {
  return word as Role;
}

function toMember(row: MemberRow): Member {
  const person = { id: row.id, number: row.number, email: row.email, name: row.name, hasPassword: row.password_hash !== null };
  return { person, orgId: row.org_id, role: asRole(row.role) };
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string | null;
}

/** Adds a person and their membership of one organisation. */
export async function createPerson(tx: Tx, orgId: string, role: Role, input: NewPerson, nowMs: number): Promise<string> {
  const id = newId(nowMs);
  await tx.insert(users, [
    {
      id,
      number: await nextNumber(tx, 'users'),
      email: input.email,
      name: input.name,
      status: 'active',
      created_at: nowMs,
      email_verified: 0,
      two_factor_enabled: 0,
      must_change_password: 0,
      updated_at: nowMs,
    },
  ]);
  if (input.passwordHash !== null) await setPasswordHash(tx, id, input.passwordHash, nowMs);
  await tx.insert(memberships, [{ org_id: orgId, user_id: id, role, created_at: nowMs }]);
  return id;
}

/** The member that signs in with this address, with the hash of their password. */
export async function findLogin(tx: ReadTx, email: string): Promise<{ member: Member; passwordHash: string | null } | undefined> {
  const row = await tx.first(memberByEmail, { email });
  return row === undefined ? undefined : { member: toMember(row), passwordHash: row.password_hash };
}

export async function findMember(
  tx: ReadTx,
  orgId: string,
  userId: string,
): Promise<{ member: Member; passwordHash: string | null } | undefined> {
  const row = await tx.first(memberById, { org: orgId, user: userId });
  return row === undefined ? undefined : { member: toMember(row), passwordHash: row.password_hash };
}
