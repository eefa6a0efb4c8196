import type { Logger } from 'pino';
import { SealError } from './kernel/sealer.ts';
import type { Sealer } from './kernel/sealer.ts';
import type { SealedColumn, SealedText } from './domain/sealed-column.ts';
import type { Store, Tx } from './store/index.ts';

/** Rows of one transaction. */
const batchMax = 100;

export interface Rewrapped {
  /** Texts that now lie under the current master key. */
  readonly rewrapped: number;
  /** Texts that open under no key that was given; they are named in the log and left as they are. */
  readonly unreadable: number;
}

/**
 * Brings every sealed text under the current master key, in short transactions. Can be broken off at any time and started again: a text that is
 * there already is left alone, and each change holds by itself.
 */
export async function rewrapSecrets(
  store: Pick<Store, 'read' | 'transact'>,
  sealer: Sealer,
  columns: readonly SealedColumn[],
  logger: Logger,
): Promise<Rewrapped> {
  let rewrapped = 0;
  let unreadable = 0;
  for (const column of columns) {
    for (let after: string | null = null, isLast = false; !isLast;) {
      const page: readonly SealedText[] = await store.read((tx) => column.page(tx, after, batchMax));
      const changes = page.flatMap((row) => {
        const to = rewrapOne(sealer, column, row, logger);
        if (to === undefined) unreadable += 1;
        return to === undefined || to === null ? [] : [{ id: row.id, from: row.sealed, to }];
      });
      if (changes.length > 0) rewrapped += await store.transact((tx) => replaceAll(tx, column, changes));
      after = page.at(-1)?.id ?? null;
      isLast = page.length < batchMax;
    }
  }
  return { rewrapped, unreadable };
}

/** Null when nothing has to change, undefined when the text does not open. */
function rewrapOne(sealer: Sealer, column: SealedColumn, row: SealedText, logger: Logger): string | null | undefined {
  try {
    return sealer.rewrap(row.sealed, row.context);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    logger.error({ column: column.name, row: row.id, reason: error.reason, detail: error.message }, 'secret.unreadable');
    return undefined;
  }
}

async function replaceAll(
  tx: Tx,
  column: SealedColumn,
  changes: readonly { readonly id: string; readonly from: string; readonly to: string }[],
): Promise<number> {
  let changed = 0;
  for (const change of changes) changed += await column.replace(tx, change);
  return changed;
}
