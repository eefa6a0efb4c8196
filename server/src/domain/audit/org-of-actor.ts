import type { ReadTx } from '../../store/index.ts';
import type { NewAuditEntry } from './append-to-chain.ts';

/**
 * Finds the organisation of entries that know only their actor: an agent's own, a person's oldest. Those of unknown actors are dropped: whoever
 * nobody knows leaves no entry. Two queries for any number.
 */
export async function withOrgs(tx: ReadTx, entries: readonly NewAuditEntry[]): Promise<NewAuditEntry[]> {
  const open = entries.filter((entry) => entry.org_id === '');
  if (open.length === 0) return [...entries];
  const orgs = new Map([...(await orgsOfAgents(tx, open)), ...(await orgsOfPeople(tx, open))]);
  return entries.flatMap((entry) => {
    const org = entry.org_id === '' ? orgs.get(entry.actor) : entry.org_id;
    return org === undefined ? [] : [{ ...entry, org_id: org }];
  });
}

function idsOf(kind: string, entries: readonly NewAuditEntry[]): string[] {
  return [...new Set(entries.map(({ actor }) => actor).filter((actor) => actor.startsWith(`${kind}:`)))].map((actor) =>
    actor.slice(kind.length + 1),
  );
}

async function orgsOfAgents(tx: ReadTx, entries: readonly NewAuditEntry[]): Promise<[string, string][]> {
  const ids = idsOf('agent', entries);
  if (ids.length === 0) return [];
  const rows = await tx.query((db) => db.selectFrom('agents').select(['id', 'org_id']).where('id', 'in', ids));
  return rows.map(({ id, org_id }) => [`agent:${id}`, org_id]);
}

async function orgsOfPeople(tx: ReadTx, entries: readonly NewAuditEntry[]): Promise<[string, string][]> {
  const ids = idsOf('user', entries);
  if (ids.length === 0) return [];
  const rows = await tx.query((db) =>
    db
      .selectFrom('memberships')
      .select(['user_id', 'org_id'])
      .where('user_id', 'in', ids)
      .orderBy('created_at', 'desc')
      .orderBy('org_id')
      .limit(membershipsMax),
  );
  // Later ones take the place of earlier ones, so the oldest membership stays.
  return rows.map(({ user_id, org_id }) => [`user:${user_id}`, org_id]);
}

/** Memberships of all people of one flush that are looked at. */
const membershipsMax = 10_000;
