import { ToolFailure } from '../../kernel/tool.ts';
import type { ToolFailureCode } from '../../kernel/tool.ts';
import type { WorkerLimits, WorkerMessage } from './messages.ts';
import type { PendingCall } from './pending-call.ts';
import { standBack, startWorkerProcess } from './worker-process.ts';
import type { WorkerProcess } from './worker-process.ts';

/** A worker that has not said `ready` after this long is taken for dead. */
const START_MS_MAX = 10_000;
/** A worker that spends longer than this on one call whose answer nobody awaits is replaced. */
const DRAIN_MS_MAX = 500;
/** What a call leaves behind that reached one of these limits, memory above all, would be charged to the next one. */
const SPENT: ReadonlySet<ToolFailureCode> = new Set(['TIMEOUT', 'MEMORY', 'OUTPUT_TOO_LARGE']);

export interface SlotEvents {
  /** The worker answered and can take another call. */
  readonly onFree: () => void;
  /** A call reached a limit of the worker's, which is to be given no other. */
  readonly onSpent: (slot: WorkerSlot) => void;
  /** The worker ended without being told to; `unfinished` are its calls, the one it was running first. */
  readonly onCrash: (slot: WorkerSlot, unfinished: readonly PendingCall[], code: number | null, signal: string | null) => void;
}

/** One worker process and the calls it was given; it works through them in order, so the first is the one that runs. */
export class WorkerSlot {
  readonly #process: WorkerProcess;
  readonly #events: SlotEvents;
  readonly #now: () => number;
  #calls: PendingCall[] = [];
  /** Calls that were moved to another worker while this one was slow; their answers are ignored. */
  readonly #movedAway = new Set<number>();
  #headSince: number;
  #isReady = false;
  #isKilled = false;
  #isBehind = false;
  readonly closed: Promise<void>;

  constructor(memoryMb: number, limits: WorkerLimits, now: () => number, events: SlotEvents) {
    this.#events = events;
    this.#now = now;
    this.#headSince = now();
    this.#process = startWorkerProcess(memoryMb, limits, (message) => this.#onMessage(message));
    const { child } = this.#process;
    this.closed = new Promise((resolve) => {
      const onEnd = (code: number | null, signal: string | null): void => {
        resolve();
        if (!this.#isKilled) this.#onCrash(code, signal);
      };
      child.once('close', onEnd);
      child.once('error', () => onEnd(1, null));
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Calls the worker still has to work through. */
  get load(): number {
    return this.#calls.length + this.#movedAway.size;
  }

  get calls(): readonly PendingCall[] {
    return this.#calls;
  }

  /** Milliseconds since the worker last finished something or was first given something. */
  get quietMs(): number {
    return this.#now() - this.#headSince;
  }

  /** True when the running call, or the start itself, is past its limit. */
  get isOverdue(): boolean {
    const head = this.#calls[0];
    if (!this.#isReady) return this.quietMs > START_MS_MAX;
    if (head !== undefined) return this.quietMs > head.timeoutMs;
    return this.isDraining && this.quietMs > DRAIN_MS_MAX;
  }

  /** True while the worker still has calls to work through that were moved elsewhere; it is given no new ones. */
  get isDraining(): boolean {
    return this.#movedAway.size > 0;
  }

  send(call: PendingCall): void {
    if (this.load === 0) this.#headSince = this.#now();
    this.#calls.push(call);
    this.#process.send({ ...call.call, id: call.id, timeoutMs: call.timeoutMs });
  }

  /** Lets the server's own work go first on a busy machine, for the rest of the worker's life. */
  standBack(): void {
    if (!this.#isBehind) standBack(this.#process.child);
    this.#isBehind = true;
  }

  /** Gives back every call behind the running one, for another worker to run. */
  takeWaiting(): readonly PendingCall[] {
    const waiting = this.#calls.slice(1);
    this.#calls = this.#calls.slice(0, 1);
    for (const call of waiting) this.#movedAway.add(call.id);
    return waiting;
  }

  /** Ends the process at once and gives back its unfinished calls, the running one first. */
  kill(): readonly PendingCall[] {
    this.#isKilled = true;
    this.#process.child.ref();
    this.#process.child.kill('SIGKILL');
    const unfinished = this.#calls;
    this.#calls = [];
    return unfinished;
  }

  #onMessage(message: WorkerMessage): void {
    if (this.#isKilled) return;
    this.#headSince = this.#now();
    if (message.kind === 'ready') {
      this.#isReady = true;
      return;
    }
    if (this.#movedAway.delete(message.id)) return this.#events.onFree();
    const call = this.#calls.shift();
    if (message.kind === 'done') call?.resolve(message.value);
    else call?.reject(new ToolFailure(message.code, message.message));
    if (message.kind === 'failed' && SPENT.has(message.code)) this.#events.onSpent(this);
    else this.#events.onFree();
  }

  #onCrash(code: number | null, signal: string | null): void {
    this.#isKilled = true;
    const unfinished = this.#calls;
    this.#calls = [];
    this.#events.onCrash(this, unfinished, code, signal);
  }
}
