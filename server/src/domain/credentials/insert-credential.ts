import { newId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { hashKey, newKey } from '../../kernel/secret.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { CredentialRow, Tx } from '../../store/index.ts';
import { nextNumber } from '../counter.ts';
import { prefixOfKind, shownPrefix } from './credential.ts';
import type { Credential, CredentialKind, CredentialLimits } from './credential.ts';
import { activeByName, credentialInsertion, findKeyRow, networkInsertion, reachInsertion, scopeInsertion } from './credential-queries.ts';
import { toOneCredential } from './show-rows.ts';

/** A key that has been judged already; nothing is looked up or refused any more but a taken name. */
export interface CredentialDraft extends CredentialLimits {
  readonly orgId: string;
  readonly kind: CredentialKind;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly isOrgWide: boolean;
  /** Agents it reaches when it is not organisation-wide. */
  readonly agentIds: readonly string[];
  /** The agent it acts as. */
  readonly agentId: string | null;
  readonly userId: string | null;
  readonly parentId: string | null;
  readonly rotatedFrom: string | null;
  readonly createdBy: string;
  readonly createdAt: number;
  /** A secret that an operator chose; a new one is made when it is left out. */
  readonly key?: Secret | undefined;
}

export interface CreatedCredential {
  readonly credential: Credential;
  /** Shown once. */
  readonly key: Secret;
}

/** Writes a key. Nothing that was verified before changes by it. @throws Refusal `conflict` credential.name_taken */
export async function insertCredential(tx: Tx, draft: CredentialDraft): Promise<CreatedCredential> {
  if (draft.kind === 'api_key') await refuseTakenName(tx, draft.orgId, draft.name);
  const key = draft.key ?? newKey(prefixOfKind[draft.kind]);
  const id = newId(draft.createdAt);
  await tx.insert(credentialInsertion, [await toRow(tx, id, key, draft)]);
  await insertReach(tx, id, draft);
  const row = await findKeyRow(tx, draft.orgId, id);
  if (row === undefined) throw new Error('a credential was not found right after it was written');
  return { credential: await toOneCredential(tx, row, draft.createdAt), key };
}

/** `holder` may have the name already. @throws Refusal `conflict` credential.name_taken */
export async function refuseTakenName(tx: Tx, org: string, name: string, holder: string | null = null): Promise<void> {
  const found = await tx.first(activeByName, { org, name });
  if (found === undefined || found.id === holder) return;
  throw new Refusal('conflict', 'credential.name_taken', `A key named '${name}' already exists.`);
}

/** Writes scopes, agents and networks of a key that has none. */
export async function insertReach(
  tx: Tx,
  id: string,
  { scopes, agentIds, networks }: Pick<CredentialDraft, 'scopes' | 'agentIds' | 'networks'>,
): Promise<void> {
  await tx.insert(
    scopeInsertion,
    scopes.map((scope) => ({ credential_id: id, scope })),
  );
  await tx.insert(
    reachInsertion,
    agentIds.map((agent) => ({ credential_id: id, agent_id: agent })),
  );
  await tx.insert(
    networkInsertion,
    networks.map((cidr) => ({ credential_id: id, cidr })),
  );
}

async function toRow(tx: Tx, id: string, key: Secret, draft: CredentialDraft): Promise<CredentialRow> {
  return {
    id,
    number: await nextNumber(tx, 'credentials'),
    org_id: draft.orgId,
    kind: draft.kind,
    name: draft.name,
    prefix: shownPrefix(draft.kind, key.reveal()),
    hash: hashKey(key.reveal()),
    org_wide: draft.isOrgWide ? 1 : 0,
    created_by: draft.createdBy,
    created_at: draft.createdAt,
    expires_at: draft.expiresAt,
    last_used_at: null,
    last_used_ip: null,
    revoked_at: null,
    revoked_reason: null,
    agent_id: draft.agentId,
    user_id: draft.userId,
    parent_id: draft.parentId,
    rate_limit_per_minute: draft.ratePerMinute,
    max_concurrent: draft.concurrentMax,
    rotated_from: draft.rotatedFrom,
    grace_until: null,
  };
}
