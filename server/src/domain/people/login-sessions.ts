import { newId } from '../../kernel/id.ts';
import type { PersonCaller } from '../../kernel/caller.ts';
import { grantsOfRole } from '../../kernel/caller.ts';
import type { RequestFacts } from '../../kernel/operation.ts';
import { hashKey, newToken } from '../../kernel/secret.ts';
import type { Secret } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { LoginSessionRow, ReadTx, Tx } from '../../store/index.ts';
import { authorityEpoch, touchAuthority } from '../counter.ts';
import type { Home } from '../home.ts';
import { markSeen } from '../orgs/index.ts';
import { findMember } from './person.ts';
import type { Member } from './person.ts';

/** A signed-in browser. It ends after 12 hours without use or 30 days in all. */
export const idleMsMax = 12 * 3_600_000;
export const lifeMsMax = 30 * 24 * 3_600_000;
const seenWriteMs = 60_000;
const epochTrustMs = 800;
const rememberedMax = 5_000;
const shownMax = 200;

/** How a browser was signed in. */
export type LoginMethod = 'password' | 'two_factor' | 'passkey' | 'oidc' | 'owner_link' | 'sign_up';

const sessions = insertion('login_sessions', [
  'id',
  'token_hash',
  'user_id',
  'org_id',
  'csrf',
  'created_at',
  'last_seen_at',
  'expires_at',
  'ip',
  'user_agent',
  'method',
]);
const byToken = statement<{ hash: string }, LoginSessionRow>((db, arg) =>
  db.selectFrom('login_sessions').selectAll().where('token_hash', '=', arg.hash),
);
const byId = statement<{ id: string }, LoginSessionRow>((db, arg) => db.selectFrom('login_sessions').selectAll().where('id', '=', arg.id));
const touch = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('login_sessions').set({ last_seen_at: arg.at }).where('id', '=', arg.id),
);
const endOne = statement<{ id: string; user: string }>((db, arg) =>
  db.deleteFrom('login_sessions').where('id', '=', arg.id).where('user_id', '=', arg.user),
);
const endOthers = statement<{ user: string; keep: string }>((db, arg) =>
  db.deleteFrom('login_sessions').where('user_id', '=', arg.user).where('id', '!=', arg.keep),
);
const endAll = statement<{ user: string }>((db, arg) => db.deleteFrom('login_sessions').where('user_id', '=', arg.user));
const dropEnded = statement<{ user: string; now: number; idleSince: number }>((db, arg) =>
  db
    .deleteFrom('login_sessions')
    .where('user_id', '=', arg.user)
    .where((eb) => eb.or([eb('expires_at', '<=', arg.now), eb('last_seen_at', '<', arg.idleSince)])),
);
const ofUser = statement<{ user: string; now: number; idleSince: number }, LoginSessionRow>((db, arg) =>
  db
    .selectFrom('login_sessions')
    .selectAll()
    .where('user_id', '=', arg.user)
    .where('expires_at', '>', arg.now)
    .where('last_seen_at', '>=', arg.idleSince)
    .orderBy('last_seen_at', 'desc')
    .limit(shownMax),
);

export interface OpenedLogin {
  readonly token: Secret;
  readonly csrf: string;
  readonly sessionId: string;
  /** When it ends at the latest, epoch milliseconds. */
  readonly expiresAt: number;
}

/** Starts a session for a member; the token goes into the cookie and only its hash is kept. Sessions of theirs that ended are dropped. */
export async function openLogin(
  tx: Tx,
  member: Member,
  request: RequestFacts,
  nowMs: number,
  method: LoginMethod = 'password',
): Promise<OpenedLogin> {
  const token = newToken();
  const csrf = newToken().reveal();
  const id = newId(nowMs);
  const expiresAt = nowMs + lifeMsMax;
  await tx.run(dropEnded, { user: member.person.id, now: nowMs, idleSince: nowMs - idleMsMax });
  await tx.insert(sessions, [
    {
      id,
      token_hash: hashKey(token.reveal()),
      user_id: member.person.id,
      org_id: member.orgId,
      csrf,
      created_at: nowMs,
      last_seen_at: nowMs,
      expires_at: expiresAt,
      ip: request.ip,
      user_agent: request.userAgent.slice(0, 300),
      method,
    },
  ]);
  await markSeen(tx, member.orgId, member.person.id, nowMs);
  return { token, csrf, sessionId: id, expiresAt };
}

/** Ends one session of a person; false when they have no such session. */
export async function endLogin(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
  const count = await tx.run(endOne, { id: sessionId, user: userId });
  await touchAuthority(tx);
  return count > 0;
}

/** Returns how many were ended. */
export async function endOtherLogins(tx: Tx, userId: string, keepSessionId: string): Promise<number> {
  const count = await tx.run(endOthers, { user: userId, keep: keepSessionId });
  await touchAuthority(tx);
  return count;
}

export async function endAllLogins(tx: Tx, userId: string): Promise<void> {
  await tx.run(endAll, { user: userId });
  await touchAuthority(tx);
}

/** The living sessions of a person, used last first; at most 200. */
export async function loginsOf(tx: ReadTx, userId: string, nowMs: number): Promise<readonly LoginSessionRow[]> {
  return tx.all(ofUser, { user: userId, now: nowMs, idleSince: nowMs - idleMsMax });
}

interface Remembered {
  readonly caller: PersonCaller;
  lastSeenAt: number;
  readonly expiresAt: number;
}

/** Turns session cookies into callers, from memory as long as no authority changed anywhere. */
export class LoginSessions {
  readonly #home: Home;
  #remembered = new Map<string, Remembered>();
  #epoch = -1;
  #epochReadAt = -Infinity;

  constructor(home: Home) {
    this.#home = home;
    home.store.onCommitted((signals) => {
      if (signals.some((signal) => signal.kind === 'authority.changed')) this.#remembered = new Map();
    });
  }

  /** The person behind a cookie, or undefined when it is unknown, ended or idle for too long. */
  async callerOf(token: string): Promise<PersonCaller | undefined> {
    await this.#refresh();
    const hash = hashKey(token);
    let entry = this.#remembered.get(hash) ?? (await this.#load(hash));
    const now = this.#home.clock.now();
    // What is remembered here does not know of use through other processes, so an idle session is looked at once more.
    if (entry !== undefined && now - entry.lastSeenAt > idleMsMax) entry = await this.#load(hash);
    if (entry === undefined || now >= entry.expiresAt || now - entry.lastSeenAt > idleMsMax) return undefined;
    if (now - entry.lastSeenAt > seenWriteMs) {
      entry.lastSeenAt = now;
      const { loginSessionId, orgId, userId } = entry.caller;
      await this.#home.transact(async (tx) => {
        await tx.run(touch, { id: loginSessionId, at: now });
        await markSeen(tx, orgId, userId, now);
      });
    }
    return entry.caller;
  }

  async #refresh(): Promise<void> {
    const now = this.#home.clock.monotonic();
    if (now - this.#epochReadAt <= epochTrustMs) return;
    const epoch = await this.#home.read(authorityEpoch);
    if (epoch !== this.#epoch) this.#remembered = new Map();
    this.#epoch = epoch;
    this.#epochReadAt = now;
  }

  /** The person of a signed-in browser, looked up anew; undefined when it was signed out or idle for too long. */
  async callerOfSession(loginSessionId: string): Promise<PersonCaller | undefined> {
    const now = this.#home.clock.now();
    const entry = await this.#home.read(async (tx) => rememberedOf(tx, await tx.first(byId, { id: loginSessionId })));
    return entry === undefined || now >= entry.expiresAt || now - entry.lastSeenAt > idleMsMax ? undefined : entry.caller;
  }

  async #load(hash: string): Promise<Remembered | undefined> {
    const map = this.#remembered;
    const entry = await this.#home.read(async (tx) => rememberedOf(tx, await tx.first(byToken, { hash })));
    if (entry !== undefined && map === this.#remembered) {
      if (map.size >= rememberedMax) map.clear();
      map.set(hash, entry);
    }
    return entry;
  }
}

async function rememberedOf(tx: ReadTx, row: LoginSessionRow | undefined): Promise<Remembered | undefined> {
  if (row === undefined) return undefined;
  const found = await findMember(tx, row.org_id, row.user_id);
  if (found === undefined) return undefined;
  const { person, role } = found.member;
  const caller: PersonCaller = {
    kind: 'person',
    orgId: row.org_id,
    userId: row.user_id,
    loginSessionId: row.id,
    role,
    // Until they set a new password, only their own account is open to them.
    grants: person.mustChangePassword ? new Set() : grantsOfRole[role],
    agentIds: null,
    csrf: row.csrf,
    signedInAt: row.created_at,
  };
  return { caller, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at };
}
