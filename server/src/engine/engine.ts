import type { Engine } from '../domain/ports.ts';
import { isAgentEnded } from '../domain/agents/index.ts';
import { claimRuns, extendLeases, LeaseLost, releaseRun, requestedCancels, tidyUp } from '../domain/runs/index.ts';
import type { RunReport, RunWork } from '../domain/runs/index.ts';
import { Definitions } from './definitions.ts';
import type { EngineDeps } from './deps.ts';
import { drive } from './drive.ts';
import { Execution } from './execution.ts';
import { engineFault, goesOnLater, outcomeOf, settleUnopened } from './settle-failure.ts';
import { CancelRequested, DeadlineReached, Draining } from './stop.ts';

export interface EngineLimits {
  /** Runs that this process executes at once. */
  readonly runsMax: number;
  /** Runs that may wait behind them before new ones are refused. */
  readonly queueMax: number;
  readonly sweepMs: number;
  /** How long a drain waits for steps to end. */
  readonly drainMs: number;
}

export const defaultLimits: EngineLimits = { runsMax: 5_000, queueMax: 10_000, sweepMs: 2_000, drainMs: 8_000 };

const cancelPollMs = 1_000;
/** Tells other processes that queued runs wait. */
const queueTopic = 'runs.queued';
/** Tells other processes that runs were asked to stop. */
const cancelTopic = 'runs.cancels';
const tidyEveryMs = 60_000;

interface Active {
  readonly work: RunWork;
  readonly controller: AbortController;
  readonly outcome: Promise<RunReport | null>;
}

/** Executes runs that this process holds the lease of, and looks after those that nobody holds. */
export class RunEngine implements Engine {
  readonly #deps: EngineDeps;
  readonly #limits: EngineLimits;
  readonly #definitions: Definitions;
  readonly #active = new Map<string, Active>();
  readonly #timers: NodeJS.Timeout[] = [];
  #queued = 0;
  #isDraining = false;
  #isFirstSweep = true;
  #sweeping: Promise<void> | undefined;
  #leasesExtendedAt = 0;
  #strays: ReadonlySet<string> = new Set();
  /** Zero makes the first round look at everything. */
  #tidiedAt = 0;

  constructor(deps: EngineDeps, limits: EngineLimits = defaultLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#definitions = new Definitions(deps);
    // Not only once started: a process that executes nothing still tells the others.
    deps.home.store.onCommitted((signals) => {
      if (!signals.some(isAgentEnded)) return;
      deps.home.store.hint([cancelTopic]);
      this.#stopRequested();
    });
  }

  /** Takes over what an earlier process left behind and begins to look after leases. */
  start(): void {
    const { home } = this.#deps;
    this.#leasesExtendedAt = home.clock.monotonic();
    const every = (ms: number, work: () => Promise<void>, where: string): void => {
      const timer = setInterval(() => void work().catch((error: unknown) => this.#deps.reportFault(where, error)), ms);
      this.#timers.push(timer.unref());
    };
    every(home.leaseMs / 3, () => this.#beat(), 'engine.heartbeat');
    every(cancelPollMs, () => this.#pollCancels(), 'engine.cancel_poll');
    every(this.#limits.sweepMs, () => this.#sweep(), 'engine.sweep');
    every(tidyEveryMs, () => this.#tidy(), 'engine.tidy');
    home.store.onHint((topics) => {
      if (topics.includes(queueTopic)) void this.#sweep().catch((error: unknown) => this.#deps.reportFault('engine.sweep', error));
      if (topics.includes(cancelTopic)) this.#stopRequested();
    });
    this.wake();
  }

  get activeCount(): number {
    return this.#active.size;
  }

  hasRoom(): boolean {
    return !this.#isDraining && this.#active.size < this.#limits.runsMax;
  }

  isOverloaded(): boolean {
    const { runsMax, queueMax } = this.#limits;
    // A process that executes nothing itself cannot tell how long the others' queue is.
    return runsMax > 0 && this.#active.size >= runsMax && this.#queued >= queueMax;
  }

  isDraining(): boolean {
    return this.#isDraining;
  }

  wake(): void {
    this.#queued += 1;
    if (!this.hasRoom()) this.#deps.home.store.hint([queueTopic]);
    setImmediate(() => void this.#sweep().catch((error: unknown) => this.#deps.reportFault('engine.sweep', error)));
  }

  cancel(runId: string): void {
    this.#active.get(runId)?.controller.abort(new CancelRequested());
  }

  outcome(runId: string): Promise<RunReport | null> | undefined {
    return this.#active.get(runId)?.outcome;
  }

  begin(work: RunWork): void {
    const controller = new AbortController();
    const outcome = this.#execute(work, controller).finally(() => {
      this.#active.delete(work.runId);
    });
    this.#active.set(work.runId, { work, controller, outcome });
  }

  /** Stops taking work, lets steps end, and gives back what is left; resolves when nothing runs here any more. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    for (const timer of this.#timers) clearInterval(timer);
    const ended = (): Promise<unknown> => Promise.all([...this.#active.values()].map((one) => one.outcome));
    const timeout = new Promise((resolve) => setTimeout(resolve, this.#limits.drainMs).unref());
    await Promise.race([ended(), timeout]);
    for (const { controller } of this.#active.values()) controller.abort(new Draining());
    await ended();
    await this.#sweeping;
  }

  /** Never rejects: whatever happens, the run is settled, given back, or left to whoever took it over. */
  async #execute(work: RunWork, controller: AbortController): Promise<RunReport | null> {
    const { home } = this.#deps;
    const deadline = setTimeout(() => controller.abort(new DeadlineReached()), Math.max(0, work.deadlineAt - home.clock.now()));
    let run: Execution | undefined;
    try {
      const definition = await this.#definitions.of(work);
      if (definition.tools.length > 0) this.#deps.warmTools();
      run = await Execution.open(this.#deps, work, definition, controller.signal);
      await drive(run, this.#definitions, () => this.isDraining());
      return run.report;
    } catch (error) {
      return await this.#settleFailure(work, run, error);
    } finally {
      clearTimeout(deadline);
    }
  }

  async #settleFailure(work: RunWork, run: Execution | undefined, error: unknown): Promise<RunReport | null> {
    try {
      if (goesOnLater(error)) {
        await releaseRun(this.#deps.home, work);
        if (error instanceof LeaseLost) this.wake();
        return null;
      }
      const outcome = outcomeOf(error);
      if (outcome === null) this.#deps.reportFault(run === undefined ? 'engine.open' : 'engine.run', error);
      if (run === undefined) {
        await settleUnopened(this.#deps.home, work, outcome ?? engineFault);
        return null;
      }
      await run.settle(outcome ?? engineFault);
      return run.report;
    } catch (failure) {
      if (!(failure instanceof LeaseLost)) this.#deps.reportFault('engine.settle', failure);
      return null;
    }
  }

  #sweep(): Promise<void> {
    this.#sweeping ??= this.#claim().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #claim(): Promise<void> {
    const room = this.#limits.runsMax - this.#active.size;
    if (this.#isDraining || room <= 0) return;
    const { home } = this.#deps;
    const areOldLeasesDead = this.#isFirstSweep && home.store.capabilities.isExclusive;
    const limit = Math.min(room, 100);
    const { claimed, isMore } = await claimRuns(home, { limit, areOldLeasesDead, isActiveHere: (runId) => this.#active.has(runId) });
    this.#isFirstSweep &&= isMore;
    this.#queued = isMore ? this.#queued : 0;
    for (const { work } of claimed) this.begin(work);
    if (isMore) this.wake();
  }

  async #tidy(): Promise<void> {
    const now = this.#deps.home.clock.now();
    await tidyUp(this.#deps.home, this.#tidiedAt);
    await this.#deps.home.store.maintain();
    this.#tidiedAt = now;
  }

  async #beat(): Promise<void> {
    if (this.#active.size === 0) {
      this.#leasesExtendedAt = this.#deps.home.clock.monotonic();
      return;
    }
    const { home } = this.#deps;
    const before = [...this.#active.values()];
    const askedAt = home.clock.monotonic();
    try {
      const leases = await extendLeases(home);
      const held = new Set(leases.map((one) => one.runId));
      this.#leasesExtendedAt = askedAt;
      await this.#giveBackStrays(leases);
      for (const { work, controller } of before)
        if (!held.has(work.runId) && this.#active.has(work.runId)) controller.abort(new LeaseLost());
    } catch (error) {
      // The lease may end before the database is back: stop before somebody else starts.
      if (askedAt - this.#leasesExtendedAt > home.leaseMs * 0.6) for (const { controller } of before) controller.abort(new LeaseLost());
      throw error;
    }
  }

  /** Gives back runs that nobody executes although their lease is ours: their end could not be written. Those just accepted get until the next beat. */
  async #giveBackStrays(leases: Awaited<ReturnType<typeof extendLeases>>): Promise<void> {
    const strays = leases.filter(({ runId }) => !this.#active.has(runId));
    for (const stray of strays) if (this.#strays.has(stray.runId)) await releaseRun(this.#deps.home, stray);
    this.#strays = new Set(strays.map(({ runId }) => runId));
  }

  /** Looks at once for runs that are to stop: those that this process executes, and those that nobody does. */
  #stopRequested(): void {
    const stop = async (): Promise<void> => {
      await this.#pollCancels();
      await this.#sweeping;
      await this.#sweep();
    };
    void stop().catch((error: unknown) => this.#deps.reportFault('engine.cancel_poll', error));
  }

  async #pollCancels(): Promise<void> {
    if (this.#active.size === 0) return;
    for (const runId of await requestedCancels(this.#deps.home)) this.cancel(runId);
  }
}
