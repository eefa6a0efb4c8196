import { grantsOfRole } from '../../kernel/caller.ts';
import type { PersonCaller } from '../../kernel/caller.ts';
import type { RequestFacts } from '../../kernel/operation.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Tx } from '../../store/index.ts';
import { writeAuditEntry } from '../audit/index.ts';
import type { Home } from '../home.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { openLogin } from './login-sessions.ts';
import type { LoginMethod, OpenedLogin } from './login-sessions.ts';
import { redeemOwnerLink } from './one-time-links.ts';
import type { Passwords } from './passwords.ts';
import { findHomeMember, findLogin, findMember, findPerson } from './person.ts';
import type { Login, Member } from './person.ts';

export interface SignedIn {
  readonly member: Member;
  readonly login: OpenedLogin;
}

/** The deployment and the request: all that signing in starts with. */
export interface Door {
  readonly home: Home;
  readonly request: RequestFacts;
}

export interface PasswordInput {
  readonly email: string;
  readonly password: string;
  /** Token of an invitation to accept in the same step. */
  readonly invitation?: string | undefined;
}

/** The person whom a fresh session stands for, so that the log names them. */
export function callerOfLogin({ person, orgId, role }: Member, login: OpenedLogin, nowMs: number): PersonCaller {
  const grants = grantsOfRole[role];
  const { sessionId: loginSessionId, csrf } = login;
  return { kind: 'person', orgId, userId: person.id, loginSessionId, role, grants, agentIds: null, csrf, signedInAt: nowMs };
}

/** Opens a session and records it, in the given transaction. */
export async function openSession(tx: Tx, { home, request }: Door, member: Member, method: LoginMethod): Promise<SignedIn> {
  const now = home.clock.now();
  const login = await openLogin(tx, member, request, now, method);
  const caller = callerOfLogin(member, login, now);
  await writeAuditEntry(tx, { home, request, caller }, { event: 'session.opened', target: member.person.id, details: { method } });
  return { member, login };
}

/** Who came in, how, and with which invitation to accept in the same step. */
export interface Entry {
  readonly userId: string;
  readonly method: LoginMethod;
  readonly invitation?: string | undefined;
}

/**
 * Opens the session of a person who has shown all that is asked of them.
 * @throws Refusal `forbidden` login.no_organization, when they belong to none and bring no invitation · those of acceptInvitation
 */
export async function enter(door: Door, { userId, method, invitation }: Entry): Promise<SignedIn> {
  return door.home.transact(async (tx) => {
    const member = invitation === undefined ? await findHomeMember(tx, userId) : await joinBy(tx, door, userId, invitation);
    if (member === undefined) throw withoutOrg(userId);
    return openSession(tx, door, member, method);
  });
}

async function joinBy(tx: Tx, door: Door, userId: string, token: string): Promise<Member | undefined> {
  const person = await findPerson(tx, userId);
  if (person === undefined) return undefined;
  const { orgId } = await acceptInvitation(tx, door, { token, userId, email: person.email });
  return (await findMember(tx, orgId, userId))?.member;
}

/** Everything was right, so the person may know what is missing. */
function withoutOrg(userId: string): Refusal {
  const text =
    'You belong to no organization here, or may not act in it now. Open the link of your invitation and sign in from there, or ask an administrator.';
  return new Refusal('forbidden', 'login.no_organization', text, { subject: { orgId: '', actor: `user:${userId}` } });
}

/** Signs in with the link that first start printed. @throws Refusal `unauthenticated` owner_link.invalid */
export async function signInByLink(home: Home, request: RequestFacts, token: string): Promise<SignedIn> {
  return home.transact(async (tx) => {
    const { orgId, userId } = await redeemOwnerLink(tx, token, home.clock.now());
    const found = await findMember(tx, orgId, userId);
    if (found === undefined) throw new Refusal('unauthenticated', 'owner_link.invalid', 'This link was used already or has expired.');
    return openSession(tx, { home, request }, found.member, 'owner_link');
  });
}

/** Whose password this is; the same answer in the same time for an unknown address. @throws Refusal `unauthenticated` login.failed */
export async function checkPassword(home: Home, passwords: Passwords, { email, password }: PasswordInput): Promise<Login> {
  const found = await home.read((tx) => findLogin(tx, email));
  const isRight = await passwords.matches(password, found?.passwordHash ?? null);
  if (found === undefined || !isRight) throw loginFailed(found?.person.id);
  return found;
}

/**
 * Signs in by password alone.
 * @throws Refusal `unauthenticated` login.failed · `forbidden` two_factor.required, after the right password of a person with a second factor
 */
export async function signInByPassword(home: Home, request: RequestFacts, passwords: Passwords, input: PasswordInput): Promise<SignedIn> {
  const { person } = await checkPassword(home, passwords, input);
  if (person.isTwoFactorEnabled) {
    throw new Refusal('forbidden', 'two_factor.required', 'This account has a second factor. Sign in through the dashboard.');
  }
  return enter({ home, request }, { userId: person.id, method: 'password', invitation: input.invitation });
}

/** The same answer whether or not somebody is known by that address; the audit trail keeps whom it concerned. */
export function loginFailed(userId?: string): Refusal {
  const detail = userId === undefined ? {} : { subject: { orgId: '', actor: `user:${userId}` } };
  return new Refusal('unauthenticated', 'login.failed', 'The e-mail address or the password is wrong.', detail);
}
