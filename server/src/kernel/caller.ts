import { Refusal } from './refusal.ts';

/** Everything that an operation can require. A credential's `read` and `write` are macros over these. */
export const grants = [
  'agents:read',
  'agents:write',
  'runs:read',
  'runs:write',
  'sessions:read',
  'interactions:write',
  'tools:read',
  'models:read',
  'keys:read',
  'keys:write',
  'providers:read',
  'providers:write',
  'org:read',
] as const;
export type Grant = (typeof grants)[number];

const administrative: ReadonlySet<string> = new Set<Grant>(['keys:read', 'keys:write', 'providers:read', 'providers:write']);

/** Scope words a credential may carry: every grant, the macros `read` and `write`, and `*` for all. */
export const scopeWords: readonly string[] = [...grants, 'read', 'write', '*'];

/** Expands scope words to grants. `read` and `write` never include keys and providers: those are asked for by name or by `*`. */
export function grantsOfScopes(scopes: readonly string[]): ReadonlySet<Grant> {
  const reaches = (grant: Grant): boolean =>
    scopes.includes('*') ||
    scopes.includes(grant) ||
    (!administrative.has(grant) && scopes.includes(grant.endsWith(':read') ? 'read' : 'write'));
  return new Set(grants.filter(reaches));
}

export type Role = 'owner' | 'admin' | 'reviewer' | 'viewer';

/** Grants that follow from a person's role in the organisation. */
export const grantsOfRole: { readonly [R in Role]: ReadonlySet<Grant> } = {
  owner: new Set(grants),
  admin: new Set(grants),
  reviewer: new Set([...grantsOfScopes(['read']), 'runs:write', 'interactions:write']),
  viewer: grantsOfScopes(['read']),
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
}

/** A program that presented a key. */
export interface KeyCaller extends CallerBase {
  readonly kind: 'apiKey';
  readonly credentialId: string;
  readonly credentialName: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number | null;
}

/** The server itself: first start, sweeper, recovery. */
export interface SystemCaller extends CallerBase {
  readonly kind: 'system';
}

export type Caller = PersonCaller | KeyCaller | SystemCaller;

/** @throws Refusal `forbidden` caller.lacks_grant */
export function requireGrant(caller: Caller, grant: Grant): void {
  if (caller.grants.has(grant)) return;
  throw new Refusal('forbidden', 'caller.lacks_grant', `This credential lacks the scope ${grant}.`);
}

/** Whether the caller's agent restriction, if it has one, lets it reach this agent. */
export function reachesAgent(caller: Caller, agentId: string): boolean {
  return caller.agentIds === null || caller.agentIds.has(agentId);
}

/** A stable name of who acted, for audit and idempotency. */
export function callerIdentity(caller: Caller): string {
  if (caller.kind === 'person') return `user:${caller.userId}`;
  if (caller.kind === 'apiKey') return `key:${caller.credentialId}`;
  return 'system';
}

export function systemCaller(orgId: string): SystemCaller {
  return { kind: 'system', orgId, grants: new Set(grants), agentIds: null };
}
