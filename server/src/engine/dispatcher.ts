import type { Home } from '../domain/home.ts';
import { dispatchOnce, isAgentMayWork } from '../domain/execution/index.ts';

export interface DispatcherLimits {
  /** How often everything is looked at, whatever was announced. */
  readonly everyMs: number;
  /** Runs that one look starts at most; another follows at once. */
  readonly startsMax: number;
}

export const defaultDispatcherLimits: DispatcherLimits = { everyMs: 30_000, startsMax: 50 };

/** Agents that wait to be looked at; with more, everything is. */
const namedMax = 500;
/** Tells processes that execute runs that an agent may have something to begin. */
const topic = 'tasks.assigned';

export interface DispatcherDeps {
  readonly home: Home;
  readonly reportFault: (where: string, error: unknown) => void;
}

/** Begins the tasks of agents in the mode `auto`: as soon as one is assigned, and at regular intervals for what became due. */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #limits: DispatcherLimits;
  readonly #named = new Set<string>();
  #isAllDue = false;
  #isRunning = false;
  #isStopped = true;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: DispatcherDeps, limits: DispatcherLimits = defaultDispatcherLimits) {
    this.#deps = deps;
    this.#limits = limits;
    // Not only once started: a process that begins nothing itself still tells the others.
    deps.home.store.onCommitted((signals) => {
      const agents = signals.filter(isAgentMayWork).map(({ agentId }) => agentId);
      if (agents.length > 0) this.#wake(agents);
    });
  }

  start(): void {
    this.#isStopped = false;
    this.#timer = setInterval(() => this.#wakeAll(), this.#limits.everyMs).unref();
    this.#deps.home.store.onHint((topics) => {
      if (topics.includes(topic)) this.#wakeAll();
    });
    this.#wakeAll();
  }

  /** Begins nothing more; resolves when the look under way has ended. */
  async drain(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  #wake(agents: readonly string[]): void {
    if (this.#isStopped) {
      this.#deps.home.store.hint([topic]);
      return;
    }
    for (const agent of agents) this.#named.add(agent);
    if (this.#named.size > namedMax) this.#isAllDue = true;
    this.#look();
  }

  #wakeAll(): void {
    this.#isAllDue = true;
    this.#look();
  }

  #look(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    this.#looking = this.#lookAround().finally(() => {
      this.#isRunning = false;
    });
  }

  async #lookAround(): Promise<void> {
    while (!this.#isStopped && (this.#isAllDue || this.#named.size > 0)) {
      const agentIds = this.#isAllDue ? undefined : [...this.#named];
      this.#isAllDue = false;
      this.#named.clear();
      await this.#dispatch(agentIds);
    }
  }

  async #dispatch(agentIds: readonly string[] | undefined): Promise<void> {
    const { home, reportFault } = this.#deps;
    try {
      const { isMore, faults } = await dispatchOnce(home, { startsMax: this.#limits.startsMax, agentIds });
      for (const fault of faults) reportFault('dispatcher.task', fault);
      if (isMore) this.#isAllDue = true;
    } catch (error) {
      // The next interval looks again; a store that is away is not asked over and over.
      reportFault('dispatcher.look', error);
      this.#named.clear();
    }
  }
}
