import { systemCaller } from '../kernel/caller.ts';
import { writeAuditEntry } from '../domain/audit/index.ts';
import { createPersonalOrg, insertPerson, refuseStranger } from '../domain/people/index.ts';
import type { Row } from './rows.ts';
import type { LoginScope } from './scope.ts';

/** Makes the person whom a provider vouches for, with an organisation of their own. @throws Refusal `forbidden` sign_up.closed, sign_up.needs_invitation */
export async function createUser({ door }: LoginScope, data: Row): Promise<Row> {
  const { home } = door;
  refuseStranger(home);
  return home.transact(async (tx) => {
    const now = home.clock.now();
    const email = String(data['email']);
    const name = typeof data['name'] === 'string' && data['name'] !== '' ? data['name'].slice(0, 100) : (email.split('@')[0] ?? email);
    const isEmailVerified = data['emailVerified'] === 1;
    const id = await insertPerson(tx, { email, name, isEmailVerified }, now);
    const orgId = await createPersonalOrg(tx, door, id, name);
    await writeAuditEntry(
      tx,
      { ...door, caller: systemCaller(orgId) },
      { event: 'person.registered', target: id, details: { by: 'oidc' } },
    );
    return { id, email, name, emailVerified: isEmailVerified ? 1 : 0, twoFactorEnabled: 0, createdAt: now, updatedAt: now };
  });
}
