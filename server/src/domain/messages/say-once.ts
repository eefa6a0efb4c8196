import { createHash } from 'node:crypto';
import { callerIdentity } from '../../kernel/caller.ts';
import type { Operation } from '../../kernel/operation.ts';
import { statement } from '../../store/index.ts';
import type { MessageKeyRow, ReadTx, Tx } from '../../store/index.ts';
import type { At, Home } from '../home.ts';
import { ConcurrentStart, refuseOther, refuseUnusableKey } from '../runs/index.ts';
import { visibleSession } from '../sessions/index.ts';
import type { Message } from './message.ts';
import { readMessages } from './read-messages.ts';

/** A request that says something, and may be sent again by whoever lost its answer. */
export interface Repeatable {
  /** Makes a repeated request the same message. */
  readonly idempotencyKey?: string | undefined;
}

/** Where what was said stands, and how far the agent had read before and has read with the answer. */
export interface SaidAt {
  readonly sessionId: string;
  readonly seq: number;
  readonly readFrom: number;
  readonly readTo: number;
}

interface Saying<Output> {
  /** Keeps keys of different calls apart. */
  readonly route: string;
  readonly input: Repeatable;
  say(): Promise<readonly [said: Output, at: SaidAt]>;
  /** The same answer, read from the log. */
  again(message: Message, at: SaidAt): Promise<Output>;
}

const known = statement<Pick<MessageKeyRow, 'principal' | 'route' | 'key'>, MessageKeyRow>((db, arg) =>
  db
    .selectFrom('message_keys')
    .selectAll()
    .where('principal', '=', arg.principal)
    .where('route', '=', arg.route)
    .where('key', '=', arg.key),
);
const remember = statement<MessageKeyRow>((db, arg) =>
  db
    .insertInto('message_keys')
    .values({
      principal: arg.principal,
      route: arg.route,
      key: arg.key,
      fingerprint: arg.fingerprint,
      session_id: arg.session_id,
      seq: arg.seq,
      read_from: arg.read_from,
      read_to: arg.read_to,
      created_at: arg.created_at,
    })
    .onConflict((conflict) => conflict.columns(['principal', 'route', 'key']).doNothing()),
);

/**
 * Says something once for each key: a repeated request is answered from the log. The operation around it is to be `repeatable`.
 * @throws Refusal `unprocessable` idempotency.reused · `invalid` idempotency.key_invalid · `not_found` session.unknown
 */
export async function sayOnce<Output extends object>(
  tx: Tx,
  at: At,
  { route, input, say, again }: Saying<Output>,
): Promise<Output & { readonly isReplay: boolean }> {
  const { idempotencyKey: key, ...asked } = input;
  if (key === undefined) return { ...(await say())[0], isReplay: false };
  refuseUnusableKey(key);
  const fingerprint = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  const place = { principal: callerIdentity(at.caller), route, key };
  const row = await tx.first(known, place);
  if (row !== undefined) {
    refuseOther(row, { fingerprint });
    await visibleSession(tx, at.caller, row.session_id);
    const said = { sessionId: row.session_id, seq: row.seq, readFrom: row.read_from, readTo: row.read_to };
    return { ...(await again(await messageAt(tx, said), said)), isReplay: true };
  }
  const [output, { sessionId, seq, readFrom, readTo }] = await say();
  const kept = { session_id: sessionId, seq, read_from: readFrom, read_to: readTo, created_at: at.home.clock.now() };
  if ((await tx.run(remember, { ...place, fingerprint, ...kept })) === 0) throw new ConcurrentStart('the same request is being answered');
  return { ...output, isReplay: false };
}

/** The same operation, started over when an equal request was answered meanwhile. */
export function repeatable<Input, Output>(operation: Operation<Home, Input, Output>): Operation<Home, Input, Output> {
  const tried: Operation<Home, Input, Output> = (at, input) =>
    operation(at, input).catch((error: unknown) => {
      if (error instanceof ConcurrentStart) return operation(at, input);
      throw error;
    });
  return operation.grant === undefined ? tried : Object.assign(tried, { grant: operation.grant });
}

async function messageAt(tx: ReadTx, { sessionId, seq }: SaidAt): Promise<Message> {
  const { messages } = await readMessages(tx, { sessionId, after: seq - 1, before: seq + 1, limit: 1, isForward: true });
  const [message] = messages;
  if (message === undefined) throw new Error('a message that is not in the log');
  return message;
}
