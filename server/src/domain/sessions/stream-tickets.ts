import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey, newToken } from '../../kernel/secret.ts';
import type { Secret } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { StreamTicketRow, Tx } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import { visibleSession } from './visible-session.ts';

/** How long a ticket may wait for its stream. */
const ticketLifeMs = 60_000;
/** Tickets of one browser or key that wait for their streams. */
const waitingMax = 60;
const ticketLengthMax = 128;

const add = statement<StreamTicketRow>((db, arg) =>
  db.insertInto('stream_tickets').values({
    token_hash: arg.token_hash,
    org_id: arg.org_id,
    session_id: arg.session_id,
    holder: arg.holder,
    expires_at: arg.expires_at,
  }),
);
const dropEnded = statement<{ holder: string; now: number }>((db, arg) =>
  db.deleteFrom('stream_tickets').where('holder', '=', arg.holder).where('expires_at', '<=', arg.now),
);
const waitingOf = statement<{ holder: string }, { count: number }>((db, arg) =>
  db
    .selectFrom('stream_tickets')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('holder', '=', arg.holder),
);
const take = statement<{ hash: string; session: string; now: number }, StreamTicketRow>((db, arg) =>
  db
    .deleteFrom('stream_tickets')
    .where('token_hash', '=', arg.hash)
    .where('session_id', '=', arg.session)
    .where('expires_at', '>', arg.now)
    .returningAll(),
);

/** Whom a ticket was given to: a signed-in browser, or the holder of a key. */
export interface TicketHolder {
  readonly kind: 'login' | 'key';
  readonly id: string;
}

/** Tokens are short-lived headers of programs; those, and the server itself, need no ticket. */
function holderOf(caller: Caller): string {
  if (caller.kind === 'person') return `login:${caller.loginSessionId}`;
  if (caller.kind === 'apiKey') return `key:${caller.credentialId}`;
  throw new Refusal('forbidden', 'caller.wrong_form', 'This kind of credential is sent in a header; it gets no ticket.');
}

function readHolder(holder: string): TicketHolder {
  const colon = holder.indexOf(':');
  return { kind: holder.startsWith('login:') ? 'login' : 'key', id: holder.slice(colon + 1) };
}

interface StreamTicket {
  readonly ticket: Secret;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * A secret for one stream of one session, for clients that cannot send headers with it: good for 60 s and one use, by whoever asked. Only its
 * hash is kept. @throws Refusal `not_found` session.unknown · `forbidden` caller.wrong_form · `limited` ticket.too_many
 */
export const issueStreamTicket = mutation<string, StreamTicket>({
  grant: 'sessions:read',
  work: async (tx, { caller, home }, sessionId) => {
    const session = await visibleSession(tx, caller, sessionId);
    const holder = holderOf(caller);
    const now = home.clock.now();
    await tx.run(dropEnded, { holder, now });
    if (((await tx.first(waitingOf, { holder }))?.count ?? 0) >= waitingMax) {
      throw new Refusal('limited', 'ticket.too_many', `${waitingMax} tickets wait for their streams already.`, { retryAfterS: 60 });
    }
    const ticket = newToken();
    const expiresAt = now + ticketLifeMs;
    await tx.run(add, {
      token_hash: hashKey(ticket.reveal()),
      org_id: caller.orgId,
      session_id: session.id,
      holder,
      expires_at: expiresAt,
    });
    return { ticket, expiresAt };
  },
  record: 'log',
});

/** Uses a ticket up; undefined when there is no such ticket for this session any more. */
export async function redeemStreamTicket(
  tx: Tx,
  { ticket, sessionId, now }: { readonly ticket: string; readonly sessionId: string; readonly now: number },
): Promise<TicketHolder | undefined> {
  if (ticket.length > ticketLengthMax || !isUuid(sessionId)) return undefined;
  const row = await tx.first(take, { hash: hashKey(ticket), session: sessionId.toLowerCase(), now });
  return row === undefined ? undefined : readHolder(row.holder);
}
