import { Refusal } from './refusal.ts';

/** What a program or a person may be allowed to do in its organisation. A credential's `read` and `write` are macros over these. */
export const scopeGrants = [
  'agents:read',
  'agents:write',
  'runs:read',
  'runs:write',
  'sessions:read',
  'sessions:write',
  'interactions:write',
  'tools:read',
  'models:read',
  'messages:read',
  'messages:write',
  'conversations:read',
  'presence:update',
  'webhook:create',
  'tasks:read',
  'tasks:write',
  'tasks:manage',
  'deliverables:read',
  'deliverables:write',
  'deliverables:review',
  'projects:read',
  'projects:write',
  'webhooks:read',
  'webhooks:write',
  'profiles:write',
  'keys:read',
  'keys:write',
  'providers:read',
  'providers:write',
  'members:read',
  'members:write',
  'audit:read',
  'org:read',
  'org:write',
] as const;

/** What an agent account may do to itself. These follow from the kind of credential and are never asked for as a scope. */
export const selfGrants = ['self:read', 'self:profile', 'self:keys', 'self:delete'] as const;

/** Everything that an operation can require. */
export const grants = [...scopeGrants, ...selfGrants] as const;

export type Grant = (typeof grants)[number];

const administrative: ReadonlySet<string> = new Set<Grant>([
  'keys:read',
  'keys:write',
  'providers:read',
  'providers:write',
  'members:read',
  'members:write',
  'audit:read',
  'org:write',
  'tasks:manage',
  'deliverables:review',
  'projects:write',
  'webhooks:read',
  'webhooks:write',
]);

const families: readonly string[] = [...new Set(scopeGrants.map((grant) => `${grant.split(':')[0]}:*`))];

/** Scope words a credential may carry: every grant, `<noun>:*` for all of a noun, the macros `read` and `write`, and `*` for all. */
export const scopeWords: readonly string[] = [...scopeGrants, ...families, 'read', 'write', '*'];

/** Expands scope words to grants. `read` and `write` never include administration (keys, providers, members, audit, webhooks, others' tasks, projects, verdicts): that is asked for by name or by `*`. */
export function grantsOfScopes(scopes: readonly string[]): ReadonlySet<Grant> {
  const reaches = (grant: Grant): boolean =>
    scopes.includes('*') ||
    scopes.includes(grant) ||
    scopes.includes(`${grant.split(':')[0]}:*`) ||
    (!administrative.has(grant) && scopes.includes(grant.endsWith(':read') ? 'read' : 'write'));
  return new Set(scopeGrants.filter(reaches));
}

export type Role = 'owner' | 'admin' | 'reviewer' | 'viewer';

export const roles: readonly Role[] = ['owner', 'admin', 'reviewer', 'viewer'];

/** Grants that follow from a person's role in the organisation. */
export const grantsOfRole: { readonly [R in Role]: ReadonlySet<Grant> } = {
  owner: new Set(scopeGrants),
  admin: new Set(scopeGrants),
  reviewer: new Set([
    ...grantsOfScopes(['read']),
    'members:read',
    'runs:write',
    'interactions:write',
    'sessions:write',
    'messages:write',
    'presence:update',
    'tasks:write',
    'deliverables:write',
    'deliverables:review',
  ]),
  viewer: new Set([...grantsOfScopes(['read']), 'members:read']),
};

interface CallerBase {
  readonly orgId: string;
  readonly grants: ReadonlySet<Grant>;
  /** The agents this caller may reach; null means every agent of the organisation, also those made later. */
  readonly agentIds: ReadonlySet<string> | null;
}

/** A person who signed in; `csrf` is the token that mutating cookie requests must repeat. */
export interface PersonCaller extends CallerBase {
  readonly kind: 'person';
  readonly userId: string;
  readonly loginSessionId: string;
  readonly role: Role;
  readonly csrf: string;
  /** When this browser signed in, epoch milliseconds; sensitive changes ask for a recent one. */
  readonly signedInAt: number;
}

/**
 * Kinds of keys. `api_key` belongs to the organisation, `agent_key` acts as one agent, `user_key` as one person, `identity_key` is an agent
 * account's own and is mostly exchanged for tokens.
 */
export const keyKinds = ['api_key', 'agent_key', 'user_key', 'identity_key'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** A program that presented a key. */
export interface KeyCaller extends CallerBase {
  readonly kind: 'apiKey';
  readonly keyKind: KeyKind;
  readonly credentialId: string;
  readonly credentialName: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number | null;
  /** The agent that the key acts as, if any. */
  readonly agentId: string | null;
  /** The person that the key acts as, if any. */
  readonly userId: string | null;
  /** Networks (CIDR) it may be used from; empty for any. */
  readonly networks: readonly string[];
  /** Requests in 60 seconds, per process; null without a limit of its own. */
  readonly ratePerMinute: number | null;
  /** Requests and streams at once, per process; null without a limit of its own. */
  readonly concurrentMax: number | null;
}

/** An agent account that exchanged its key for a short-lived token. */
export interface AgentTokenCaller extends CallerBase {
  readonly kind: 'agentToken';
  readonly agentId: string;
  /** The key that the token was issued for. */
  readonly credentialId: string;
  readonly credentialName: string;
  readonly scopes: readonly string[];
  /** When the token ends. */
  readonly expiresAt: number;
}

/** The holder of an agent account's recovery key: high-risk operations on that account and nothing else. */
export interface RecoveryCaller extends CallerBase {
  readonly kind: 'recovery';
  readonly agentId: string;
  readonly credentialId: string;
}

/** The server itself: first start, sweeper, recovery. */
export interface SystemCaller extends CallerBase {
  readonly kind: 'system';
}

export type Caller = PersonCaller | KeyCaller | AgentTokenCaller | RecoveryCaller | SystemCaller;

/** Ways in which a request can say who sends it, as route policies name them. */
export type CredentialForm = 'session' | 'apiKey' | 'agentKey' | 'userKey' | 'identityKey' | 'token' | 'recovery';

const formOfKey: { readonly [K in KeyKind]: CredentialForm } = {
  api_key: 'apiKey',
  agent_key: 'agentKey',
  user_key: 'userKey',
  identity_key: 'identityKey',
};

/** The form that made this caller; null for the server itself, which sends no requests. */
export function formOf(caller: Caller): CredentialForm | null {
  if (caller.kind === 'apiKey') return formOfKey[caller.keyKind];
  if (caller.kind === 'system') return null;
  return caller.kind === 'person' ? 'session' : caller.kind === 'agentToken' ? 'token' : 'recovery';
}

/** Whether a key stands behind this caller: the key itself, or a token that was issued for it. */
export function isProgram(caller: Caller): caller is KeyCaller | AgentTokenCaller {
  return caller.kind === 'apiKey' || caller.kind === 'agentToken';
}

export function lacksGrant(grant: Grant): Refusal {
  return new Refusal('forbidden', 'caller.lacks_grant', `This credential lacks the scope ${grant}.`, { scope: grant });
}

/** @throws Refusal `forbidden` caller.lacks_grant */
export function requireGrant(caller: Caller, grant: Grant): void {
  if (!caller.grants.has(grant)) throw lacksGrant(grant);
}

/** The signed-in person who asks. @throws Refusal `forbidden` caller.wrong_form */
export function requirePerson(caller: Caller): PersonCaller {
  if (caller.kind === 'person') return caller;
  throw new Refusal('forbidden', 'caller.wrong_form', 'Only a signed-in person can do this.');
}

/** Whether the caller's agent restriction, if it has one, lets it reach this agent. */
export function reachesAgent(caller: Caller, agentId: string): boolean {
  return caller.agentIds === null || caller.agentIds.has(agentId);
}

/** A stable name of who acted, for audit and idempotency. */
export function callerIdentity(caller: Caller): string {
  if (caller.kind === 'person') return `user:${caller.userId}`;
  if (caller.kind === 'apiKey') return `key:${caller.credentialId}`;
  return caller.kind === 'system' ? 'system' : `agent:${caller.agentId}`;
}

export function systemCaller(orgId: string): SystemCaller {
  return { kind: 'system', orgId, grants: new Set(grants), agentIds: null };
}
