import type { NewAttempt } from './new-attempts.ts';

const answerMs = 15_000;
/** These belong to the connection, not to the message. */
const ownOfConnection: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding']);

/** What a receiver answered; `error` says why it did not. */
export interface Forwarded {
  readonly delivery: string;
  readonly event: string;
  readonly sequence: number;
  readonly attempt: number;
  readonly status: number | null;
  readonly error: string | null;
}

/** Sends an attempt on with exactly its headers and its body, so that its signature holds; waits 15 s at most. */
export async function forward({ delivery, attempt }: NewAttempt, to: string, signal: AbortSignal): Promise<Forwarded> {
  const about = { delivery: delivery.id, event: delivery.event, sequence: delivery.seq, attempt: attempt.number };
  const headers = Object.fromEntries(Object.entries(attempt.request_headers).filter(([name]) => !ownOfConnection.has(name.toLowerCase())));
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
    const response = await fetch(to, { method: 'POST', headers, body: delivery.payload, redirect: 'manual', signal: limit });
    await response.body?.cancel();
    return { ...about, status: response.status, error: null };
  } catch (error) {
    return { ...about, status: null, error: reasonOf(error) };
  }
}

/** `fetch` says only that it failed; why is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in 15 s';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? String(cause.code) : cause.message;
}
