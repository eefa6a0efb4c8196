/** The world outside of the client: network, time and chance. Tests hand in their own. */
export interface Environment {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /** 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** 32 hex digits that nobody can guess. */
  readonly newKey: () => string;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The host's own network, clock and randomness. Works in Node and in browsers, also on pages that are not a secure context. */
export function hostEnvironment(): Environment {
  return {
    fetch: (resource, init) => globalThis.fetch(resource, init),
    nowMs: () => Date.now(),
    random: () => Math.random(),
    newKey: () => [...globalThis.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    sleep,
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
