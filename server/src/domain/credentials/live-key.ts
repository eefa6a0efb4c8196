import { grantsOfRole, grantsOfScopes, roles } from '../../kernel/caller.ts';
import type { Grant, Role } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { asCredentialKind } from './show-rows.ts';
import type { CredentialLink } from './credential-queries.ts';
import { linkById, networksOf, reachOf, scopesOf } from './credential-queries.ts';
import { storedNetworks } from './networks.ts';
import type { Network } from './networks.ts';
import { weaker } from './strength.ts';
import type { Strength } from './strength.ts';

/** Keys that made keys that made keys: a longer line is never written. */
export const ancestorsMax = 8;

/** Source: identity design, "RecoveryCaller". */
const recoveryGrants: ReadonlySet<Grant> = new Set<Grant>(['self:keys', 'self:delete', 'self:read']);

/** A key that may be used now, cut to what it and every key that it descends from may do. */
export interface LiveKey extends Strength {
  readonly row: CredentialLink;
  readonly scopes: readonly string[];
  /** Every one of these has to admit the address that it is used from. */
  readonly gates: readonly (readonly Network[])[];
  readonly ancestors: number;
}

/** Names whose attempt it was. */
function subjectOf(row: CredentialLink) {
  const isRecovery = row.kind === 'recovery' && row.agent_id !== null;
  return {
    orgId: row.org_id,
    actor: isRecovery ? `agent:${row.agent_id}` : `key:${row.id}`,
    ...(row.agent_id === null ? {} : { agentId: row.agent_id }),
  };
}

/** When a key stops working, unless somebody ends it earlier. */
export function endOf(row: CredentialLink): number | null {
  const end = Math.min(row.expires_at ?? Infinity, row.grace_until ?? Infinity);
  return end === Infinity ? null : end;
}

const dead = (row: CredentialLink, reason: string, message: string): Refusal =>
  new Refusal('unauthenticated', reason, message, { subject: subjectOf(row) });

export const expired = (row: CredentialLink): Refusal => dead(row, 'credential.expired', 'API key has expired');
const revoked = (row: CredentialLink): Refusal => dead(row, 'credential.revoked', 'API key has been revoked');

/** @throws Refusal `unauthenticated` credential.unknown, credential.revoked, credential.expired · `forbidden` agent.not_active */
export function refuseDead(row: CredentialLink, nowMs: number): void {
  if (row.revoked_at !== null) throw revoked(row);
  if ((endOf(row) ?? Infinity) <= nowMs) throw expired(row);
  if (row.user_id !== null && (row.role === null || row.user_status !== 'active')) throw revoked(row);
  if (row.agent_id === null || row.agent_status === 'active') return;
  if (row.agent_deleted_at !== null || row.agent_status === null) throw dead(row, 'credential.unknown', 'Invalid API key');
  throw new Refusal('forbidden', 'agent.not_active', `Agent is ${row.agent_status}`, { subject: subjectOf(row) });
}

export function ipNotAllowed(row: CredentialLink): Refusal {
  const message = 'This credential cannot be used from this address.';
  return new Refusal('forbidden', 'credential.ip_not_allowed', message, { subject: subjectOf(row) });
}

function isRole(word: string | null): word is Role {
  return roles.some((role) => role === word);
}

function grantsOf(row: CredentialLink, scopes: readonly string[]): ReadonlySet<Grant> {
  if (row.kind === 'recovery') return recoveryGrants;
  const asked = grantsOfScopes(scopes);
  if (row.user_id === null) return asked;
  const held: ReadonlySet<Grant> = isRole(row.role) ? grantsOfRole[row.role] : new Set();
  return new Set([...asked].filter((grant) => held.has(grant)));
}

async function aloneOf(tx: ReadTx, row: CredentialLink): Promise<LiveKey> {
  const scopes = (await tx.all(scopesOf, { id: row.id })).map((one) => one.scope);
  const networks = (await tx.all(networksOf, { id: row.id })).map((one) => one.cidr);
  const reach = row.org_wide === 1 ? null : new Set((await tx.all(reachOf, { id: row.id })).map((agent) => agent.id));
  return {
    row,
    scopes,
    grants: grantsOf(row, scopes),
    agentIds: asCredentialKind(row.kind) === 'recovery' && row.agent_id !== null ? new Set([row.agent_id]) : reach,
    expiresAt: endOf(row),
    networks,
    ratePerMinute: row.rate_limit_per_minute,
    concurrentMax: row.max_concurrent,
    gates: networks.length === 0 ? [] : [storedNetworks(networks)],
    ancestors: 0,
  };
}

/** An agent never judges work, and neither do the keys that its own keys make. */
function withoutVerdicts(key: LiveKey): LiveKey {
  if (key.row.agent_id === null) return key;
  return { ...key, grants: new Set([...key.grants].filter((grant) => grant !== 'deliverables:review')) };
}

/**
 * What a key may do now. Whatever became of the keys that it descends from counts for it too, also what was changed after it was made.
 * @throws Refusal as `refuseDead`
 */
export async function liveKey(tx: ReadTx, row: CredentialLink, nowMs: number): Promise<LiveKey> {
  refuseDead(row, nowMs);
  let key = await aloneOf(tx, row);
  let parentId = row.parent_id;
  for (let ancestors = 1; parentId !== null && ancestors <= ancestorsMax; ancestors += 1) {
    const parent = await tx.first(linkById, { id: parentId });
    if (parent === undefined) throw new Error(`credential ${row.id} has lost the key that made it`);
    refuseDead(parent, nowMs);
    const maker = withoutVerdicts(await aloneOf(tx, parent));
    key = { ...key, ...weaker(key, maker), gates: [...key.gates, ...maker.gates], ancestors };
    parentId = parent.parent_id;
  }
  return key;
}
