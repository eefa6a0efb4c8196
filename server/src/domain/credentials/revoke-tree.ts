import type { Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import { ancestorsMax } from './live-key.ts';

/** Rows of one statement; a longer list is cut into several. */
const batchMax = 500;

export interface Revocation {
  readonly ids: readonly string[];
  readonly now: number;
  readonly reason: string;
}

/** Ends keys, and with reason `parent_revoked` every key that descends from them. Returns how many were alive. */
export async function revokeTree(tx: Tx, { ids, now, reason }: Revocation): Promise<number> {
  let count = await revokeThese(tx, { ids, now, reason });
  let parents = ids;
  for (let depth = 0; parents.length > 0 && depth <= ancestorsMax; depth += 1) {
    const children = await livingChildren(tx, parents);
    count += await revokeThese(tx, { ids: children, now, reason: 'parent_revoked' });
    parents = children;
  }
  await touchAuthority(tx);
  return count;
}

function* batches(ids: readonly string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += batchMax) yield ids.slice(start, start + batchMax);
}

async function revokeThese(tx: Tx, { ids, now, reason }: Revocation): Promise<number> {
  let count = 0;
  for (const batch of batches(ids)) {
    const rows = await tx.query((db) =>
      db
        .updateTable('credentials')
        .set({ revoked_at: now, revoked_reason: reason })
        .where('id', 'in', batch)
        .where('revoked_at', 'is', null)
        .returning('id'),
    );
    count += rows.length;
  }
  return count;
}

async function livingChildren(tx: Tx, parents: readonly string[]): Promise<string[]> {
  const children: string[] = [];
  for (const batch of batches(parents)) {
    const rows = await tx.query((db) =>
      db.selectFrom('credentials').select('id').where('parent_id', 'in', batch).where('revoked_at', 'is', null),
    );
    children.push(...rows.map((row) => row.id));
  }
  return children;
}
