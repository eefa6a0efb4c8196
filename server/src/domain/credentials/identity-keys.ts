import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { decodePageKey, toPage } from '../../kernel/page.ts';
import type { Page } from '../../kernel/page.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { CredentialRow, ReadTx } from '../../store/index.ts';
import { mutation, query } from '../operation.ts';
import { defaultScopes, keyCreated } from './create-credential.ts';
import { unknownCredential } from './credential.ts';
import type { Credential } from './credential.ts';
import { bumpTokenEpoch, findKeyRow, lockKeys } from './credential-queries.ts';
import { insertCredential } from './insert-credential.ts';
import type { CreatedCredential } from './insert-credential.ts';
import { revokeTree } from './revoke-tree.ts';
import { keyRotated, replaceKey, rotatable } from './rotate-credential.ts';
import type { RotatedCredential } from './rotate-credential.ts';
import { toCredentials } from './show-rows.ts';
import { knownScopes, strongerThanCaller } from './strength.ts';
import { refuseTooMany } from './user-keys.ts';

/** Keys of an agent account: made and ended with its recovery key, listed with its token. Source: contract 4, "API Key Management". */
const dayMs = 24 * 3_600_000;
const livingMax = 100;
const nameLengthMax = 100;
const daysMax = 3_650;

/** What an account may give its own keys. Nothing here changes how the agent works, approves its calls or manages the organisation. */
const accountScopes: ReadonlySet<string> = new Set([
  'messages:read',
  'messages:write',
  'messages:*',
  'conversations:read',
  'conversations:*',
  'presence:update',
  'presence:*',
  'profiles:write',
  'profiles:*',
  'agents:read',
  'tools:read',
  'models:read',
  'runs:read',
  'sessions:read',
  'read',
]);

export interface NewIdentityKey {
  /** 1-100 characters, no control characters. */
  readonly name: string;
  readonly scopes?: readonly string[] | undefined;
  /** 1-3650; without it the key has no end. */
  readonly expiresInDays?: number | undefined;
}

function accountOf(caller: Caller): string {
  if (caller.kind === 'recovery' || caller.kind === 'agentToken') return caller.agentId;
  throw new Refusal('forbidden', 'caller.wrong_form', 'This kind of credential cannot be used here.');
}

/** @throws Refusal `invalid` credential.name_invalid */
function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0 && trimmed.length <= nameLengthMax && !/\p{Cc}/u.test(trimmed)) return trimmed;
  throw refuseField(
    'invalid',
    'credential.name_invalid',
    '/name',
    `A name has 1 to ${nameLengthMax} characters, none of them control characters.`,
  );
}

function checkedScopes(scopes: readonly string[]): readonly string[] {
  const known = knownScopes(scopes);
  if (known.some((scope) => !accountScopes.has(scope))) throw strongerThanCaller();
  return known;
}

/** @throws Refusal `invalid` credential.expired */
function endAfter(days: number | undefined, now: number): number | null {
  if (days === undefined) return null;
  if (Number.isInteger(days) && days >= 1 && days <= daysMax) return now + days * dayMs;
  throw refuseField('invalid', 'credential.expired', '/expires_in_days', `A whole number of days from 1 to ${daysMax}.`);
}

/**
 * Creates a key of the agent account.
 * @throws Refusal `invalid` credential.name_invalid, credential.scope_unknown, credential.expired · `forbidden`
 * credential.stronger_than_caller · `limited` credential.too_many
 */
export const createIdentityKey = mutation<NewIdentityKey, CreatedCredential>({
  grant: 'self:keys',
  work: async (tx, { caller, home }, input) => {
    const agentId = accountOf(caller);
    const name = checkedName(input.name);
    const scopes = checkedScopes(input.scopes ?? defaultScopes.identity_key);
    await lockKeys(tx, caller.orgId);
    const now = home.clock.now();
    await refuseTooMany(tx, { owner: agentId, kind: 'identity_key', now }, livingMax);
    return insertCredential(tx, {
      orgId: caller.orgId,
      kind: 'identity_key',
      name,
      scopes,
      isOrgWide: false,
      agentIds: [agentId],
      agentId,
      userId: null,
      parentId: null,
      rotatedFrom: null,
      createdBy: callerIdentity(caller),
      createdAt: now,
      expiresAt: endAfter(input.expiresInDays, now),
      networks: [],
      ratePerMinute: null,
      concurrentMax: null,
    });
  },
  record: ({ credential }) => keyCreated(credential),
});

async function ownKey(tx: ReadTx, caller: Caller, keyId: string): Promise<CredentialRow> {
  const row = await findKeyRow(tx, caller.orgId, keyId);
  if (row === undefined || row.kind !== 'identity_key' || row.agent_id !== accountOf(caller)) throw unknownCredential();
  return row;
}

/**
 * Replaces a key of the account; the old one is refused at once. Source: contract 4, "Rotate an API key" (`grace_period_sec` is always 0).
 * @throws Refusal `not_found` credential.unknown · `conflict` credential.already_rotated, credential.not_active
 */
export const rotateIdentityKey = mutation<{ readonly keyId: string }, RotatedCredential>({
  grant: 'self:keys',
  work: async (tx, { caller, home }, { keyId }) => {
    await lockKeys(tx, caller.orgId);
    const now = home.clock.now();
    const row = await ownKey(tx, caller, keyId);
    const old = await rotatable(tx, row, now);
    return replaceKey(tx, { row, old, now, graceMs: 0, name: `${row.name}-rotated`, createdBy: callerIdentity(caller) });
  },
  record: keyRotated,
});

export interface RevokedKeys {
  readonly revoked: number;
  readonly revokedAt: number;
  readonly agentId: string;
}

/**
 * Ends every key of the account but one, in one transaction, and all tokens that were issued for any of them.
 * @throws Refusal `not_found` credential.unknown when `except` is no key of the account; nothing is revoked then
 */
export const revokeAllIdentityKeys = mutation<{ readonly except?: string | undefined }, RevokedKeys>({
  grant: 'self:keys',
  work: async (tx, { caller, home }, { except }) => {
    const agentId = accountOf(caller);
    await lockKeys(tx, caller.orgId);
    const now = home.clock.now();
    const kept = except === undefined ? null : (await ownKey(tx, caller, except)).id;
    const rows = await tx.query((db) =>
      db
        .selectFrom('credentials')
        .select('id')
        .where('agent_id', '=', agentId)
        .where('kind', '=', 'identity_key')
        .where('revoked_at', 'is', null),
    );
    const ids = rows.map((row) => row.id).filter((id) => id !== kept);
    await tx.run(bumpTokenEpoch, { agent: agentId });
    return { revoked: await revokeTree(tx, { ids, now, reason: 'revoked_all' }), revokedAt: now, agentId };
  },
  record: ({ revoked, agentId }, { except }) => ({
    event: 'keys.revoked_all',
    target: agentId,
    agentId,
    details: { revoked, agent_id: agentId, ...(except === undefined ? {} : { except: [except] }) },
  }),
});

/** Keys of the account, newest first, revoked ones included. */
export const listIdentityKeys = query<{ readonly limit: number; readonly cursor?: string | undefined }, Page<Credential>>({
  grant: 'self:read',
  work: async (tx, { caller, home }, { limit, cursor }) => {
    const agentId = accountOf(caller);
    const after = decodePageKey(cursor, isUuid);
    const rows = await tx.query<CredentialRow>((db) => {
      const list = db
        .selectFrom('credentials')
        .selectAll()
        .where('agent_id', '=', agentId)
        .where('kind', '=', 'identity_key')
        .orderBy('id', 'desc')
        .limit(limit + 1);
      return after === null ? list : list.where('id', '<', after);
    });
    const page = toPage(rows, limit, (row) => row.id);
    return { items: await toCredentials(tx, page.items, home.clock.now()), nextCursor: page.nextCursor };
  },
});
