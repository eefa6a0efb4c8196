import { requirePerson } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import { query } from '../operation.ts';
import type { ReadTx } from '../../store/index.ts';
import { orgsOf } from './memberships.ts';
import type { OrgOfPerson } from './memberships.ts';
import type { Org } from './org.ts';

/** An organisation with what its own page shows. */
export interface OrgFacts extends Org {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** How many people belong to it. */
  readonly members: number;
}

type FactsRow = { id: string; slug: string; name: string; created_at: number; members: number };

const facts = statement<{ id: string }, FactsRow>((db, arg) =>
  db
    .selectFrom('orgs')
    .select(['id', 'slug', 'name', 'created_at'])
    .select((eb) =>
      eb
        .selectFrom('memberships')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('memberships.org_id', '=', 'orgs.id')
        .as('members'),
    )
    .where('id', '=', arg.id)
    .$narrowType<{ members: number }>(),
);

/** The organisations that the caller may act in, in the order in which they joined. @throws Refusal `forbidden` caller.wrong_form */
export const listMyOrgs = query<void, readonly OrgOfPerson[]>({
  grant: null,
  work: async (tx, { caller }) => (await orgsOf(tx, requirePerson(caller).userId)).filter((org) => org.isActive),
});

/** The organisation that the caller acts in. */
export const getOrg = query<void, OrgFacts>({
  grant: 'org:read',
  work: (tx, { caller }) => orgFacts(tx, caller.orgId),
});

export async function orgFacts(tx: ReadTx, orgId: string): Promise<OrgFacts> {
  const row = await tx.first(facts, { id: orgId });
  if (row === undefined) throw new Error('a caller without an organisation');
  return { id: row.id, slug: row.slug, name: row.name, createdAt: row.created_at, members: row.members };
}
