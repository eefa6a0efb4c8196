import { statement } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { utcDay } from './usage-days.ts';

const flushMs = 1_000;
/** Keys whose use is written in one transaction. */
const batchMax = 50;

const markUsed = statement<{ id: string; at: number; ip: string }>((db, arg) =>
  db
    .updateTable('credentials')
    .set({ last_used_at: arg.at, last_used_ip: arg.ip })
    .where('id', '=', arg.id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', arg.at)])),
);

const countRequests = statement<{ id: string; day: number; requests: number }>((db, arg) =>
  db
    .insertInto('credential_usage')
    .values({ credential_id: arg.id, day: arg.day, requests: arg.requests })
    .onConflict((on) =>
      on
        .columns(['credential_id', 'day'])
        .doUpdateSet((eb) => ({ requests: eb('credential_usage.requests', '+', eb.ref('excluded.requests')) })),
    ),
);

/** How often a key was used since that was written last; changed in place, because it is touched by every request. */
export class Use {
  readonly credentialId: string;
  requests = 0;
  at = 0;
  ip = '';

  constructor(credentialId: string) {
    this.credentialId = credentialId;
  }
}

/** Writes when, from where and how often keys are used, in batches once a second. A power cut or an absent store loses the last of them. */
export class UsageLog {
  readonly #home: Home;
  #waiting: Use[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(home: Home) {
    this.#home = home;
  }

  note(use: Use, nowMs: number, ip: string): void {
    if (use.requests === 0) this.#await(use);
    use.requests += 1;
    use.at = nowMs;
    use.ip = ip;
  }

  /** Writes what is still waiting. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#flush();
  }

  #await(use: Use): void {
    this.#waiting.push(use);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#flush();
    }, flushMs).unref();
  }

  async #flush(): Promise<void> {
    const uses = this.#waiting.map((use) => ({ id: use.credentialId, at: use.at, ip: use.ip, requests: use.requests }));
    for (const use of this.#waiting) use.requests = 0;
    this.#waiting = [];
    // In one order everywhere, so that two processes that write the same keys wait for each other and never cross.
    uses.sort((left, right) => (left.id < right.id ? -1 : 1));
    for (let start = 0; start < uses.length; start += batchMax) await this.#write(uses.slice(start, start + batchMax));
  }

  async #write(
    uses: readonly { readonly id: string; readonly at: number; readonly ip: string; readonly requests: number }[],
  ): Promise<void> {
    const write = this.#home.store.transact(
      async (tx) => {
        for (const { id, at, ip, requests } of uses) {
          await tx.run(markUsed, { id, at, ip });
          await tx.run(countRequests, { id, day: utcDay(at), requests });
        }
      },
      { durability: 'relaxed' },
    );
    // Losing a last-used time is harmless, so a store that is away costs nothing else.
    await write.catch(() => undefined);
  }
}
