import type { Secret } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { ProviderAccountRow, ReadTx, Signal, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import type { OrgEnding } from '../ports.ts';
import { insertProviderAccount, toAccount } from './provider-account.ts';
import type { ProviderAccount } from './provider-account.ts';

const ofAgent = statement<{ agent: string }, ProviderAccountRow>((db, arg) =>
  db.selectFrom('provider_accounts').selectAll().where('agent_id', '=', arg.agent),
);
const removeOfOrg = statement<{ org: string }>((db, arg) => db.deleteFrom('provider_accounts').where('org_id', '=', arg.org));
const removeOfAgent = statement<{ agent: string }>((db, arg) => db.deleteFrom('provider_accounts').where('agent_id', '=', arg.agent));

/** Announced when an agent is to reach its model another way, so that this process forgets the old one at once and others within a second. */
export interface ProviderChanged extends Signal {
  readonly kind: 'provider.changed';
}

const providerChanged: ProviderChanged = { kind: 'provider.changed' };

export function isProviderChanged(signal: Signal): signal is ProviderChanged {
  return signal.kind === providerChanged.kind;
}

export interface NewOwnAccount {
  readonly orgId: string;
  readonly agentId: string;
  readonly provider: 'openai' | 'anthropic';
  readonly label?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly apiKey: Secret;
}

/** The account that serves this agent and no other, if it has one. */
export async function ownAccount(tx: ReadTx, agentId: string): Promise<ProviderAccount | undefined> {
  const row = await tx.first(ofAgent, { agent: agentId });
  return row === undefined ? undefined : toAccount(row);
}

/** Gives an agent an account of its own in place of the one it had. A stored key never gets another address: both change together. */
export async function replaceOwnAccount(tx: Tx, home: Home, account: NewOwnAccount): Promise<ProviderAccount> {
  await dropOwnAccount(tx, account);
  return insertProviderAccount(tx, home, account.orgId, account);
}

/** Part of the end of an organisation: its accounts are erased with their keys. */
export const dropProvidersOfOrg: OrgEnding = async (tx, _home, { orgId }) => {
  await tx.run(removeOfOrg, { org: orgId });
  tx.emit(providerChanged);
};

/** Erases an agent's own account with its key. */
export async function dropOwnAccount(tx: Tx, { agentId }: { readonly agentId: string }): Promise<void> {
  await tx.run(removeOfAgent, { agent: agentId });
  tx.emit(providerChanged);
}
