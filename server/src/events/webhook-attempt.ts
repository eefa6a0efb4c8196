import type { Home } from '../domain/home.ts';
import { messageId, readRetryAfter, signedHeaders, signingSecrets } from '../domain/webhooks/index.ts';
import type { Attempt, ClaimedDelivery, WebhookStyle } from '../domain/webhooks/index.ts';
import { FetchFailure } from '../kernel/fetch-failure.ts';
import type { GuardedFetch } from '../kernel/guarded-fetch.ts';
import { answerBytesMax, keptAnswer } from './webhook-answer.ts';
import { traceHeader } from './webhook-trace.ts';

/** How long the rest of an answer may take once it is known whether it is a success. */
const idleTimeoutMs = 2_000;

export interface AttemptRequest {
  readonly home: Pick<Home, 'clock' | 'sealer' | 'read'>;
  readonly guardedFetch: GuardedFetch;
  readonly delivery: ClaimedDelivery;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Guaranteed by the only writers of endpoints. */
function asStyle(word: string): WebhookStyle {
  return word as WebhookStyle;
}

function errorOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return 'redirect';
  return status === 410 ? 'gone' : 'status';
}

/** Sends a delivery once, signed for this moment. @throws FetchFailure `limited` or `aborted`, when it was not really tried */
export async function attemptDelivery({ home, guardedFetch, delivery, timeoutMs, signal }: AttemptRequest): Promise<Attempt> {
  const at = home.clock.now();
  const began = home.clock.monotonic();
  const secrets = signingSecrets(home.sealer, { ...delivery, id: delivery.endpoint_id }, at);
  const signed = signedHeaders({
    message: messageId(delivery.id),
    event: delivery.event,
    seq: delivery.seq,
    body: delivery.payload,
    style: asStyle(delivery.style),
    secrets,
    now: at,
  });
  const requestHeaders = { ...signed, ...(await traceHeader(home, delivery)) };
  const soFar = () => ({ at, durationMs: Math.round(home.clock.monotonic() - began), requestHeaders });
  try {
    const answer = await guardedFetch({
      url: delivery.url,
      method: 'POST',
      headers: requestHeaders,
      body: delivery.payload,
      timeoutMs,
      idleTimeoutMs: Math.min(idleTimeoutMs, timeoutMs),
      headersTimeoutMs: timeoutMs,
      bytesMax: answerBytesMax,
      whenTooLong: 'cut',
      signal,
    });
    const kept = keptAnswer(answer, secrets);
    return {
      ...soFar(),
      status: answer.status,
      error: errorOf(answer.status),
      responseHeaders: kept.headers,
      responseBody: kept.body,
      retryAfterMs: readRetryAfter(answer.headers['retry-after'], home.clock.now()),
    };
  } catch (error) {
    if (!(error instanceof FetchFailure) || error.kind === 'limited' || error.kind === 'aborted') throw error;
    return { ...soFar(), status: null, error: error.kind, responseHeaders: null, responseBody: null, retryAfterMs: null };
  }
}
