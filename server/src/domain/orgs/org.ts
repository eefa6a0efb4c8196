import { newId } from '../../kernel/id.ts';
import { insertion, statement } from '../../store/index.ts';
import type { OrgRow, ReadTx, Tx } from '../../store/index.ts';

/** The tenant. Everything else belongs to exactly one organisation. */
export interface Org {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

const orgs = insertion('orgs', ['id', 'slug', 'name', 'created_at', 'personal_of']);
const byId = statement<{ id: string }, OrgRow>((db, arg) => db.selectFrom('orgs').selectAll().where('id', '=', arg.id));
const oldest = statement<Record<never, never>, OrgRow>((db) => db.selectFrom('orgs').selectAll().orderBy('id').limit(1));

function toOrg(row: OrgRow): Org {
  return { id: row.id, slug: row.slug, name: row.name };
}

/** Creates an organisation; its slug is made from the name. */
export async function createOrg(tx: Tx, name: string, nowMs: number): Promise<Org> {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'org';
  const row: OrgRow = { id: newId(nowMs), slug, name, created_at: nowMs, personal_of: null };
  await tx.insert(orgs, [row]);
  return toOrg(row);
}

export async function findOrg(tx: ReadTx, id: string): Promise<Org | undefined> {
  const row = await tx.first(byId, { id });
  return row === undefined ? undefined : toOrg(row);
}

/** The organisation that first start created, if there is one yet. */
export async function firstOrg(tx: ReadTx): Promise<Org | undefined> {
  const row = await tx.first(oldest, {});
  return row === undefined ? undefined : toOrg(row);
}
