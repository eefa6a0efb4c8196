import type { ServerResponse } from 'node:http';
import type { Caller } from '../kernel/caller.ts';
import { Refusal } from '../kernel/refusal.ts';
import { authorityEpoch } from '../domain/counter.ts';
import type { Home } from '../domain/home.ts';

/** How often other processes' changes of authority are looked for while streams are open. */
const lookMs = 200;
/** What was verified may be remembered for 0.8 s after a change elsewhere, so that one look is not enough. */
const settleMs = 900;

interface OpenStream {
  readonly caller: Caller;
  /** Answers again who sent the request. */
  readonly identify: () => Caller | Promise<Caller>;
  /** Looks again whether what is streamed is still the caller's to see. @throws Refusal when it is not */
  readonly stillHolds?: () => Promise<unknown>;
}

/**
 * Ends streams whose caller lost what they had when the stream began: within a second of a revoked key or token, a deleted agent, a sign-out or
 * a narrowed reach, on any process. The client may connect again and is judged anew.
 */
export class OpenStreams {
  readonly #home: Home;
  readonly #open = new Map<ServerResponse, OpenStream>();
  #timer: NodeJS.Timeout | undefined;
  #epoch = -1;
  /** When the last change has reached everything that remembers; null after a look behind it. */
  #settlesAt: number | null = null;
  #isLooking = false;
  #isDue = false;

  constructor(home: Home) {
    this.#home = home;
    home.store.onCommitted((signals) => {
      if (this.#open.size > 0 && signals.some((signal) => signal.kind === 'authority.changed')) this.#soon();
    });
  }

  watch(response: ServerResponse, stream: OpenStream): void {
    if (response.destroyed || response.writableEnded) return;
    this.#open.set(response, stream);
    response.once('close', () => this.#forget(response));
    // Authority may have changed between the door and here.
    void this.#judge(response, stream).catch(() => undefined);
    if (!this.#home.store.capabilities.isExclusive) this.#timer ??= setInterval(() => this.#soon(), lookMs).unref();
  }

  #forget(response: ServerResponse): void {
    this.#open.delete(response);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A store that is away is asked again at the next look. */
  #soon(): void {
    this.#isDue = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    void this.#lookWhileDue()
      .catch(() => undefined)
      .finally(() => {
        this.#isLooking = false;
      });
  }

  /** A change during a look makes another one due. */
  async #lookWhileDue(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { clock } = this.#home;
    const began = clock.monotonic();
    const epoch = await this.#home.read(authorityEpoch);
    if (epoch !== this.#epoch) this.#settlesAt = clock.monotonic() + settleMs;
    if (this.#settlesAt === null) return;
    for (const [response, stream] of [...this.#open]) await this.#judge(response, stream);
    this.#epoch = epoch;
    // However late looks come, one falls behind the time in which something old may be remembered.
    if (began > this.#settlesAt) this.#settlesAt = null;
  }

  async #judge(response: ServerResponse, stream: OpenStream): Promise<void> {
    if (!(await stillHolds(stream))) end(response);
  }
}

/** Events end where they are and can be resumed; a file that is not complete must not look as if it were. */
function end(response: ServerResponse): void {
  if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.end();
  else response.destroy();
}

async function stillHolds(stream: OpenStream): Promise<boolean> {
  try {
    if (!coversAll(await stream.identify(), stream.caller)) return false;
    await stream.stillHolds?.();
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind !== 'unavailable') return false;
    throw error;
  }
}

/** Whether a caller may do and reach everything that another could. */
function coversAll(now: Caller, before: Caller): boolean {
  const reaches = now.agentIds === null || (before.agentIds !== null && [...before.agentIds].every((id) => now.agentIds?.has(id)));
  return now.orgId === before.orgId && reaches && [...before.grants].every((grant) => now.grants.has(grant));
}
