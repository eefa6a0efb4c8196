import { closeSync, fdatasync, openSync } from 'node:fs';

/** Something that is committed and waits to be on disk. */
export interface Unsynced {
  synced(): void;
  failed(error: Error): void;
}

/**
 * Puts the write-ahead log on disk without holding the event loop: what is committed while one sync runs shares the next one.
 *
 * The engine itself commits with `synchronous=NORMAL`, which appends to the log and does not wait; nobody is told "done" before a sync that began
 * after their commit has ended. That is what `FULL` promises. Checkpoints still sync log and database in the order that SQLite needs.
 */
export class WalSync {
  readonly #fd: number;
  #waiting: Unsynced[] = [];
  #running: Promise<void> | undefined;
  #failure: Error | undefined;

  /** @param walPath the log's file; it exists and stays the same file while a connection is open */
  constructor(walPath: string) {
    this.#fd = openSync(walPath, 'r+');
  }

  /** Why the disk refused an earlier sync; from then on nothing can be promised until the server starts again. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  add(committed: readonly Unsynced[]): void {
    this.#waiting.push(...committed);
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    await this.#running;
    closeSync(this.#fd);
  }

  async #run(): Promise<void> {
    // Ends in a later turn than it began in, also when there is nothing to do: else it would end before `add` has noted that it runs.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      this.#failure ??= await this.#sync();
      for (const one of batch) {
        if (this.#failure === undefined) one.synced();
        else one.failed(this.#failure);
      }
    }
    this.#running = undefined;
  }

  #sync(): Promise<Error | undefined> {
    return new Promise((resolve) => {
      fdatasync(this.#fd, (error) => {
        resolve(error ?? undefined);
      });
    });
  }
}
