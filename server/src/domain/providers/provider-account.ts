import { newId } from '../../kernel/id.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ProviderAccountRow, ReadTx, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { mutation, query } from '../operation.ts';

/** Access to a model provider, of an organisation or of one agent alone. The key is sealed at rest, bound to its row, and never shown again. */
export interface ProviderAccount {
  readonly id: string;
  readonly provider: 'openai' | 'anthropic';
  readonly label: string;
  readonly baseUrl: string;
  /** The key's last four characters. */
  readonly keyHint: string;
  /** Model names beyond the catalogue's patterns that this account serves. */
  readonly models: readonly string[];
  readonly createdAt: number;
}

export interface NewProviderAccount {
  readonly provider: 'openai' | 'anthropic';
  readonly label?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly apiKey: Secret;
  readonly models?: readonly string[] | undefined;
  /** The one agent that it serves; every agent of the organisation when left out. */
  readonly agentId?: string | undefined;
}

export const defaultBaseUrls = { openai: 'https://api.openai.com/v1', anthropic: 'https://api.anthropic.com/v1' } as const;

const accounts = insertion('provider_accounts', [
  'id',
  'org_id',
  'provider',
  'label',
  'base_url',
  'key_sealed',
  'key_hint',
  'models_json',
  'created_at',
  'agent_id',
]);
const ofOrg = statement<{ org: string }, ProviderAccountRow>((db, arg) =>
  db.selectFrom('provider_accounts').selectAll().where('org_id', '=', arg.org).where('agent_id', 'is', null).orderBy('id').limit(100),
);
const remove = statement<{ org: string; id: string }>((db, arg) =>
  db.deleteFrom('provider_accounts').where('org_id', '=', arg.org).where('id', '=', arg.id).where('agent_id', 'is', null),
);

/** Guaranteed by the only writer, which stores these two words. */
export function asProvider(word: string): 'openai' | 'anthropic' {
  return word as 'openai' | 'anthropic';
}

export function toAccount(row: ProviderAccountRow): ProviderAccount {
  return {
    id: row.id,
    provider: asProvider(row.provider),
    label: row.label,
    baseUrl: row.base_url,
    keyHint: row.key_hint,
    models: fromOwnJson<string[]>(row.models_json),
    createdAt: row.created_at,
  };
}

/** What a provider key is bound to. */
export const sealContext = (row: Pick<ProviderAccountRow, 'id' | 'org_id'>): string => `provider_accounts/key/${row.org_id}/${row.id}`;

/** A base URL as it is stored and compared. */
export function plainBaseUrl(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '');
}

/** Stores an account inside a running transaction; the key is bound to its row and base URL. */
export async function insertProviderAccount(tx: Tx, home: Home, orgId: string, input: NewProviderAccount): Promise<ProviderAccount> {
  const now = home.clock.now();
  const id = newId(now);
  const baseUrl = plainBaseUrl(input.baseUrl ?? defaultBaseUrls[input.provider]);
  const row: ProviderAccountRow = {
    id,
    org_id: orgId,
    provider: input.provider,
    label: input.label ?? input.provider,
    base_url: baseUrl,
    key_sealed: home.sealer.seal(input.apiKey, sealContext({ id, org_id: orgId })),
    key_hint: input.apiKey.reveal().slice(-4),
    models_json: JSON.stringify(input.models ?? []),
    created_at: now,
    agent_id: input.agentId ?? null,
  };
  await tx.insert(accounts, [row]);
  return toAccount(row);
}

/** @throws Refusal `unprocessable` provider.address_forbidden */
export function refuseForbiddenAddress(home: Home, baseUrl: string | undefined, pointer = '/base_url'): void {
  const problem = baseUrl === undefined ? null : home.checkOutboundUrl(baseUrl);
  if (problem !== null) throw refuseField('unprocessable', 'provider.address_forbidden', pointer, problem);
}

/**
 * Adds access to a model provider.
 * @throws Refusal `unprocessable` provider.address_forbidden
 */
export const addProvider = mutation<NewProviderAccount, ProviderAccount>({
  grant: 'providers:write',
  work: async (tx, { caller, home }, input) => {
    refuseForbiddenAddress(home, input.baseUrl);
    return insertProviderAccount(tx, home, caller.orgId, input);
  },
  record: (account) => ({ event: 'provider.added', target: account.id, details: { provider: account.provider, label: account.label } }),
});

export const listProviders = query<undefined, readonly ProviderAccount[]>({
  grant: 'providers:read',
  work: async (tx, { caller }) => (await tx.all(ofOrg, { org: caller.orgId })).map(toAccount),
});

/** Removes the account and its key. @throws Refusal `not_found` provider.unknown */
export const removeProvider = mutation<string, string>({
  grant: 'providers:write',
  work: async (tx, { caller }, id) => {
    const removed = await tx.run(remove, { org: caller.orgId, id });
    if (removed === 0) throw new Refusal('not_found', 'provider.unknown', 'There is no such provider account.');
    return id;
  },
  record: (id) => ({ event: 'provider.removed', target: id, details: {} }),
});

/** Names that the organisation's accounts serve beyond the catalogue. */
export async function offeredModels(tx: ReadTx, orgId: string): Promise<string[]> {
  return (await tx.all(ofOrg, { org: orgId })).flatMap((row) => fromOwnJson<string[]>(row.models_json));
}

export interface OfferedModel {
  readonly id: string;
  readonly provider: string;
  readonly isAvailable: boolean;
}

/** Models worth offering: the catalogue's, and those that the organisation's accounts name. */
export const listModels = query<undefined, readonly OfferedModel[]>({
  grant: 'models:read',
  work: async (tx, { caller, home }) => {
    const rows = await tx.all(ofOrg, { org: caller.orgId });
    const providers = new Set<string>(['playbook', ...rows.map((row) => row.provider)]);
    const listed = home.models.listed.map(({ id, provider }) => ({ id, provider, isAvailable: providers.has(provider) }));
    const named = rows.flatMap((row) =>
      fromOwnJson<string[]>(row.models_json).map((id) => ({ id, provider: row.provider, isAvailable: true })),
    );
    return [...listed, ...named.filter((one) => !listed.some((other) => other.id === one.id))];
  },
});
