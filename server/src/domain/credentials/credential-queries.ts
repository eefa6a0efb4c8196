import { insertion, statement } from '../../store/index.ts';
import type { CredentialRow, ReadTx } from '../../store/index.ts';
import type { Credential } from './credential.ts';

export const credentialInsertion = insertion('credentials', [
  'id',
  'number',
  'org_id',
  'kind',
  'name',
  'prefix',
  'hash',
  'org_wide',
  'created_by',
  'created_at',
  'expires_at',
  'last_used_at',
  'last_used_ip',
  'revoked_at',
  'revoked_reason',
  'agent_id',
  'user_id',
  'parent_id',
  'rate_limit_per_minute',
  'max_concurrent',
  'rotated_from',
  'grace_until',
]);
export const scopeInsertion = insertion('credential_scopes', ['credential_id', 'scope']);
export const reachInsertion = insertion('credential_agents', ['credential_id', 'agent_id']);

export const credentialByHash = statement<{ hash: string }, CredentialRow>((db, arg) =>
  db.selectFrom('credentials').selectAll().where('hash', '=', arg.hash),
);

export const activeByName = statement<{ org: string; name: string }, { id: string }>((db, arg) =>
  db
    .selectFrom('credentials')
    .select('id')
    .where('org_id', '=', arg.org)
    // The database lowers both sides, as its unique index does: engines differ beyond ASCII.
    .where((eb) => eb(eb.fn<string>('lower', ['name']), '=', eb.fn<string>('lower', [eb.val(arg.name)])))
    .where('revoked_at', 'is', null),
);

export const revokeById = statement<{ org: string; id: string; at: number; reason: string }>((db, arg) =>
  db
    .updateTable('credentials')
    .set({ revoked_at: arg.at, revoked_reason: arg.reason })
    .where('org_id', '=', arg.org)
    .where('id', '=', arg.id)
    .where('revoked_at', 'is', null),
);

export const markUsed = statement<{ id: string; at: number; ip: string }>((db, arg) =>
  db.updateTable('credentials').set({ last_used_at: arg.at, last_used_ip: arg.ip }).where('id', '=', arg.id),
);

export const scopesOf = statement<{ id: string }, { scope: string }>((db, arg) =>
  db.selectFrom('credential_scopes').select('scope').where('credential_id', '=', arg.id).orderBy('scope'),
);

/** Only living agents: a key loses an agent when the agent is deleted. */
export const reachOf = statement<{ id: string }, { id: string; slug: string; display_name: string }>((db, arg) =>
  db
    .selectFrom('credential_agents')
    .innerJoin('agents', 'agents.id', 'credential_agents.agent_id')
    .select(['agents.id', 'agents.slug', 'agents.display_name'])
    .where('credential_agents.credential_id', '=', arg.id)
    .where('agents.deleted_at', 'is', null)
    .orderBy('agents.id'),
);

/** Adds scopes and reach to a row. */
export async function toCredential(tx: ReadTx, row: CredentialRow): Promise<Credential> {
  const scopes = await tx.all(scopesOf, { id: row.id });
  const agents = row.org_wide === 1 ? [] : await tx.all(reachOf, { id: row.id });
  return {
    id: row.id,
    number: row.number,
    orgId: row.org_id,
    name: row.name,
    prefix: row.prefix,
    scopes: scopes.map((one) => one.scope),
    isOrgWide: row.org_wide === 1,
    agents: agents.map((agent) => ({ id: agent.id, slug: agent.slug, displayName: agent.display_name })),
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    lastUsedIp: row.last_used_ip,
    revokedAt: row.revoked_at,
  };
}
