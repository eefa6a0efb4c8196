import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import { systemCaller } from '../../kernel/caller.ts';
import { addMembership, createOrg } from '../orgs/index.ts';
import type { Home } from '../home.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { refuseWeakPassword, setPasswordHash } from './password-hash.ts';
import type { Passwords } from './passwords.ts';
import { findLogin, findMember, insertPerson } from './person.ts';
import { openSession } from './sign-in.ts';
import type { Door, SignedIn } from './sign-in.ts';

export interface SignUpInput {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly invitation?: string | undefined;
}

/**
 * Makes a person with an organisation of their own, or with a place in the one that invited them, and signs them in.
 * @throws Refusal `forbidden` sign_up.closed, sign_up.needs_invitation · `conflict` sign_up.address_taken ·
 * `unprocessable` password.too_short · those of acceptInvitation
 */
export async function signUp(door: Door, passwords: Passwords, input: SignUpInput): Promise<SignedIn> {
  const { home } = door;
  if (input.invitation === undefined) refuseStranger(home);
  refuseWeakPassword(input.password);
  const hash = await passwords.hash(input.password);
  return home.transact(async (tx) => {
    if ((await findLogin(tx, input.email)) !== undefined) {
      throw new Refusal('conflict', 'sign_up.address_taken', 'There is an account with this e-mail address already.');
    }
    const now = home.clock.now();
    const userId = await insertPerson(tx, input, now);
    await setPasswordHash(tx, userId, hash, now);
    const orgId = await placeOf(tx, door, userId, input);
    return settle(tx, door, orgId, userId);
  });
}

/**
 * Refuses people whom nobody invited unless anybody may sign up here.
 * @throws Refusal `forbidden` sign_up.closed, sign_up.needs_invitation
 */
export function refuseStranger(home: Home): void {
  if (home.registration === 'closed') {
    throw new Refusal('forbidden', 'sign_up.closed', 'This server takes no new accounts without an invitation.');
  }
  if (home.registration === 'invite') {
    throw new Refusal('forbidden', 'sign_up.needs_invitation', 'An invitation is needed to sign up here.');
  }
}

/** Makes the organisation of a person's own, with them as owner. */
export async function createPersonalOrg(tx: Tx, door: Door, userId: string, name: string): Promise<string> {
  const now = door.home.clock.now();
  const org = await createOrg(tx, { name: `${name}'s organization`, personalOf: userId }, now);
  await addMembership(tx, door.home, { orgId: org.id, userId, role: 'owner' });
  const at = { ...door, caller: systemCaller(org.id) };
  await writeAuditEntry(tx, at, { event: 'org.created', target: org.id, details: { name: org.name, by: `user:${userId}` } });
  return org.id;
}

async function placeOf(tx: Tx, door: Door, userId: string, { email, name, invitation }: SignUpInput): Promise<string> {
  if (invitation === undefined) return createPersonalOrg(tx, door, userId, name);
  return (await acceptInvitation(tx, door, { token: invitation, userId, email })).orgId;
}

async function settle(tx: Tx, door: Door, orgId: string, userId: string): Promise<SignedIn> {
  const found = await findMember(tx, orgId, userId);
  if (found === undefined) throw new Error('a person without the membership that was just made');
  return openSession(tx, door, found.member, 'sign_up');
}
