/** What a caller may say about any single call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Time for the whole answer; for streams, until the answer begins. */
  readonly timeoutMs?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export type QueryValue = string | number | boolean | undefined;

/** One request, before it becomes a URL and headers. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as `Idempotency-Key`; makes the call safe to repeat. */
  readonly idempotencyKey?: string | undefined;
  /** Replaces the client's default time limit for this kind of call. */
  readonly timeoutMs?: number | undefined;
  readonly options?: CallOptions | undefined;
}

export interface TransportConfig {
  /** Without a slash at the end; empty means the page's own origin. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  /** Asked at every call: signing in and out changes it. */
  readonly csrfToken: () => string | undefined;
  readonly maxRetries: number;
  readonly timeoutMs: number;
}

/** Joins fixed words and values into a path; each value is escaped. */
export function path(words: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return words.reduce((sum, word, index) => sum + encodeURIComponent(String(values[index - 1])) + word);
}
