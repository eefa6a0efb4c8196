import { Refusal } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { ReadTx, Tx } from '../../store/index.ts';

/** Idempotency keys are kept for 24 hours. Source: IETF draft `Idempotency-Key` header field, section 2. */
export const idempotencyLifeMs = 24 * 3_600_000;
const keyLengthMax = 255;

export interface IdempotentStart {
  readonly principal: string;
  readonly route: string;
  readonly key: string;
  readonly fingerprint: string;
}

interface KnownStart {
  readonly fingerprint: string;
  readonly run_id: string;
  readonly session_id: string;
  readonly name: string;
  readonly first_seq: number;
}

const knownStart = statement<{ principal: string; route: string; key: string }, KnownStart>((db, arg) =>
  db
    .selectFrom('idempotency_keys')
    .innerJoin('runs', 'runs.id', 'idempotency_keys.run_id')
    .innerJoin('sessions', 'sessions.id', 'runs.session_id')
    .select(['idempotency_keys.fingerprint', 'idempotency_keys.run_id', 'runs.session_id', 'runs.first_seq', 'sessions.name'])
    .where('principal', '=', arg.principal)
    .where('route', '=', arg.route)
    .where('key', '=', arg.key),
);

const remember = statement<{ principal: string; route: string; key: string; fingerprint: string; run_id: string; created_at: number }>(
  (db, arg) =>
    db
      .insertInto('idempotency_keys')
      .values({
        principal: arg.principal,
        route: arg.route,
        key: arg.key,
        fingerprint: arg.fingerprint,
        run_id: arg.run_id,
        created_at: arg.created_at,
      })
      .onConflict((conflict) => conflict.columns(['principal', 'route', 'key']).doNothing()),
);

const forget = statement<{ before: number }>((db, arg) => db.deleteFrom('idempotency_keys').where('created_at', '<', arg.before));
const forgetSaid = statement<{ before: number }>((db, arg) => db.deleteFrom('message_keys').where('created_at', '<', arg.before));

/** Says that another transaction accepted the same request while this one ran; the caller starts over and finds it. */
export class ConcurrentStart extends Error {}

/**
 * The run that this key started earlier.
 * @throws Refusal `unprocessable` idempotency.reused when the request was another one · `invalid` idempotency.key_invalid
 */
export async function replayOf(
  tx: ReadTx,
  start: IdempotentStart,
): Promise<{ runId: string; sessionId: string; sessionName: string; afterSeq: number } | undefined> {
  refuseUnusableKey(start.key);
  const row = await tx.first(knownStart, { principal: start.principal, route: start.route, key: start.key });
  if (row === undefined) return undefined;
  refuseOther(row, start);
  return { runId: row.run_id, sessionId: row.session_id, sessionName: row.name, afterSeq: row.first_seq - 1 };
}

/** @throws Refusal `invalid` idempotency.key_invalid */
export function refuseUnusableKey(key: string): void {
  if (key !== '' && key.length <= keyLengthMax) return;
  throw new Refusal('invalid', 'idempotency.key_invalid', `An Idempotency-Key has 1 to ${keyLengthMax} characters.`);
}

/** @throws Refusal `unprocessable` idempotency.reused when a key stands for another request */
export function refuseOther(known: { readonly fingerprint: string }, asked: { readonly fingerprint: string }): void {
  if (known.fingerprint === asked.fingerprint) return;
  throw new Refusal('unprocessable', 'idempotency.reused', 'This Idempotency-Key was used with another request.');
}

/** Binds the key to the run, in the transaction that inserts the run. */
export async function rememberStart(tx: Tx, start: IdempotentStart, runId: string, now: number): Promise<void> {
  const inserted = await tx.run(remember, { ...start, run_id: runId, created_at: now });
  if (inserted === 0) throw new ConcurrentStart('the same request is being accepted');
}

export async function forgetOldStarts(tx: Tx, now: number): Promise<void> {
  for (const one of [forget, forgetSaid]) await tx.run(one, { before: now - idempotencyLifeMs });
}
