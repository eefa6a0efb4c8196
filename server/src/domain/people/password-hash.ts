import { newId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/caller.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { addMembership } from '../orgs/index.ts';
import { insertPerson } from './person.ts';
import type { NewPerson } from './person.ts';
import { dropResetLinks } from './reset-links.ts';

const loginAccounts = insertion('login_accounts', ['id', 'user_id', 'provider', 'account_id', 'password_hash', 'created_at', 'updated_at']);

const changeHash = statement<{ id: string; hash: string; at: number }>((db, arg) =>
  db
    .updateTable('login_accounts')
    .set({ password_hash: arg.hash, updated_at: arg.at })
    .where('user_id', '=', arg.id)
    .where('provider', '=', 'credential'),
);
const passwordChanged = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('users').set({ must_change_password: 0, updated_at: arg.at }).where('id', '=', arg.id),
);

const demandChange = statement<{ id: string }>((db, arg) =>
  db.updateTable('users').set({ must_change_password: 1 }).where('id', '=', arg.id),
);

const lengthMin = 12;

/** @throws Refusal `unprocessable` password.too_short */
export function refuseWeakPassword(password: string, pointer = '/password'): void {
  if (password.length >= lengthMin) return;
  throw refuseField('unprocessable', 'password.too_short', pointer, `A password has at least ${lengthMin} characters.`);
}

/** Sets or replaces a person's password; a demand to change it is met by that, and links to set one end. */
export async function setPasswordHash(tx: Tx, userId: string, hash: string, nowMs: number): Promise<void> {
  await tx.run(passwordChanged, { id: userId, at: nowMs });
  await dropResetLinks(tx, userId);
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

/** Opens nothing but their own account to a person until they set a password that nobody else chose. */
export async function demandOwnPassword(tx: Tx, userId: string): Promise<void> {
  await tx.run(demandChange, { id: userId });
}

/** Adds a person and their membership of one organisation. */
export async function createPerson(
  tx: Tx,
  home: Home,
  { orgId, role }: { readonly orgId: string; readonly role: Role },
  input: NewPerson,
): Promise<string> {
  const now = home.clock.now();
  const id = await insertPerson(tx, input, now);
  if (input.passwordHash !== null) await setPasswordHash(tx, id, input.passwordHash, now);
  await addMembership(tx, home, { orgId, userId: id, role });
  return id;
}
