import { ModelError } from '../../kernel/model.ts';

const TRIES_MAX = 3;

/**
 * Calls again without a request member that the provider's refusal names, twice at most.
 * A refused request produced no output, so nothing is sent or shown twice.
 */
export async function callLeavingOut<T>(dispensable: readonly string[], call: (leftOut: ReadonlySet<string>) => Promise<T>): Promise<T> {
  const leftOut = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(leftOut);
    } catch (error) {
      const named =
        error instanceof ModelError && error.errorClass === 'bad_request'
          ? dispensable.find((name) => error.message.includes(name) && !leftOut.has(name))
          : undefined;
      if (named === undefined || attempt >= TRIES_MAX) throw error;
      leftOut.add(named);
    }
  }
}
