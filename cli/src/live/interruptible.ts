import type { World } from '../program/world.ts';

/** Work that can be told to stop. */
export interface Interruptible<T> {
  readonly work: (signal: AbortSignal) => Promise<T>;
  /** Runs at the first Ctrl-C, while the work still goes on; a second Ctrl-C does not wait for it. */
  readonly onInterrupt?: () => Promise<void>;
}

/** The work's value, or `interrupted` when Ctrl-C came first; by then the work has stopped. */
export async function interruptible<T>(world: World, { work, onInterrupt }: Interruptible<T>): Promise<T | 'interrupted'> {
  const abort = new AbortController();
  const first = Promise.withResolvers<'interrupted'>();
  const second = Promise.withResolvers<void>();
  let presses = 0;
  const release = world.onSignal('SIGINT', () => {
    presses += 1;
    if (presses === 1) first.resolve('interrupted');
    else second.resolve();
  });
  try {
    const working = work(abort.signal);
    const outcome = await Promise.race([working, first.promise]);
    if (presses === 0) return outcome;
    await Promise.race([onInterrupt?.() ?? Promise.resolve(), second.promise]);
    abort.abort();
    await working.catch(() => undefined);
    return 'interrupted';
  } finally {
    release();
  }
}
