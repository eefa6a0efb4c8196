import type { Caller, Grant } from '../../kernel/caller.ts';
import { grantsOfScopes, scopeWords } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { CredentialKind, CredentialLimits } from './credential.ts';
import { isWithinNetworks } from './networks.ts';

/** Everything that a key may do, so that one can be held against another. */
export interface Strength extends CredentialLimits {
  readonly grants: ReadonlySet<Grant>;
  /** Null for every agent of the organisation. */
  readonly agentIds: ReadonlySet<string> | null;
}

const unlimited: CredentialLimits = { expiresAt: null, networks: [], ratePerMinute: null, concurrentMax: null };

/** What the keys that a caller makes may do at most; null for the server itself, which nothing bounds. */
export function strengthOfCaller(caller: Caller): Strength | null {
  if (caller.kind === 'system') return null;
  const { grants, agentIds } = caller;
  if (caller.kind === 'apiKey') {
    const { expiresAt, networks, ratePerMinute, concurrentMax } = caller;
    return { grants, agentIds, expiresAt, networks, ratePerMinute, concurrentMax };
  }
  return { ...unlimited, grants, agentIds, expiresAt: caller.kind === 'agentToken' ? caller.expiresAt : null };
}

/**
 * The grants that have to lie within the maker's. A person's own key is cut to their current role at every use, so `read` and `write` mean
 * "of what I may do" there and only what is asked for by name is judged.
 */
export function grantsToJudge(kind: CredentialKind, scopes: readonly string[]): ReadonlySet<Grant> {
  return grantsOfScopes(kind === 'user_key' ? scopes.filter((scope) => scope !== 'read' && scope !== 'write') : scopes);
}

function isSubset<Item>(inner: ReadonlySet<Item> | null, outer: ReadonlySet<Item> | null): boolean {
  if (outer === null) return true;
  return inner !== null && [...inner].every((item) => outer.has(item));
}

const isAtMost = (value: number | null, bound: number | null): boolean => bound === null || (value ?? Infinity) <= bound;

function isWithin(asked: Strength, bound: Strength): boolean {
  return (
    isSubset(asked.grants, bound.grants) &&
    isSubset(asked.agentIds, bound.agentIds) &&
    isAtMost(asked.expiresAt, bound.expiresAt) &&
    isAtMost(asked.ratePerMinute, bound.ratePerMinute) &&
    isAtMost(asked.concurrentMax, bound.concurrentMax) &&
    isWithinNetworks(asked.networks, bound.networks)
  );
}

/** @throws Refusal `forbidden` credential.stronger_than_caller */
export function refuseStronger(caller: Caller, asked: Strength): void {
  const bound = strengthOfCaller(caller);
  if (bound === null || isWithin(asked, bound)) return;
  throw strongerThanCaller();
}

export function strongerThanCaller(): Refusal {
  return new Refusal('forbidden', 'credential.stronger_than_caller', 'A key cannot be stronger than whoever makes or changes it.');
}

const lower = (left: number | null, right: number | null): number | null => {
  if (left === null || right === null) return left ?? right;
  return Math.min(left, right);
};

/** What is left of a key that another one made: neither does more than the other. */
export function weaker(key: Strength, maker: Strength): Strength {
  const { agentIds } = key;
  const reach = maker.agentIds;
  return {
    grants: new Set([...key.grants].filter((grant) => maker.grants.has(grant))),
    agentIds: agentIds === null || reach === null ? (agentIds ?? reach) : new Set([...agentIds].filter((id) => reach.has(id))),
    expiresAt: lower(key.expiresAt, maker.expiresAt),
    networks: key.networks.length === 0 ? maker.networks : key.networks,
    ratePerMinute: lower(key.ratePerMinute, maker.ratePerMinute),
    concurrentMax: lower(key.concurrentMax, maker.concurrentMax),
  };
}

/** Words without doubles. @throws Refusal `invalid` credential.scope_unknown */
export function knownScopes(scopes: readonly string[]): readonly string[] {
  const unknown = scopes.find((scope) => !scopeWords.includes(scope));
  if (unknown !== undefined) throw refuseField('invalid', 'credential.scope_unknown', '/scopes', `There is no scope '${unknown}'.`);
  if (scopes.length === 0) throw refuseField('invalid', 'credential.scope_unknown', '/scopes', 'At least one scope is needed.');
  return [...new Set(scopes)];
}

/** @throws Refusal `invalid` credential.expired, credential.limit_invalid */
export function refuseBadLimits(limits: Partial<CredentialLimits>, nowMs: number): void {
  const { expiresAt = null, ratePerMinute = null, concurrentMax = null } = limits;
  if (expiresAt !== null && expiresAt <= nowMs) {
    throw refuseField('invalid', 'credential.expired', '/expires_at', 'The expiry lies in the past.');
  }
  refuseOutside(ratePerMinute, 100_000, '/rate_limit_per_minute');
  refuseOutside(concurrentMax, 1_000, '/max_concurrent');
}

function refuseOutside(value: number | null, max: number, pointer: string): void {
  if (value === null || (Number.isInteger(value) && value >= 1 && value <= max)) return;
  throw refuseField('invalid', 'credential.limit_invalid', pointer, `A whole number from 1 to ${max}.`);
}
