import { releaseLostLeases, routeAgain, tellOverdue } from '../domain/tasks/index.ts';
import type { Home } from '../domain/home.ts';

/** How often each duty is done, in milliseconds. */
export interface KeeperTimes {
  readonly leasesMs: number;
  readonly overdueMs: number;
  readonly routingMs: number;
}

export const defaultKeeperTimes: KeeperTimes = { leasesMs: 5_000, overdueMs: 60_000, routingMs: 30_000 };

/**
 * Does for tasks what only time brings: takes back lost leases, tells of tasks that are past their date, and looks again for agents for tasks that
 * found none. Any number of processes may do so at once.
 */
export class TaskKeeper {
  readonly #home: Home;
  readonly #times: KeeperTimes;
  readonly #reportFault: (where: string, error: unknown) => void;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #busy = new Map<string, Promise<void>>();
  #routedUpTo: string | null = null;

  constructor(home: Home, reportFault: (where: string, error: unknown) => void, times: KeeperTimes = defaultKeeperTimes) {
    this.#home = home;
    this.#reportFault = reportFault;
    this.#times = times;
  }

  start(): void {
    this.#every(this.#times.leasesMs, 'tasks.leases', () => releaseLostLeases(this.#home));
    this.#every(this.#times.overdueMs, 'tasks.overdue', () => tellOverdue(this.#home));
    this.#every(this.#times.routingMs, 'tasks.routing', async () => {
      this.#routedUpTo = await routeAgain(this.#home, this.#routedUpTo);
    });
  }

  /** Stops the timers and waits for what is being done. */
  async drain(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#busy.values());
  }

  /** A duty that takes longer than its time is not begun twice. */
  #every(ms: number, name: string, duty: () => Promise<unknown>): void {
    const once = async (): Promise<void> => {
      try {
        await duty();
      } catch (error) {
        this.#reportFault(name, error);
      } finally {
        this.#busy.delete(name);
      }
    };
    const timer = setInterval(() => {
      if (!this.#busy.has(name)) this.#busy.set(name, once());
    }, ms);
    this.#timers.push(timer.unref());
  }
}
