import { newId } from '../../kernel/id.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { ProviderAccess } from '../../kernel/model.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Sealer, Secret } from '../../kernel/secret.ts';
import { insertion, statement } from '../../store/index.ts';
import type { ProviderAccountRow, ReadTx, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { mutation, query } from '../operation.ts';

/** An organisation's access to a model provider. The key is sealed at rest, bound to its row, and never shown again. */
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
  db.selectFrom('provider_accounts').selectAll().where('org_id', '=', arg.org).orderBy('id').limit(100),
);
const remove = statement<{ org: string; id: string }>((db, arg) =>
  db.deleteFrom('provider_accounts').where('org_id', '=', arg.org).where('id', '=', arg.id),
);

/** Guaranteed by the only writer, which stores these two words. */
function asProvider(word: string): 'openai' | 'anthropic' {
  return word as 'openai' | 'anthropic';
}

function toAccount(row: ProviderAccountRow): ProviderAccount {
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

/** Stores an account inside a running transaction; the key is bound to its row and base URL. */
export async function insertProviderAccount(tx: Tx, home: Home, orgId: string, input: NewProviderAccount): Promise<ProviderAccount> {
  const now = home.clock.now();
  const id = newId(now);
  const baseUrl = (input.baseUrl ?? defaultBaseUrls[input.provider]).replace(/\/+$/, '');
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
    agent_id: null,
  };
  await tx.insert(accounts, [row]);
  return toAccount(row);
}

/**
 * Adds access to a model provider.
 * @throws Refusal `unprocessable` provider.address_forbidden
 */
export const addProvider = mutation<NewProviderAccount, ProviderAccount>({
  grant: 'providers:write',
  work: async (tx, { caller, home }, input) => {
    const problem = input.baseUrl === undefined ? null : home.checkOutboundUrl(input.baseUrl);
    if (problem !== null) {
      throw new Refusal('unprocessable', 'provider.address_forbidden', problem, { fields: [{ pointer: '/base_url', detail: problem }] });
    }
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

/** How this organisation reaches a model: the account that names it, else its oldest account of the model's own provider; undefined without one. */
export async function accessFor(
  tx: ReadTx,
  sealer: Sealer,
  orgId: string,
  model: { readonly name: string; readonly provider: 'openai' | 'anthropic' | null },
): Promise<ProviderAccess | undefined> {
  const rows = await tx.all(ofOrg, { org: orgId });
  const row =
    rows.find((one) => fromOwnJson<string[]>(one.models_json).includes(model.name)) ?? rows.find((one) => one.provider === model.provider);
  if (row === undefined) return undefined;
  return { provider: asProvider(row.provider), baseUrl: row.base_url, apiKey: sealer.open(row.key_sealed, sealContext(row)).reveal() };
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
