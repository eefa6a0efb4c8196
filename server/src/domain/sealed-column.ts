import type { ReadTx, Tx } from '../store/index.ts';

/** One sealed text with what it is bound to. */
export interface SealedText {
  /** Key of its row, in the order of which a column is walked. */
  readonly id: string;
  readonly sealed: string;
  readonly context: string;
}

/**
 * A column that holds sealed secrets. Each is in the list of server/src/sealed-columns.ts: what is not would be lost when the master key is
 * rotated.
 */
export interface SealedColumn {
  /** `table.column`, for messages. */
  readonly name: string;
  /** The next texts behind a row, by `id`; rows without a secret are left out. */
  readonly page: (tx: ReadTx, after: string | null, limit: number) => Promise<readonly SealedText[]>;
  /** Replaces a text where it is still the one that was read; returns how many rows changed. */
  readonly replace: (tx: Tx, change: { readonly id: string; readonly from: string; readonly to: string }) => Promise<number>;
}
