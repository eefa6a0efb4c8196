import { statement } from '../../store/index.ts';
import type { OrgRow, ReadTx } from '../../store/index.ts';

/** The tenant. Everything else belongs to exactly one organisation. */
export interface Org {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

const byId = statement<{ id: string }, OrgRow>((db, arg) => db.selectFrom('orgs').selectAll().where('id', '=', arg.id));
const oldest = statement<Record<never, never>, OrgRow>((db) => db.selectFrom('orgs').selectAll().orderBy('id').limit(1));

export async function findOrg(tx: ReadTx, id: string): Promise<Org | undefined> {
  const row = await tx.first(byId, { id });
  return row === undefined ? undefined : { id: row.id, slug: row.slug, name: row.name };
}

/** The organisation that first start created, if there is one yet. */
export async function firstOrg(tx: ReadTx): Promise<Org | undefined> {
  const row = await tx.first(oldest, {});
  return row === undefined ? undefined : { id: row.id, slug: row.slug, name: row.name };
}
