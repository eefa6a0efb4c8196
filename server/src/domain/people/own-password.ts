import { requirePerson, systemCaller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { At, Home } from '../home.ts';
import { dropOtherWays } from './drop-other-ways.ts';
import { endAllLogins, endOtherLogins } from './login-sessions.ts';
import { passwordResetMail } from './mails.ts';
import { refuseWeakPassword, setPasswordHash } from './password-hash.ts';
import type { Passwords } from './passwords.ts';
import { findHomeMember, findLogin, findMember, findPerson, markEmailVerified } from './person.ts';
import { requireRecentSignIn } from './recent-sign-in.ts';
import { issueResetLink, redeemResetLink } from './reset-links.ts';
import type { Door } from './sign-in.ts';

/**
 * Sets the caller's own password and signs out their other browsers.
 * @throws Refusal `unprocessable` password.too_short · `forbidden` password.wrong, password.no_person
 */
export async function changePassword(
  at: At,
  passwords: Passwords,
  input: { readonly next: string; readonly current: string | undefined; readonly pointer?: string },
): Promise<void> {
  const { home } = at;
  if (at.caller.kind !== 'person') throw new Refusal('forbidden', 'password.no_person', 'Only a signed-in person has a password.');
  const { userId, loginSessionId, orgId } = at.caller;
  refuseWeakPassword(input.next, input.pointer);
  await confirmPassword(home, passwords, { orgId, userId }, input.current);
  const hash = await passwords.hash(input.next);
  await home.transact(async (tx) => {
    await setPasswordHash(tx, userId, hash, home.clock.now());
    const ended = await endOtherLogins(tx, userId, loginSessionId);
    await writeAuditEntry(tx, at, { event: 'password.changed', target: userId, details: { sessions_ended: ended } });
  });
}

/** Checks the current password of a person, and says whether they have one. @throws Refusal `forbidden` password.wrong */
async function confirmPassword(
  home: Home,
  passwords: Passwords,
  who: { readonly orgId: string; readonly userId: string },
  current: string | undefined,
): Promise<boolean> {
  const hash = (await home.read((tx) => findMember(tx, who.orgId, who.userId)))?.passwordHash ?? null;
  if (hash !== null && !(await passwords.matches(current ?? '', hash))) {
    throw new Refusal('forbidden', 'password.wrong', 'The current password is wrong.');
  }
  return hash !== null;
}

/**
 * Checks the caller's own password before a sensitive change; who has none must have signed in lately.
 * @throws Refusal `forbidden` password.wrong, recent_sign_in.needed, caller.wrong_form
 */
export async function confirmOwnPassword(at: At, passwords: Passwords, current: string): Promise<void> {
  const person = requirePerson(at.caller);
  if (!(await confirmPassword(at.home, passwords, person, current))) requireRecentSignIn(person, at.home.clock.now());
}

/** Mails a link to whoever has an account with this address; says nothing about whether anybody has, and does not wait for the mail. */
export async function requestPasswordReset({ home, request }: Door, email: string): Promise<void> {
  if (!home.mailer.isConfigured) return;
  const issued = await home.transact(async (tx) => {
    const member = await findLogin(tx, email).then((found) => (found === undefined ? undefined : findHomeMember(tx, found.person.id)));
    if (member === undefined) return undefined;
    const link = await issueResetLink(tx, { orgId: member.orgId, userId: member.person.id }, home.clock.now());
    const at: At = { home, request, caller: systemCaller(member.orgId) };
    await writeAuditEntry(tx, at, { event: 'password.reset_requested', target: member.person.id, details: {} });
    return { link, to: member.person.email, isVerified: member.person.isEmailVerified };
  });
  if (issued === undefined) return;
  const link = `${home.publicUrl()}/reset/${issued.link.token.reveal()}`;
  void home.mailer.send(passwordResetMail({ to: issued.to, link, expiresAt: issued.link.expiresAt, isVerified: issued.isVerified }));
}

/**
 * Sets a new password with a link from a mail or an administrator, and signs that person out everywhere. While nobody has shown that the address is
 * theirs, a stranger may have prepared the account for them, so every other way in that it has is dropped.
 * @throws Refusal `invalid` reset_link.invalid · `unprocessable` password.too_short
 */
export async function completePasswordReset(
  { home, request }: Door,
  passwords: Passwords,
  input: { readonly token: string; readonly password: string },
): Promise<void> {
  refuseWeakPassword(input.password);
  const hash = await passwords.hash(input.password);
  await home.transact(async (tx) => {
    const now = home.clock.now();
    const { orgId, userId, isMailed } = await redeemResetLink(tx, input.token, now);
    const isVerified = (await findPerson(tx, userId))?.isEmailVerified === true;
    const details = isVerified ? {} : { dropped: await dropOtherWays(tx, home, userId) };
    if (isMailed) await markEmailVerified(tx, userId, now);
    await setPasswordHash(tx, userId, hash, now);
    await endAllLogins(tx, userId);
    await writeAuditEntry(tx, { home, request, caller: systemCaller(orgId) }, { event: 'password.reset', target: userId, details });
  });
}
