import type { Caller } from '../../kernel/caller.ts';
import { systemCaller } from '../../kernel/caller.ts';
import type { RequestFacts } from '../../kernel/operation.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { At, Home } from '../home.ts';
import { endLogin, endOtherLogins, openLogin } from './login-sessions.ts';
import type { OpenedLogin } from './login-sessions.ts';
import { redeemOwnerLink } from './one-time-links.ts';
import type { Passwords } from './passwords.ts';
import { findLogin, findMember, setPasswordHash } from './person.ts';
import type { Member } from './person.ts';

export interface SignedIn {
  readonly member: Member;
  readonly login: OpenedLogin;
}

const passwordLengthMin = 12;

/**
 * Signs in with the link that first start printed. These three start without a caller, so they are no operations; each writes its own entry.
 * @throws Refusal `unauthenticated` owner_link.invalid
 */
export async function signInByLink(home: Home, request: RequestFacts, token: string): Promise<SignedIn> {
  return home.transact(async (tx) => {
    const now = home.clock.now();
    const { orgId, userId } = await redeemOwnerLink(tx, token, now);
    const found = await findMember(tx, orgId, userId);
    if (found === undefined) throw new Refusal('unauthenticated', 'owner_link.invalid', 'This link was used already or has expired.');
    const login = await openLogin(tx, found.member, request, now);
    const at: At = { caller: systemCaller(orgId), request, home };
    await writeAuditEntry(tx, at, { event: 'session.opened', target: userId, details: { by: 'owner_link' } });
    return { member: found.member, login };
  });
}

/** Signs in by password; the same answer for an unknown address and a wrong password. @throws Refusal `unauthenticated` login.failed */
export async function signInByPassword(
  home: Home,
  request: RequestFacts,
  passwords: Passwords,
  input: { readonly email: string; readonly password: string },
): Promise<SignedIn> {
  const found = await home.read((tx) => findLogin(tx, input.email));
  const isRight = await passwords.matches(input.password, found?.passwordHash ?? null);
  if (found === undefined || !isRight) throw new Refusal('unauthenticated', 'login.failed', 'The e-mail address or the password is wrong.');
  return home.transact(async (tx) => {
    const login = await openLogin(tx, found.member, request, home.clock.now());
    const at: At = { caller: systemCaller(found.member.orgId), request, home };
    await writeAuditEntry(tx, at, { event: 'session.opened', target: found.member.person.id, details: { by: 'password' } });
    return { member: found.member, login };
  });
}

export async function signOut(at: At): Promise<void> {
  const { caller, home } = at;
  if (caller.kind !== 'person') return;
  await home.transact(async (tx) => {
    await endLogin(tx, caller.loginSessionId);
    await writeAuditEntry(tx, at, { event: 'session.closed', target: caller.userId, details: {} });
  });
}

/**
 * Sets the caller's own password and signs out their other browsers.
 * @throws Refusal `unprocessable` password.too_short · `forbidden` password.wrong, password.no_person
 */
export async function changePassword(
  at: At,
  passwords: Passwords,
  input: { readonly next: string; readonly current: string | undefined },
): Promise<void> {
  const { home } = at;
  const person = personOf(at.caller);
  if (input.next.length < passwordLengthMin) {
    throw refuseField('unprocessable', 'password.too_short', '/password', `A password has at least ${passwordLengthMin} characters.`);
  }
  const found = await home.read((tx) => findMember(tx, person.orgId, person.userId));
  const currentHash = found?.passwordHash ?? null;
  if (currentHash !== null && !(await passwords.matches(input.current ?? '', currentHash))) {
    throw new Refusal('forbidden', 'password.wrong', 'The current password is wrong.');
  }
  const hash = await passwords.hash(input.next);
  await home.transact(async (tx) => {
    await setPasswordHash(tx, person.userId, hash, home.clock.now());
    await endOtherLogins(tx, person.userId, person.loginSessionId);
    await writeAuditEntry(tx, at, { event: 'password.changed', target: person.userId, details: {} });
  });
}

function personOf(caller: Caller) {
  if (caller.kind === 'person') return caller;
  throw new Refusal('forbidden', 'password.no_person', 'Only a signed-in person has a password.');
}
