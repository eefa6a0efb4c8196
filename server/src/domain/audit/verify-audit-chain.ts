import { setImmediate as nextTurn } from 'node:timers/promises';
import { Refusal } from '../../kernel/refusal.ts';
import type { AuditEntryRow } from '../../store/index.ts';
import type { At } from '../home.ts';
import { asLinked, genesisHash, hashOfEntry } from './audit-chain.ts';
import type { ChainHead } from './audit-chain.ts';
import { chainFrom, countUnchained, headAndTop } from './audit-queries.ts';
import { query } from './audit-query.ts';

/** Entries that are read and computed in one turn of the event loop; a few milliseconds. */
const batchSize = 250;

export type BreakReason = 'content_changed' | 'link_broken' | 'missing_seq' | 'head_mismatch';

/** The first place at which a chain does not hold; `id` is null where the entry itself is gone. */
export interface ChainBreak {
  readonly id: string | null;
  readonly seq: number;
  readonly reason: BreakReason;
}

export interface ChainVerdict {
  /** Entries of the chain that hold. */
  readonly entries: number;
  /** Entries from before the chain, which it says nothing about; a number that never grows. */
  readonly unchained: number;
  readonly head: ChainHead;
  readonly broken: ChainBreak | null;
}

export interface VerifyRequest {
  /** A head that was kept elsewhere: the chain must still hold it. */
  readonly known?: ChainHead | undefined;
  /** Stops the computation, for instance when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads the facts that a verification starts from; every batch asks for the grant again. */
const readHead = query<undefined, { head: ChainHead; top: number; unchained: number }>({
  grant: 'audit:read',
  work: async (tx, { caller }) => {
    const found = await tx.first(headAndTop, { org: caller.orgId });
    const unchained = await tx.first(countUnchained, { org: caller.orgId });
    return {
      head: { seq: found?.seq ?? 0, hash: found?.hash ?? genesisHash },
      top: found?.top ?? 0,
      unchained: Number(unchained?.count ?? 0),
    };
  },
});

const readBatch = query<number, readonly AuditEntryRow[]>({
  grant: 'audit:read',
  work: (tx, { caller }, after) => tx.all(chainFrom, { org: caller.orgId, after, limit: batchSize }),
});

/**
 * Computes the whole chain again in small batches and names the first entry that does not hold. Entries that are appended meanwhile are left for
 * the next time.
 * @throws Refusal `forbidden` caller.lacks_grant · `unavailable` audit.abandoned
 */
export const verifyAuditChain = Object.assign(
  async (at: At, { known, signal }: VerifyRequest): Promise<ChainVerdict> => {
    const { head, top, unchained } = await readHead(at, undefined);
    const walk = new ChainWalk(head, known);
    while (walk.isGoing) {
      if (signal?.aborted === true) throw new Refusal('unavailable', 'audit.abandoned', 'Nobody waits for this verification any more.');
      const rows = await readBatch(at, walk.place.seq);
      walk.take(rows);
      await nextTurn();
    }
    const beyond = top > head.seq ? (await readBatch(at, head.seq))[0] : undefined;
    const broken = walk.broken ?? endOf(walk.place, beyond, known);
    return { entries: walk.place.seq, unchained, head, broken };
  },
  { grant: readHead.grant ?? null },
);

/** Follows a chain up to the head that it had at the start. */
class ChainWalk {
  place: ChainHead = { seq: 0, hash: genesisHash };
  broken: ChainBreak | null = null;
  readonly #head: ChainHead;
  readonly #known: ChainHead | undefined;

  constructor(head: ChainHead, known: ChainHead | undefined) {
    this.#head = head;
    this.#known = known;
  }

  get isGoing(): boolean {
    return this.broken === null && this.place.seq < this.#head.seq;
  }

  take(rows: readonly AuditEntryRow[]): void {
    if (rows.length === 0) this.broken = { id: null, seq: this.place.seq + 1, reason: 'missing_seq' };
    for (const row of rows) {
      if (!this.isGoing) return;
      this.#step(row);
    }
  }

  #step(row: AuditEntryRow): void {
    const linked = asLinked(row);
    const { hash } = row;
    const expected = this.place.seq + 1;
    const fail = (reason: BreakReason): void => {
      this.broken = reason === 'missing_seq' ? { id: null, seq: expected, reason } : { id: row.id, seq: expected, reason };
    };
    if (row.seq !== expected) return fail('missing_seq');
    if (linked === null || hash === null || hashOfEntry(linked) !== hash) return fail('content_changed');
    if (linked.prev_hash !== this.place.hash) return fail('link_broken');
    const isOther = (one: ChainHead | undefined): boolean => one?.seq === expected && one.hash !== hash;
    if (isOther(this.#head) || isOther(this.#known)) return fail('head_mismatch');
    this.place = { seq: expected, hash };
  }
}

/** What is wrong behind the last entry: one that the head does not know, or a known head that the chain does not reach. */
function endOf({ seq }: ChainHead, beyond: AuditEntryRow | undefined, known: ChainHead | undefined): ChainBreak | null {
  if (beyond !== undefined) return { id: beyond.id, seq: beyond.seq ?? seq + 1, reason: 'head_mismatch' };
  return known !== undefined && known.seq > seq ? { id: null, seq: seq + 1, reason: 'missing_seq' } : null;
}
