import { newId } from '../../kernel/id.ts';
import type { Role } from '../../kernel/caller.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { insertion, statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
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

/** Adds a person and their membership of one organisation. */
export async function createPerson(tx: Tx, orgId: string, role: Role, input: NewPerson, nowMs: number): Promise<string> {
  const id = await insertPerson(tx, input, nowMs);
  if (input.passwordHash !== null) await setPasswordHash(tx, id, input.passwordHash, nowMs);
  await addMembership(tx, { orgId, userId: id, role }, nowMs);
  return id;
}
