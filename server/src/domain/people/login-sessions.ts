import { newId } from '../../kernel/id.ts';
import type { PersonCaller } from '../../kernel/caller.ts';
import { grantsOfRole } from '../../kernel/caller.ts';
import type { RequestFacts } from '../../kernel/operation.ts';
import { hashKey, newToken } from '../../kernel/secret.ts';
import type { Secret } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { LoginSessionRow, Tx } from '../../store/index.ts';
import { authorityEpoch, touchAuthority } from '../counter.ts';
import type { Home } from '../home.ts';
import { findMember } from './person.ts';
import type { Member } from './person.ts';

/** A signed-in browser. It ends after 12 hours without use or 30 days in all. */
export const idleMsMax = 12 * 3_600_000;
export const lifeMsMax = 30 * 24 * 3_600_000;
const seenWriteMs = 60_000;
const epochTrustMs = 800;
const rememberedMax = 5_000;

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
const touch = statement<{ id: string; at: number }>((db, arg) =>
  db.updateTable('login_sessions').set({ last_seen_at: arg.at }).where('id', '=', arg.id),
);
const endOne = statement<{ id: string }>((db, arg) => db.deleteFrom('login_sessions').where('id', '=', arg.id));
const endOthers = statement<{ user: string; keep: string }>((db, arg) =>
  db.deleteFrom('login_sessions').where('user_id', '=', arg.user).where('id', '!=', arg.keep),
);

export interface OpenedLogin {
  readonly token: Secret;
  readonly csrf: string;
  readonly sessionId: string;
}

/** Starts a session for a member; the token goes into the cookie and only its hash is kept. */
export async function openLogin(tx: Tx, member: Member, request: RequestFacts, nowMs: number): Promise<OpenedLogin> {
  const token = newToken();
  const csrf = newToken().reveal();
  const id = newId(nowMs);
  await tx.insert(sessions, [
    {
      id,
      token_hash: hashKey(token.reveal()),
      user_id: member.person.id,
      org_id: member.orgId,
      csrf,
      created_at: nowMs,
      last_seen_at: nowMs,
      expires_at: nowMs + lifeMsMax,
      ip: request.ip,
      user_agent: request.userAgent.slice(0, 300),
      method: 'password',
    },
  ]);
  return { token, csrf, sessionId: id };
}

export async function endLogin(tx: Tx, sessionId: string): Promise<void> {
  await tx.run(endOne, { id: sessionId });
  await touchAuthority(tx);
}

export async function endOtherLogins(tx: Tx, userId: string, keepSessionId: string): Promise<void> {
  await tx.run(endOthers, { user: userId, keep: keepSessionId });
  await touchAuthority(tx);
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
    const entry = this.#remembered.get(hash) ?? (await this.#load(hash));
    if (entry === undefined) return undefined;
    const now = this.#home.clock.now();
    if (now >= entry.expiresAt || now - entry.lastSeenAt > idleMsMax) return undefined;
    if (now - entry.lastSeenAt > seenWriteMs) {
      entry.lastSeenAt = now;
      await this.#home.transact((tx) => tx.run(touch, { id: entry.caller.loginSessionId, at: now }));
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

  async #load(hash: string): Promise<Remembered | undefined> {
    const map = this.#remembered;
    const entry = await this.#home.read(async (tx) => {
      const row = await tx.first(byToken, { hash });
      if (row === undefined) return undefined;
      const found = await findMember(tx, row.org_id, row.user_id);
      if (found === undefined) return undefined;
      const caller: PersonCaller = {
        kind: 'person',
        orgId: row.org_id,
        userId: row.user_id,
        loginSessionId: row.id,
        role: found.member.role,
        grants: grantsOfRole[found.member.role],
        agentIds: null,
        csrf: row.csrf,
        signedInAt: row.created_at,
      };
      return { caller, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at };
    });
    if (entry !== undefined && map === this.#remembered) {
      if (map.size >= rememberedMax) map.clear();
      map.set(hash, entry);
    }
    return entry;
  }
}
