import { statement } from '../../store/index.ts';
import type { ReadTx } from '../../store/index.ts';
import type { At } from '../home.ts';
import type { Operation } from '../../kernel/operation.ts';
import { listedByIds, newestListed } from './directory-queries.ts';
import type { DirectoryEntry } from './directory-queries.ts';
import { listedProfiles } from './profile-queries.ts';

export const randomPageMax = 20;
/** Profiles that a pool holds. */
const poolMax = 1_000;
/** A pool of the whole directory is soon incomplete, one of a large directory is good for a day. */
const wholePoolMs = 5_000;
const sampledPoolMs = 24 * 3_600_000;
/** A sample is taken from this many moments between the oldest profile and the newest. */
const moments = 50;

interface Pool {
  readonly agentIds: readonly string[];
  readonly madeAt: number;
  readonly goodForMs: number;
}

const newestIds = statement<{ limit: number }, { agent_id: string; created_at: number }>((db, arg) =>
  listedProfiles(db)
    .select(['profiles.agent_id', 'profiles.created_at'])
    .orderBy('profiles.created_at', 'desc')
    .orderBy('profiles.agent_id', 'desc')
    .limit(arg.limit),
);
const oldest = statement<object, { created_at: number }>((db) =>
  listedProfiles(db).select('profiles.created_at').orderBy('profiles.created_at').orderBy('profiles.agent_id').limit(1),
);
const idsFrom = statement<{ at: number; limit: number }, { agent_id: string }>((db, arg) =>
  listedProfiles(db)
    .select('profiles.agent_id')
    .where('profiles.created_at', '<=', arg.at)
    .orderBy('profiles.created_at', 'desc')
    .orderBy('profiles.agent_id', 'desc')
    .limit(arg.limit),
);

/**
 * Listed profiles by chance. Which ones are candidates is remembered, for a day in a large directory; what they say is read for each answer,
 * so that a profile that was withdrawn is never shown.
 */
export class RandomProfiles {
  readonly #random: () => number;
  #pool: Pool | undefined;

  /** @param random uniform in [0, 1) */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** At most `limit` profiles, 20 when it is larger; fewer only where the directory has no more. */
  readonly take: Operation<At['home'], number, readonly DirectoryEntry[]> = ({ home }, limit) =>
    home.read(async (tx) => {
      const count = Math.min(limit, randomPageMax);
      const pool = await this.#currentPool(tx, home.clock.monotonic());
      const drawn = this.#draw(pool.agentIds, 2 * count);
      const entries = await listedByIds(
        tx,
        drawn.map((agentId) => ({ agentId, relevance: 0 })),
      );
      return entries.length >= count ? entries.slice(0, count) : filledUp(tx, entries, count);
    });

  async #currentPool(tx: ReadTx, now: number): Promise<Pool> {
    if (this.#pool !== undefined && now - this.#pool.madeAt < this.#pool.goodForMs) return this.#pool;
    const newest = await tx.all(newestIds, { limit: poolMax });
    const isWhole = newest.length < poolMax;
    const agentIds = isWhole ? newest.map((row) => row.agent_id) : await this.#sample(tx, newest);
    this.#pool = { agentIds, madeAt: now, goodForMs: isWhole ? wholePoolMs : sampledPoolMs };
    return this.#pool;
  }

  /** Neighbours of moments between the oldest profile and the newest; the newest where almost all were made at once. */
  async #sample(tx: ReadTx, newest: readonly { readonly agent_id: string; readonly created_at: number }[]): Promise<string[]> {
    const last = newest[0]?.created_at ?? 0;
    const first = (await tx.first(oldest, {}))?.created_at ?? last;
    const perMoment = poolMax / moments;
    const ids = new Set(newest.slice(0, perMoment).map((row) => row.agent_id));
    for (let moment = 1; moment < moments; moment += 1) {
      const at = Math.round(first + this.#random() * (last - first));
      for (const row of await tx.all(idsFrom, { at, limit: perMoment })) ids.add(row.agent_id);
    }
    return ids.size < poolMax / 2 ? newest.map((row) => row.agent_id) : [...ids];
  }

  /** Some of the ids, each at most once (a Fisher-Yates shuffle that stops early). */
  #draw(ids: readonly string[], count: number): string[] {
    const deck = [...ids];
    const drawn: string[] = [];
    for (let place = 0; place < Math.min(count, deck.length); place += 1) {
      const other = place + Math.floor(this.#random() * (deck.length - place));
      const [here, there] = [deck[place], deck[other]];
      if (here === undefined || there === undefined) break;
      deck[other] = here;
      drawn.push(there);
    }
    return drawn;
  }
}

/** Profiles that the pool did not have, newest first. */
async function filledUp(tx: ReadTx, entries: readonly DirectoryEntry[], count: number): Promise<DirectoryEntry[]> {
  const known = new Set(entries.map(({ agentId }) => agentId));
  const newest = await newestListed(tx, { category: '', limit: 2 * count, offset: 0 });
  return [...entries, ...newest.filter(({ agentId }) => !known.has(agentId))].slice(0, count);
}
