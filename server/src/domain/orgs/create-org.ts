import { newId } from '../../kernel/id.ts';
import { statement } from '../../store/index.ts';
import type { OrgRow, Tx } from '../../store/index.ts';
import type { Org } from './org.ts';

export interface NewOrg {
  readonly name: string;
  /** The person for whom it was made when they signed up. */
  readonly personalOf?: string | undefined;
}

/** Waits for a transaction that is taking the same slug, and inserts nothing when it took it. */
const insertUnlessTaken = statement<OrgRow>((db, arg) =>
  db
    .insertInto('orgs')
    .values({ id: arg.id, slug: arg.slug, name: arg.name, created_at: arg.created_at, personal_of: arg.personal_of })
    .onConflict((conflict) => conflict.column('slug').doNothing()),
);

const numberedMax = 50;

/**
 * Creates an organisation, without members. Its slug is made from the name, with `-2`, `-3` and so on when that is taken, and with a random end after
 * fifty of the same name.
 */
export async function createOrg(tx: Tx, { name, personalOf }: NewOrg, nowMs: number): Promise<Org> {
  const id = newId(nowMs);
  for (const slug of slugs(name, id)) {
    const row: OrgRow = { id, slug, name, created_at: nowMs, personal_of: personalOf ?? null };
    if ((await tx.run(insertUnlessTaken, row)) > 0) return { id, slug, name };
  }
  throw new Error('no slug is free');
}

function* slugs(name: string, id: string): Generator<string> {
  const base = slugOf(name);
  yield base;
  for (let number = 2; number <= numberedMax; number += 1) yield `${base}-${number}`;
  yield `${base}-${id.replaceAll('-', '').slice(-12)}`;
}

/** Lower-case ASCII letters and digits with hyphens between them, at most 48; accents are dropped, and a name without any such letter is `org`. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase();
  return (
    plain
      .replace(/\p{M}+/gu, '')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 48)
      .replace(/^-+|-+$/g, '') || 'org'
  );
}
