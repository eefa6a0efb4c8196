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

type MemberRow = UserRow & { readonly org_id: string; readonly role: string };

const users = insertion('users', ['id', 'number', 'email', 'name', 'status', 'password_hash', 'created_at']);
const memberships = insertion('memberships', ['org_id', 'user_id', 'role', 'created_at']);

const memberByEmail = statement<{ email: string }, MemberRow>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .selectAll('users')
    .select(['memberships.org_id', 'memberships.role'])
    .where((eb) => eb(eb.fn<string>('lower', ['users.email']), '=', eb.fn<string>('lower', [eb.val(arg.email)])))
    .where('users.status', '=', 'active')
    .orderBy('memberships.created_at')
    .limit(1),
);

const memberById = statement<{ org: string; user: string }, MemberRow>((db, arg) =>
  db
    .selectFrom('users')
    .innerJoin('memberships', 'memberships.user_id', 'users.id')
    .selectAll('users')
    .select(['memberships.org_id', 'memberships.role'])
    .where('users.id', '=', arg.user)
    .where('memberships.org_id', '=', arg.org)
    .where('users.status', '=', 'active'),
);

export const setPasswordHash = statement<{ id: string; hash: string }>((db, arg) =>
  db.updateTable('users').set({ password_hash: arg.hash }).where('id', '=', arg.id),
);

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
      password_hash: input.passwordHash,
      created_at: nowMs,
    },
  ]);
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
