import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { callerIdentity } from '../../kernel/caller.ts';
import type { At } from '../../domain/home.ts';
import { idOf, isModern, takenBackBy } from './message.ts';

/**
 * Calls that their clients take back. In the revision 2026-07-28 a client does so by closing the stream of the call; before that by a message of its
 * own, which may reach any process, and a connection that is cut takes nothing back.
 * Source: MCP 2026-07-28, "Transports" (Cancellation); MCP 2025-11-25, "Cancellation" and "Transports" (Disconnection).
 */
export interface Taking {
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Whether the client took the call back, and did not merely stop waiting for its answer. */
  isTakenBack(): boolean;
}

/** Calls of the older revision that one process answers at once. */
const callsMax = 10_000;
const topic = 'mcp.taken_back';
/** How clients say that it is their patience that is at its end, and not what they wanted. */
const outOfTime = /time(d)?[ _-]?out/i;
const impatience = 'impatience';

/** Every call of one process that can be taken back. */
export class Takings {
  readonly #calls = new Map<string, AbortController>();
  readonly #tell: (topics: readonly string[]) => void;

  constructor({ home }: Pick<At, 'home'>) {
    this.#tell = (topics) => home.store.hint(topics);
    home.store.onHint((topics) => {
      for (const one of topics) if (one.startsWith(`${topic}:`)) this.#abort(one.slice(topic.length + 1));
    });
  }

  /** Follows a call until its answer is written. */
  follow(at: At, session: string | undefined, body: unknown, response: ServerResponse): Taking {
    const call = new AbortController();
    const id = idOf(body);
    if (isModern(body)) {
      const { socket } = response;
      response.once('close', () => {
        const hasClientLeft = socket !== null && (socket.readableEnded || socket.errored !== null);
        if (!response.writableEnded && hasClientLeft) call.abort();
      });
    } else if (id !== undefined && session !== undefined && !response.closed && this.#calls.size < callsMax) {
      const key = keyOf(at, session, id);
      this.#calls.set(key, call);
      response.once('close', () => {
        if (this.#calls.get(key) === call) this.#calls.delete(key);
      });
    }
    const { signal } = call;
    return { signal, isTakenBack: () => signal.aborted && signal.reason !== impatience };
  }

  /** Lets go of the call that a message takes back, in whichever process it is answered; does nothing for any other message. */
  hear(at: At, session: string | undefined, body: unknown): void {
    const taken = takenBackBy(body);
    if (taken === undefined || session === undefined) return;
    const word = `${keyOf(at, session, taken.id)}:${outOfTime.test(taken.reason) ? impatience : ''}`;
    if (!this.#abort(word)) this.#tell([`${topic}:${word}`]);
  }

  #abort(word: string): boolean {
    const [key = '', reason] = word.split(':');
    const call = this.#calls.get(key);
    call?.abort(reason === impatience ? impatience : undefined);
    return call !== undefined;
  }
}

/** Ids are unique within one session of one client; nobody reaches the calls of another key. */
function keyOf({ caller }: At, session: string, id: string | number): string {
  return hash('sha256', JSON.stringify([caller.orgId, callerIdentity(caller), session, id]), 'hex');
}
