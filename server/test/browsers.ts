import { touchAuthority } from '../src/domain/counter.ts';
import { createPerson, findMember, openLogin } from '../src/domain/people/index.ts';
import type { Role } from '../src/kernel/caller.ts';
import { newId } from '../src/kernel/id.ts';
import { send, tenant } from './requests.ts';
import type { Browser } from './requests.ts';
import type { Reply, World } from './world.ts';

/** A signed-in browser with the address of its person. */
export interface MemberBrowser extends Browser {
  readonly email: string;
  readonly orgId: string;
}

/** A new person in an organisation, signed in without the cost of a password. */
export async function member(w: World, orgId: string, role: Role): Promise<MemberBrowser> {
  const email = `${role}-${newId(w.server.home.clock.now())}@example.test`;
  const { home } = w.server;
  const userId = await home.transact((tx) => createPerson(tx, home, { orgId, role }, { email, name: `The ${role}`, passwordHash: null }));
  return browserIn(w, orgId, userId, email);
}

/** Another browser of a person, acting in one of their organisations. */
export async function browserIn(w: World, orgId: string, userId: string, email = ''): Promise<MemberBrowser> {
  const { home } = w.server;
  const login = await home.transact(async (tx) => {
    const found = await findMember(tx, orgId, userId);
    if (found === undefined) throw new Error('not a member');
    return openLogin(tx, found.member, { id: 'test', ip: '192.0.2.1', userAgent: 'test' }, home.clock.now());
  });
  const cookie = `forgeyard_session=${login.token.reveal()}`;
  return { cookie, csrf: login.csrf, userId, email, orgId, call: callerOf(w.url, cookie, login.csrf) };
}

/** Moves the sign-in of a person's browsers into the past, for what asks for a recent one. */
export async function signedInBefore(w: World, { userId }: Browser, minutes: number): Promise<void> {
  const { home } = w.server;
  await home.transact(async (tx) => {
    const at = home.clock.now() - minutes * 60_000;
    await tx.query((db) => db.updateTable('login_sessions').set({ created_at: at }).where('user_id', '=', userId).returning('id'));
    await touchAuthority(tx);
  });
}

/** The same browser talking to another server of the deployment. */
export function onServer(w: World, { cookie, csrf }: Browser): World['call'] {
  return callerOf(w.url, cookie, csrf);
}

function callerOf(url: string, cookie: string, csrf: string): World['call'] {
  return (method, path, body, headers = {}): Promise<Reply> =>
    send(url, method, path, {
      headers: { cookie, 'x-csrf-token': csrf, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
}

/** An organisation of its own with one signed-in owner. */
export async function owned(w: World): Promise<MemberBrowser> {
  return member(w, (await tenant(w, `Org ${newId(w.server.home.clock.now())}`)).orgId, 'owner');
}
