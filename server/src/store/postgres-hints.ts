import { randomUUID } from 'node:crypto';
import pg from 'pg';

const channel = 'forgeyard_hints';
const batchMs = 10;
/** PostgreSQL refuses payloads of 8,000 bytes; 150 UUIDs with quotes and commas stay below. */
const topicsMax = 150;
const reconnectMs = 1_000;

/**
 * Wake-ups between processes over LISTEN/NOTIFY, batched on a connection of their own so that no writing transaction pays for them.
 * A hint may be lost; whoever depends on news also polls.
 */
export class PostgresHints {
  readonly #url: string;
  readonly #origin = randomUUID();
  readonly #listeners: ((topics: readonly string[]) => void)[] = [];
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #waiting = new Set<string>();
  #flushing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
  }

  listen(listener: (topics: readonly string[]) => void): void {
    this.#listeners.push(listener);
    void this.#connect();
  }

  send(topics: readonly string[]): void {
    for (const topic of topics) if (this.#waiting.size < topicsMax * 20) this.#waiting.add(topic);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // One query at a time: a batch that comes while the last is being sent follows it.
      this.#flushing = this.#flushing.then(() => this.#flush());
    }, batchMs);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#flushing;
    await this.#connecting;
    await this.#client?.end().catch(() => undefined);
  }

  async #flush(): Promise<void> {
    const topics = [...this.#waiting];
    this.#waiting = new Set();
    await this.#connect();
    for (let start = 0; start < topics.length; start += topicsMax) {
      const payload = [this.#origin, ...topics.slice(start, start + topicsMax)].join(',');
      await this.#client?.query('select pg_notify($1, $2)', [channel, payload]).catch(() => undefined);
    }
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#open();
    return this.#connecting;
  }

  async #open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'forgeyard hints', connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    client.on('end', () => {
      this.#lost();
    });
    client.on('notification', (message) => {
      const [origin, ...topics] = (message.payload ?? '').split(',');
      if (origin !== this.#origin) for (const listener of this.#listeners) listener(topics);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      this.#client = client;
    } catch {
      this.#lost();
    }
  }

  #lost(): void {
    this.#client = undefined;
    // A failed attempt is reported twice, by its rejection and by the end of its connection.
    if (this.#isClosed || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#connecting = undefined;
      if (!this.#isClosed && this.#listeners.length > 0) void this.#connect();
    }, reconnectMs).unref();
  }
}
