import type { Caller } from '../../kernel/caller.ts';
import { callerIdentity, grantsOfScopes, scopeWords } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import { hashKey, newKey } from '../../kernel/secret.ts';
import type { Tx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { nextNumber, touchAuthority } from '../counter.ts';
import { mutation } from '../operation.ts';
import { keyPrefix, shownPrefix } from './credential.ts';
import type { Credential } from './credential.ts';
import { activeByName, credentialByHash, credentialInsertion, reachInsertion, scopeInsertion, toCredential } from './credential-queries.ts';

export interface NewCredential {
  readonly name: string;
  readonly scopes?: readonly string[] | undefined;
  /** Addresses of the agents it may reach; exactly one of a non-empty list or `orgWide: true`. */
  readonly agents?: readonly string[] | undefined;
  readonly orgWide?: boolean | undefined;
  /** Epoch milliseconds, in the future. */
  readonly expiresAt?: number | null | undefined;
  /** Set only by first start, which takes an operator's own secret. */
  readonly chosenKey?: Secret | undefined;
}

export interface CreatedCredential {
  readonly credential: Credential;
  /** Shown once. */
  readonly key: Secret;
}

/**
 * Creates a key. A key never makes a stronger one: scopes, reach and expiry stay within the caller's.
 * @throws Refusal `invalid` credential.reach_missing, credential.scope_unknown, credential.expired · `not_found` agent.unknown ·
 * `conflict` credential.name_taken · `forbidden` credential.stronger_than_caller
 */
export const createCredential = mutation<NewCredential, CreatedCredential>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, input) => {
    const now = home.clock.now();
    const scopes = [...new Set(input.scopes ?? ['read', 'write'])];
    refuseBadShape(input, scopes, now);
    const agentIds = await agentIdsOf(tx, caller, input.agents ?? []);
    refuseStronger(caller, scopes, input);
    if ((await tx.first(activeByName, { org: caller.orgId, name: input.name })) !== undefined) {
      throw new Refusal('conflict', 'credential.name_taken', `A key named '${input.name}' already exists.`);
    }
    const key = input.chosenKey ?? newKey(keyPrefix);
    const id = newId(now);
    await tx.insert(credentialInsertion, [
      {
        id,
        number: await nextNumber(tx, 'credentials'),
        org_id: caller.orgId,
        kind: 'api_key',
        name: input.name,
        prefix: shownPrefix(key.reveal()),
        hash: hashKey(key.reveal()),
        org_wide: input.orgWide === true ? 1 : 0,
        created_by: callerIdentity(caller),
        created_at: now,
        expires_at: input.expiresAt ?? null,
        last_used_at: null,
        last_used_ip: null,
        revoked_at: null,
        revoked_reason: null,
        agent_id: null,
        user_id: null,
        parent_id: null,
        rate_limit_per_minute: null,
        max_concurrent: null,
        rotated_from: null,
        grace_until: null,
      },
    ]);
    await tx.insert(
      scopeInsertion,
      scopes.map((scope) => ({ credential_id: id, scope })),
    );
    await tx.insert(
      reachInsertion,
      agentIds.map((agent) => ({ credential_id: id, agent_id: agent })),
    );
    await touchAuthority(tx);
    const row = await tx.first(credentialByHash, { hash: hashKey(key.reveal()) });
    if (row === undefined) throw new Error('a credential was not found right after it was written');
    return { credential: await toCredential(tx, row), key };
  },
  record: ({ credential }) => ({
    event: 'key.created',
    target: credential.id,
    details: {
      name: credential.name,
      scopes: credential.scopes,
      org_wide: credential.isOrgWide,
      agents: credential.agents.map((agent) => agent.id),
    },
  }),
});

function refuseBadShape(input: NewCredential, scopes: readonly string[], now: number): void {
  const hasAgents = (input.agents?.length ?? 0) > 0;
  if (hasAgents === (input.orgWide === true)) {
    const detail = 'Select at least one agent, or make the key organization-wide.';
    throw refuseField('invalid', 'credential.reach_missing', '/agent_ids', detail);
  }
  const unknown = scopes.find((scope) => !scopeWords.includes(scope));
  if (unknown !== undefined) throw refuseField('invalid', 'credential.scope_unknown', '/scopes', `There is no scope '${unknown}'.`);
  if (scopes.length === 0) throw refuseField('invalid', 'credential.scope_unknown', '/scopes', 'At least one scope is needed.');
  if (input.expiresAt !== undefined && input.expiresAt !== null && input.expiresAt <= now) {
    throw refuseField('invalid', 'credential.expired', '/expires_at', 'The expiry lies in the past.');
  }
}

async function agentIdsOf(tx: Tx, caller: Caller, addresses: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const address of addresses) ids.add((await visibleAgent(tx, caller, address)).id);
  return [...ids];
}

function refuseStronger(caller: Caller, scopes: readonly string[], input: NewCredential): void {
  if (caller.kind !== 'apiKey') return;
  const isWider = [...grantsOfScopes(scopes)].some((grant) => !caller.grants.has(grant));
  const isBroader = input.orgWide === true && caller.agentIds !== null;
  const isLonger = caller.expiresAt !== null && (input.expiresAt ?? Infinity) > caller.expiresAt;
  if (isWider || isBroader || isLonger) {
    throw new Refusal('forbidden', 'credential.stronger_than_caller', 'A key cannot create a key that is stronger than itself.');
  }
}
