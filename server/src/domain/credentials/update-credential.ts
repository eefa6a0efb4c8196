import { grantsOfScopes } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { statement } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import { mutation } from '../operation.ts';
import { agentIdsOf, namesOf } from './create-credential.ts';
import { refuseRestricted } from './credential.ts';
import type { Credential, CredentialLimits } from './credential.ts';
import { findKeyRow, lockKeys } from './credential-queries.ts';
import { insertReach, refuseTakenName } from './insert-credential.ts';
import { canonicalNetworks } from './networks.ts';
import { keyRowOf } from './revoke-credential.ts';
import type { KeyQuestion } from './revoke-credential.ts';
import { toOneCredential } from './show-rows.ts';
import { grantsToJudge, knownScopes, refuseBadLimits, refuseStronger } from './strength.ts';

/** Members that are left out stay as they are. */
export interface CredentialChanges extends Partial<{ readonly [K in keyof CredentialLimits]: CredentialLimits[K] | undefined }> {
  readonly name?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly agents?: readonly string[] | undefined;
  readonly orgWide?: boolean | undefined;
}

export interface CredentialUpdate extends KeyQuestion {
  readonly changes: CredentialChanges;
}

const updateRow = statement<{
  id: string;
  name: string;
  org_wide: number;
  expires_at: number | null;
  rate: number | null;
  concurrent: number | null;
}>((db, arg) =>
  db
    .updateTable('credentials')
    .set({
      name: arg.name,
      org_wide: arg.org_wide,
      expires_at: arg.expires_at,
      rate_limit_per_minute: arg.rate,
      max_concurrent: arg.concurrent,
    })
    .where('id', '=', arg.id),
);
const dropScopes = statement<{ id: string }>((db, arg) => db.deleteFrom('credential_scopes').where('credential_id', '=', arg.id));
const dropReach = statement<{ id: string }>((db, arg) => db.deleteFrom('credential_agents').where('credential_id', '=', arg.id));
const dropNetworks = statement<{ id: string }>((db, arg) => db.deleteFrom('credential_networks').where('credential_id', '=', arg.id));

/**
 * Changes what a key may do, never its secret. Whoever changes more than its name could also have made the result.
 * @throws Refusal as `createCredential` · `not_found` credential.unknown · `conflict` credential.not_active for a revoked or replaced key ·
 * `forbidden` credential.not_yours for another person's key
 */
export const updateCredential = mutation<CredentialUpdate, Credential>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, { changes, ...question }) => {
    refuseRestricted(caller);
    await lockKeys(tx, caller.orgId);
    const now = home.clock.now();
    const row = await keyRowOf(tx, caller, question);
    const before = await toOneCredential(tx, row, now);
    refuseUnchangeable(caller, before);
    const after = await changed(tx, caller, before, changes);
    if (membersOf(changes).some((name) => name !== 'name')) refuseResult(caller, after, changes, now);
    if (before.kind === 'api_key' && after.name !== before.name) await refuseTakenName(tx, row.org_id, after.name, row.id);
    await write(tx, after);
    await touchAuthority(tx);
    const written = await findKeyRow(tx, row.org_id, row.id);
    return toOneCredential(tx, written ?? row, now);
  },
  record: (credential, { changes }) => ({
    event: 'key.updated',
    target: credential.id,
    agentId: credential.agent?.id ?? null,
    details: { ...namesOf(credential), members: membersOf(changes), scopes: credential.scopes },
  }),
});

function membersOf(changes: CredentialChanges): string[] {
  return Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

/** @throws Refusal `conflict` credential.not_active · `forbidden` credential.not_yours */
export function refuseUnchangeable(caller: Caller, key: Credential): void {
  if (key.revokedAt !== null || key.graceUntil !== null) {
    throw new Refusal('conflict', 'credential.not_active', 'The key has been revoked or replaced.');
  }
  if (key.userId === null || (caller.kind === 'person' && caller.userId === key.userId)) return;
  throw new Refusal('forbidden', 'credential.not_yours', 'Only the person that it acts as changes such a key; others can revoke it.');
}

async function changed(tx: Tx, caller: Caller, before: Credential, changes: CredentialChanges): Promise<Credential> {
  const { name, scopes, networks } = changes;
  const limits = {
    expiresAt: changes.expiresAt === undefined ? before.expiresAt : changes.expiresAt,
    ratePerMinute: changes.ratePerMinute === undefined ? before.ratePerMinute : changes.ratePerMinute,
    concurrentMax: changes.concurrentMax === undefined ? before.concurrentMax : changes.concurrentMax,
    networks: networks === undefined ? before.networks : canonicalNetworks(networks),
  };
  return {
    ...before,
    ...limits,
    ...(await changedReach(tx, caller, before, changes)),
    name: name ?? before.name,
    scopes: scopes === undefined ? before.scopes : knownScopes(scopes),
  };
}

async function changedReach(
  tx: Tx,
  caller: Caller,
  before: Credential,
  { agents, orgWide }: CredentialChanges,
): Promise<Pick<Credential, 'agents' | 'isOrgWide'>> {
  if (agents === undefined && (orgWide === undefined || orgWide === before.isOrgWide)) {
    return { agents: before.agents, isOrgWide: before.isOrgWide };
  }
  if (before.kind !== 'api_key') {
    throw refuseField('invalid', 'credential.reach_fixed', '/agent_ids', 'The reach of this kind of key follows from whom it acts as.');
  }
  if ((agents?.length ?? 0) > 0 === (orgWide === true)) {
    throw refuseField('invalid', 'credential.reach_missing', '/agent_ids', 'Select at least one agent, or make the key organization-wide.');
  }
  const ids = await agentIdsOf(tx, caller, agents ?? []);
  return { isOrgWide: orgWide === true, agents: ids.map((id) => ({ id, slug: '', displayName: '' })) };
}

function refuseResult(caller: Caller, after: Credential, changes: CredentialChanges, now: number): void {
  refuseBadLimits({ ...after, expiresAt: changes.expiresAt ?? null }, now);
  const grants = after.kind === 'user_key' ? grantsToJudge(after.kind, after.scopes) : grantsOfScopes(after.scopes);
  refuseStronger(caller, { ...after, grants, agentIds: after.isOrgWide ? null : new Set(after.agents.map((agent) => agent.id)) });
}

async function write(tx: Tx, after: Credential): Promise<void> {
  const { id, name, expiresAt, ratePerMinute, concurrentMax, scopes, networks } = after;
  await tx.run(updateRow, {
    id,
    name,
    org_wide: after.isOrgWide ? 1 : 0,
    expires_at: expiresAt,
    rate: ratePerMinute,
    concurrent: concurrentMax,
  });
  for (const drop of [dropScopes, dropReach, dropNetworks]) await tx.run(drop, { id });
  await insertReach(tx, id, { scopes, networks, agentIds: after.agents.map((agent) => agent.id) });
}
