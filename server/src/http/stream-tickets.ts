import type { FastifyRequest } from 'fastify';
import type { Caller } from '../kernel/caller.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { KeyVerifier } from '../domain/credentials/index.ts';
import type { Home } from '../domain/home.ts';
import type { LoginSessions } from '../domain/people/index.ts';
import { redeemStreamTicket } from '../domain/sessions/index.ts';
import type { TicketHolder } from '../domain/sessions/index.ts';
import { presentsCredential } from './presented.ts';

/** A caller, and a way to see later who that is by then. */
interface Identified {
  readonly caller: Caller;
  readonly again: () => Promise<Caller>;
}

const badTicket = (): Refusal =>
  new Refusal('unauthenticated', 'ticket.unknown', 'The ticket is not valid for this session, was used, or is older than a minute.');

/** Guaranteed by Fastify: query and path members are text, or lists of texts where a name was repeated. */
function textOf(parts: unknown, name: string): string | undefined {
  const value = (parts as Readonly<Record<string, unknown>>)[name];
  return value === undefined ? undefined : typeof value === 'string' ? value : '';
}

/** Lets clients that cannot send headers open one stream: a ticket stands for the browser or the key that it was given to. */
export class StreamTickets {
  readonly #home: Home;
  readonly #logins: Pick<LoginSessions, 'callerOfSession'>;
  readonly #keys: Pick<KeyVerifier, 'callerOfKey'>;

  constructor(home: Home, logins: Pick<LoginSessions, 'callerOfSession'>, keys: Pick<KeyVerifier, 'callerOfKey'>) {
    this.#home = home;
    this.#logins = logins;
    this.#keys = keys;
  }

  /**
   * Who sent the ticket of a request; undefined when it carries none.
   * @throws Refusal `invalid` credential.in_query, credential.two_at_once · `unauthenticated` ticket.unknown, session.ended, and what became of the key
   */
  identify(request: FastifyRequest): Promise<Identified> | undefined {
    if (textOf(request.query, 'token') !== undefined) {
      const advice = 'Send the credential in a header, or POST to stream-ticket beside this path and open the stream with ?ticket=.';
      throw new Refusal('invalid', 'credential.in_query', `Credentials are not taken from the address. ${advice}`);
    }
    const ticket = textOf(request.query, 'ticket');
    if (ticket === undefined) return undefined;
    if (presentsCredential(request.headers)) throw new Refusal('invalid', 'credential.two_at_once', 'Present exactly one credential.');
    return this.#redeem(ticket, textOf(request.params, 'id') ?? '', request.ip);
  }

  async #redeem(ticket: string, sessionId: string, ip: string): Promise<Identified> {
    const now = this.#home.clock.now();
    const holder = await this.#home.transact((tx) => redeemStreamTicket(tx, { ticket, sessionId, now }));
    if (holder === undefined) throw badTicket();
    const again = (): Promise<Caller> => this.#callerOf(holder, ip);
    return { caller: await again(), again };
  }

  async #callerOf({ kind, id }: TicketHolder, ip: string): Promise<Caller> {
    if (kind === 'key') return this.#keys.callerOfKey(id, ip);
    const person = await this.#logins.callerOfSession(id);
    if (person === undefined) throw new Refusal('unauthenticated', 'session.ended', 'The session has ended. Sign in again.');
    return person;
  }
}
