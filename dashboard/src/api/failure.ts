import { ApiError, ForgeyardError } from '@forgeyard/sdk';

/** What a page can say about something that was thrown. */
export interface ShownFailure {
  readonly message: string;
  readonly code: string;
  readonly requestId: string | null;
}

/** Words for any thrown value; never throws itself. */
export function describeFailure(thrown: unknown): ShownFailure {
  if (thrown instanceof ForgeyardError) return { message: thrown.message, code: thrown.code, requestId: thrown.requestId };
  return { message: thrown instanceof Error ? thrown.message : 'Something failed.', code: 'PAGE_FAILED', requestId: null };
}

/** The HTTP status of a refusal; 0 when the server did not answer. */
export function statusOf(thrown: unknown): number {
  return thrown instanceof ApiError ? thrown.status : 0;
}

/** True for a failure that repeating the request may cure: no answer, too many requests, a fault of the server. */
export function isPassing(thrown: unknown): boolean {
  const status = statusOf(thrown);
  return status === 0 || status === 429 || status >= 500;
}

/** True for the error of a request that we ended ourselves. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}
