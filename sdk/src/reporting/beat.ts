import { AuthenticationError, ForgeyardError, NotFoundError, PermissionError } from '../errors.ts';
import type { Environment } from '../transport/environment.ts';
import type { Wire } from './wire.ts';

export interface Pulse {
  /** Aborts when people have ended or deleted the session. */
  readonly ended: AbortSignal;
  readonly stop: () => void;
}

const endings: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'KILLED', 'DELETED']);

/** Gives a sign of life every `everyMs` until it is stopped, the session is over, or the key may not. Trouble with the server is waited out. */
export function beat(wire: Wire, environment: Environment, session: string, everyMs: number): Pulse {
  const [ended, stopped] = [new AbortController(), new AbortController()];
  const over = (how: string): void => {
    if (!stopped.signal.aborted) ended.abort(new ForgeyardError(`The session was ${how}`, 'SESSION_ENDED'));
    stopped.abort();
  };
  const goOn = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await environment.sleep(everyMs, stopped.signal);
      try {
        const { status } = await wire.beat(session, { signal: stopped.signal, timeoutMs: everyMs, maxRetries: 0 });
        if (endings.has(status)) over(status === 'COMPLETED' ? 'completed' : 'ended');
      } catch (error) {
        if (error instanceof NotFoundError) over('deleted');
        else if (error instanceof AuthenticationError || error instanceof PermissionError) stopped.abort();
      }
    }
  };
  // Its only rejection is that of the sleep which stopping cuts short.
  void goOn().catch(() => undefined);
  return { ended: ended.signal, stop: () => stopped.abort() };
}
