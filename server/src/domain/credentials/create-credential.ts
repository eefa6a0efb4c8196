import { callerIdentity, isProgram } from '../../kernel/caller.ts';
import type { Caller, KeyKind } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import { refusePerson, visibleAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { akyOfUuid } from './credential.ts';
import type { Credential, CredentialLimits } from './credential.ts';
import { linkById, lockKeys } from './credential-queries.ts';
import { insertCredential } from './insert-credential.ts';
import type { CreatedCredential, CredentialDraft } from './insert-credential.ts';
import { ancestorsMax, liveKey } from './live-key.ts';
import { canonicalNetworks } from './networks.ts';
import { grantsToJudge, knownScopes, refuseBadLimits, refuseStronger, strongerThanCaller } from './strength.ts';

export interface NewCredential extends Partial<{ readonly [K in keyof CredentialLimits]: CredentialLimits[K] | undefined }> {
  readonly name: string;
  /** `api_key` when left out. */
  readonly kind?: KeyKind | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** Address of the agent that an `agent_key` or `identity_key` acts as. */
  readonly agent?: string | undefined;
  /** Addresses of the agents an `api_key` may reach; exactly one of a non-empty list or `orgWide: true`. */
  readonly agents?: readonly string[] | undefined;
  readonly orgWide?: boolean | undefined;
  /** Set only by first start, which takes an operator's own secret. */
  readonly chosenKey?: Secret | undefined;
}

/** Source: contract 2, "Generate API Key"; contract 4, "Create a new API key". */
export const defaultScopes: { readonly [K in KeyKind]: readonly string[] } = {
  api_key: ['read', 'write'],
  agent_key: ['read', 'write'],
  user_key: ['read', 'write'],
  identity_key: ['messages:read', 'messages:write', 'conversations:read', 'presence:update'],
};

/**
 * Creates a key. A key never makes a stronger one: scopes, reach, expiry, networks and limits stay within the caller's, and it ends with the
 * key that made it. A person never gives more than their role has, and an agent's key makes only keys that act as that agent.
 * @throws Refusal `invalid` credential.reach_missing, credential.reach_fixed, credential.agent_missing, credential.scope_unknown,
 * credential.expired, credential.network_invalid, credential.limit_invalid · `not_found` agent.unknown · `conflict` credential.name_taken, agent.is_person ·
 * `forbidden` credential.stronger_than_caller, credential.person_needed
 */
export const createCredential = mutation<NewCredential, CreatedCredential>({
  grant: 'keys:write',
  work: async (tx, at, input) => insertCredential(tx, await draftFor(tx, at, input)),
  record: ({ credential }) => keyCreated(credential),
});

export function keyCreated(credential: Credential) {
  return {
    event: 'key.created',
    target: credential.id,
    agentId: credential.agent?.id ?? null,
    details: {
      ...namesOf(credential),
      scopes: credential.scopes,
      org_wide: credential.isOrgWide,
      agents: credential.agents.map((agent) => agent.id),
    },
  };
}

/** What every audit entry about a key says. */
export function namesOf({ id, name, kind, agent }: Credential) {
  return { key_id: akyOfUuid(id), name, kind, ...(agent === null ? {} : { agent_id: agent.id }) };
}

/** Judges a new key for its maker. Changes of the organisation's keys wait for this transaction from here on. */
export async function draftFor(tx: Tx, { caller, home }: At, input: NewCredential): Promise<CredentialDraft> {
  await lockKeys(tx, caller.orgId);
  const now = home.clock.now();
  const kind = input.kind ?? 'api_key';
  const scopes = knownScopes(input.scopes ?? defaultScopes[kind]);
  refuseBadReach(kind, input);
  const limits = limitsOf(input);
  refuseBadLimits(limits, now);
  const whom = await actsAs(tx, caller, kind, input);
  // An agent with a key that is nobody's would decide what waits for people.
  if (isProgram(caller) && caller.agentId !== null && whom.agentId !== caller.agentId) throw strongerThanCaller();
  const agentIds = whom.agentId === null ? await agentIdsOf(tx, caller, input.agents ?? []) : [whom.agentId];
  const isOrgWide = kind === 'user_key' || input.orgWide === true;
  refuseStronger(caller, { ...limits, grants: grantsToJudge(kind, scopes), agentIds: isOrgWide ? null : new Set(agentIds) });
  return {
    ...limits,
    ...whom,
    orgId: caller.orgId,
    kind,
    name: input.name,
    scopes,
    isOrgWide,
    agentIds,
    parentId: await parentOf(tx, caller, now),
    rotatedFrom: null,
    createdBy: callerIdentity(caller),
    createdAt: now,
    key: input.chosenKey,
  };
}

function limitsOf(input: NewCredential): CredentialLimits {
  return {
    expiresAt: input.expiresAt ?? null,
    networks: canonicalNetworks(input.networks ?? []),
    ratePerMinute: input.ratePerMinute ?? null,
    concurrentMax: input.concurrentMax ?? null,
  };
}

function refuseBadReach(kind: KeyKind, input: NewCredential): void {
  const hasAgents = (input.agents?.length ?? 0) > 0;
  if (kind !== 'api_key') {
    if (!hasAgents && input.orgWide !== true) return;
    throw refuseField('invalid', 'credential.reach_fixed', '/agent_ids', 'The reach of this kind of key follows from whom it acts as.');
  }
  if (input.agent !== undefined) {
    throw refuseField('invalid', 'credential.reach_fixed', '/agent', 'Only a key of another kind acts as an agent; use agent_ids.');
  }
  if (hasAgents !== (input.orgWide === true)) return;
  const detail = 'Select at least one agent, or make the key organization-wide.';
  throw refuseField('invalid', 'credential.reach_missing', '/agent_ids', detail);
}

async function actsAs(
  tx: ReadTx,
  caller: Caller,
  kind: KeyKind,
  { agent }: NewCredential,
): Promise<Pick<CredentialDraft, 'agentId' | 'userId'>> {
  if (kind === 'api_key') return { agentId: null, userId: null };
  if (kind === 'user_key') {
    if (caller.kind === 'person') return { agentId: null, userId: caller.userId };
    throw new Refusal('forbidden', 'credential.person_needed', 'Only a person who is signed in makes a key that acts as a person.');
  }
  if (agent === undefined) throw refuseField('invalid', 'credential.agent_missing', '/agent', 'Name the agent that the key acts as.');
  const found = await visibleAgent(tx, caller, agent);
  refusePerson(found);
  return { agentId: found.id, userId: null };
}

export async function agentIdsOf(tx: ReadTx, caller: Caller, addresses: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const address of addresses) ids.add((await visibleAgent(tx, caller, address)).id);
  return [...ids];
}

/** The key behind the caller, still alive now that nobody else can change it. */
async function parentOf(tx: ReadTx, caller: Caller, now: number): Promise<string | null> {
  if (!isProgram(caller)) return null;
  const row = await tx.first(linkById, { id: caller.credentialId });
  if (row === undefined) return null;
  const { ancestors } = await liveKey(tx, row, now);
  if (ancestors + 1 < ancestorsMax) return row.id;
  throw new Refusal('forbidden', 'credential.line_too_long', 'A key that descends from so many keys makes no further ones.');
}
