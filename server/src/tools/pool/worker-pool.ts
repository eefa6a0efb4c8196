import type { Json } from '../../kernel/json.ts';
import { ToolFailure } from '../../kernel/tool.ts';
import type { WorkerCall } from './messages.ts';
import type { PendingCall } from './pending-call.ts';
import { failureOfExit } from './worker-exit.ts';
import { WorkerSlot } from './worker-slot.ts';

/** Terms: a *slot* is one worker process; a *call* waits in the queue, then in a slot, where the first call is the one that runs. */
export interface PoolOptions {
  /** Workers kept warm. */
  readonly workers: number;
  /** Workers added while every warm one is held up by a slow call; retired when idle. */
  readonly extraWorkers: number;
  readonly memoryMb: number;
  readonly outputBytesMax: number;
  /** Calls that may wait; past it a call is refused at once. */
  readonly queueMax: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

interface CallLimits {
  readonly bytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How often limits, aborts and slow workers are looked at; a call can outlive its limit by this much. */
const SWEEP_MS = 20;
/** A worker whose running call takes longer is slow: nothing is queued behind it. */
const SLOW_MS = 40;
/** When every worker's running call takes longer, one more is started; loading a tool for the first time takes less. */
const HELD_UP_MS = 150;
/** Small calls handed to one worker at a time, so that a busy event loop here does not leave it idle. */
const PIPELINE_MAX = 8;
const PIPELINE_BYTES_MAX = 64 * 1024;
/** A worker that computes for longer gives way to the server's own work from then on. */
const HOG_MS = 500;
const EXTRA_IDLE_MS = 10_000;
const START_FAILURES_MAX = 3;

/**
 * Runs calls in worker processes. The caller's promise settles exactly once; a call that hangs, floods memory or crashes costs its own worker
 * and nothing else: calls queued behind it run elsewhere. Limits are watched by one shared timer, not one per call.
 */
export class WorkerPool {
  readonly #options: PoolOptions;
  #queue: PendingCall[] = [];
  #slots: WorkerSlot[] = [];
  readonly #leaving = new Set<Promise<void>>();
  #sweep: NodeJS.Timeout | null = null;
  #nextId = 1;
  #startFailures = 0;
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** @throws ToolFailure TIMEOUT, MEMORY, CANCELLED, OUTPUT_TOO_LARGE, or what the tool itself failed with */
  submit(call: WorkerCall, limits: CallLimits): Promise<Json> {
    if (this.#isClosed || limits.signal.aborted) return Promise.reject(cancelled());
    if (this.#queue.length >= this.#options.queueMax) {
      return Promise.reject(new ToolFailure('FAILED', 'Too many tool calls are waiting; try again later'));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...limits, id: this.#nextId++, call, submittedAt: this.#options.now(), resolve, reject });
      this.#pump();
      this.#sweep ??= setInterval(() => this.#onSweep(), SWEEP_MS);
    });
  }

  /** Starts the warm workers without giving them anything to do. */
  warm(): void {
    while (!this.#isClosed && this.#slots.length < this.#options.workers) this.#addSlot();
  }

  /** Refuses new calls, cancels the waiting and running ones, and returns when every worker has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const unfinished = [...this.#queue, ...this.#slots.flatMap((slot) => this.#retire(slot))];
    this.#queue = [];
    for (const call of unfinished) call.reject(cancelled());
    if (this.#sweep !== null) clearInterval(this.#sweep);
    await Promise.all(this.#leaving);
  }

  #pump(): void {
    for (let call = this.#queue[0]; call !== undefined; call = this.#queue[0]) {
      if (call.signal.aborted) {
        this.#queue.shift();
        call.reject(cancelled());
        continue;
      }
      const slot = this.#slotFor(call);
      if (slot === null) return;
      this.#queue.shift();
      slot.send(call);
    }
  }

  #slotFor(call: PendingCall): WorkerSlot | null {
    const idle = this.#slots.find((slot) => slot.load === 0);
    if (idle !== undefined) return idle;
    if (this.#slots.length < this.#options.workers) return this.#addSlot();
    const prompt = this.#slots.filter((slot) => slot.load < PIPELINE_MAX && slot.quietMs < SLOW_MS && !slot.isDraining);
    const isSmall = call.bytes <= PIPELINE_BYTES_MAX;
    const shortest = prompt.reduce<WorkerSlot | null>((best, slot) => (best === null || slot.load < best.load ? slot : best), null);
    if (isSmall && shortest?.calls.every((other) => other.bytes <= PIPELINE_BYTES_MAX)) return shortest;
    const areAllHeldUp = this.#slots.every((slot) => slot.isReady && slot.quietMs >= HELD_UP_MS);
    const slotsMax = this.#options.workers + this.#options.extraWorkers;
    return areAllHeldUp && this.#slots.length < slotsMax ? this.#addSlot() : null;
  }

  #addSlot(): WorkerSlot {
    const { memoryMb, outputBytesMax, now } = this.#options;
    const slot = new WorkerSlot(memoryMb, { outputBytesMax }, now, {
      onFree: () => this.#pump(),
      onSpent: (spent) => {
        this.#queue = [...this.#retire(spent), ...this.#queue];
        this.#pump();
      },
      onCrash: (crashed, unfinished, code, signal) => this.#onCrash(crashed, unfinished, failureOfExit(code, signal)),
    });
    this.#slots.push(slot);
    return slot;
  }

  /** Takes the slot out of service and returns what it had not finished. */
  #retire(slot: WorkerSlot): readonly PendingCall[] {
    this.#slots = this.#slots.filter((other) => other !== slot);
    this.#leaving.add(slot.closed);
    void slot.closed.then(() => this.#leaving.delete(slot.closed));
    return slot.kill();
  }

  #onCrash(slot: WorkerSlot, unfinished: readonly PendingCall[], failure: ToolFailure): void {
    this.#slots = this.#slots.filter((other) => other !== slot);
    this.#startFailures = slot.isReady ? 0 : this.#startFailures + 1;
    const lost = slot.isReady ? unfinished.slice(0, 1) : [];
    for (const call of lost) call.reject(failure);
    this.#queue = [...unfinished.slice(lost.length), ...this.#queue];
    if (this.#startFailures >= START_FAILURES_MAX) this.#giveUp();
    this.#pump();
  }

  #giveUp(): void {
    for (const call of this.#queue) call.reject(new ToolFailure('FAILED', 'The tool worker does not start'));
    this.#queue = [];
    this.#startFailures = 0;
  }

  #onSweep(): void {
    this.#expireWaiting();
    for (const slot of this.#slots) this.#inspect(slot);
    this.#pump();
    const isIdle = this.#queue.length === 0 && this.#slots.every((slot) => slot.load === 0);
    if (!isIdle || this.#slots.length > this.#options.workers || this.#sweep === null) return;
    clearInterval(this.#sweep);
    this.#sweep = null;
  }

  #expireWaiting(): void {
    const now = this.#options.now();
    this.#queue = this.#queue.filter((call) => {
      const failure = call.signal.aborted ? cancelled() : now - call.submittedAt > call.timeoutMs ? timedOut(call.timeoutMs) : null;
      if (failure !== null) call.reject(failure);
      return failure === null;
    });
  }

  #inspect(slot: WorkerSlot): void {
    const [head, ...behind] = slot.calls;
    for (const call of slot.calls) if (call.signal.aborted) call.reject(cancelled());
    // A worker that is still starting is not held up by a call that nobody awaits any more; the next one would start as slowly.
    const worksForNobody = slot.isReady && head?.signal.aborted === true && slot.quietMs >= SLOW_MS;
    if (slot.isOverdue || worksForNobody) return this.#replace(slot, head);
    if (slot.load > 0 && slot.isReady && slot.quietMs >= HOG_MS) slot.standBack();
    if (behind.length > 0 && slot.isReady && slot.quietMs >= SLOW_MS) this.#queue = [...slot.takeWaiting(), ...this.#queue];
    const isExtra = this.#slots.length > this.#options.workers;
    if (isExtra && slot.load === 0 && slot.quietMs > EXTRA_IDLE_MS) this.#retire(slot);
  }

  #replace(slot: WorkerSlot, head: PendingCall | undefined): void {
    const wasReady = slot.isReady;
    const unfinished = this.#retire(slot);
    if (wasReady) head?.reject(timedOut(head.timeoutMs));
    this.#queue = [...unfinished.slice(wasReady ? 1 : 0), ...this.#queue];
  }
}

function cancelled(): ToolFailure {
  return new ToolFailure('CANCELLED', 'The tool call was cancelled');
}

function timedOut(timeoutMs: number): ToolFailure {
  return new ToolFailure('TIMEOUT', `The tool did not finish within ${timeoutMs} ms`);
}
