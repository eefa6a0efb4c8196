import type { CredentialRow, ReadTx } from '../../store/index.ts';
import type { AgentName, Credential, CredentialKind } from './credential.ts';
import { usageDays, utcDay } from './usage-days.ts';

/** Guaranteed by the writers of this noun, which store only these words. */
export function asCredentialKind(word: string): CredentialKind {
  return word as CredentialKind;
}

interface Surroundings {
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  readonly networks: ReadonlyMap<string, readonly string[]>;
  readonly reach: ReadonlyMap<string, readonly AgentName[]>;
  readonly agents: ReadonlyMap<string, AgentName>;
  readonly people: ReadonlyMap<string, string>;
  readonly successors: ReadonlyMap<string, string>;
  readonly requests: ReadonlyMap<string, readonly number[]>;
}

function grouped<Row, Value>(rows: readonly Row[], keyOf: (row: Row) => string, valueOf: (row: Row) => Value): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [valueOf(row)]);
    else group.push(valueOf(row));
  }
  return groups;
}

const personOf = (actor: string): string | null => (actor.startsWith('user:') ? actor.slice(5) : null);

/** Adds to rows what stands in other tables, with one query for each table however many rows there are. */
export async function toCredentials(tx: ReadTx, rows: readonly CredentialRow[], nowMs: number): Promise<Credential[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const found: Surroundings = {
    ...(await lists(tx, ids)),
    agents: await agentsOf(tx, rows),
    people: await peopleOf(tx, rows),
    successors: await successorsOf(tx, ids),
    requests: await requestsOf(tx, ids, nowMs),
  };
  return rows.map((row) => toCredential(row, found));
}

/** One row with what stands in other tables. */
export async function toOneCredential(tx: ReadTx, row: CredentialRow, nowMs: number): Promise<Credential> {
  const [credential] = await toCredentials(tx, [row], nowMs);
  if (credential === undefined) throw new Error('a credential was lost while it was read');
  return credential;
}

async function lists(tx: ReadTx, ids: string[]): Promise<Pick<Surroundings, 'scopes' | 'networks' | 'reach'>> {
  const scopes = await tx.query((db) => db.selectFrom('credential_scopes').selectAll().where('credential_id', 'in', ids).orderBy('scope'));
  const networks = await tx.query((db) =>
    db.selectFrom('credential_networks').selectAll().where('credential_id', 'in', ids).orderBy('cidr'),
  );
  const reach = await tx.query((db) =>
    db
      .selectFrom('credential_agents')
      .innerJoin('agents', 'agents.id', 'credential_agents.agent_id')
      .select(['credential_agents.credential_id', 'agents.id', 'agents.slug', 'agents.display_name'])
      .where('credential_agents.credential_id', 'in', ids)
      .where('agents.deleted_at', 'is', null)
      .orderBy('agents.id'),
  );
  return {
    scopes: grouped(
      scopes,
      (row) => row.credential_id,
      (row) => row.scope,
    ),
    networks: grouped(
      networks,
      (row) => row.credential_id,
      (row) => row.cidr,
    ),
    reach: grouped(
      reach,
      (row) => row.credential_id,
      (row) => ({ id: row.id, slug: row.slug, displayName: row.display_name }),
    ),
  };
}

async function agentsOf(tx: ReadTx, rows: readonly CredentialRow[]): Promise<Surroundings['agents']> {
  const ids = [...new Set(rows.flatMap((row) => row.agent_id ?? []))];
  if (ids.length === 0) return new Map();
  const agents = await tx.query((db) => db.selectFrom('agents').select(['id', 'slug', 'display_name']).where('id', 'in', ids));
  return new Map(agents.map((row) => [row.id, { id: row.id, slug: row.slug, displayName: row.display_name }]));
}

async function peopleOf(tx: ReadTx, rows: readonly CredentialRow[]): Promise<Surroundings['people']> {
  const ids = [...new Set(rows.flatMap((row) => personOf(row.created_by) ?? []))];
  if (ids.length === 0) return new Map();
  const people = await tx.query((db) => db.selectFrom('users').select(['id', 'name']).where('id', 'in', ids));
  return new Map(people.map((row) => [row.id, row.name]));
}

async function successorsOf(tx: ReadTx, ids: string[]): Promise<Surroundings['successors']> {
  const rows = await tx.query((db) => db.selectFrom('credentials').select(['id', 'rotated_from']).where('rotated_from', 'in', ids));
  return new Map(rows.flatMap((row) => (row.rotated_from === null ? [] : [[row.rotated_from, row.id] as const])));
}

async function requestsOf(tx: ReadTx, ids: string[], nowMs: number): Promise<Surroundings['requests']> {
  const before = utcDay(nowMs) - usageDays;
  const rows = await tx.query((db) =>
    db.selectFrom('credential_usage').selectAll().where('credential_id', 'in', ids).where('day', '>', before),
  );
  const days = new Map<string, number[]>(ids.map((id) => [id, Array.from({ length: usageDays }, () => 0)]));
  for (const { credential_id: id, day, requests } of rows) days.get(id)?.splice(day - before - 1, 1, requests);
  return days;
}

function toCredential(row: CredentialRow, found: Surroundings): Credential {
  const maker = personOf(row.created_by);
  const makerName = maker === null ? undefined : found.people.get(maker);
  const requestsDaily = found.requests.get(row.id) ?? [];
  return {
    id: row.id,
    number: row.number,
    orgId: row.org_id,
    kind: asCredentialKind(row.kind),
    name: row.name,
    prefix: row.prefix,
    scopes: found.scopes.get(row.id) ?? [],
    isOrgWide: row.org_wide === 1,
    agents: found.reach.get(row.id) ?? [],
    agent: row.agent_id === null ? null : (found.agents.get(row.agent_id) ?? null),
    userId: row.user_id,
    parentId: row.parent_id,
    createdBy: maker === null || makerName === undefined ? row.created_by : { id: maker, name: makerName },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    lastUsedIp: row.last_used_ip,
    revokedAt: row.revoked_at,
    revokedReason: row.revoked_reason,
    networks: found.networks.get(row.id) ?? [],
    ratePerMinute: row.rate_limit_per_minute,
    concurrentMax: row.max_concurrent,
    rotatedFrom: row.rotated_from,
    rotatedTo: found.successors.get(row.id) ?? null,
    graceUntil: row.grace_until,
    requests30d: requestsDaily.reduce((sum, requests) => sum + requests, 0),
    requestsDaily,
  };
}
