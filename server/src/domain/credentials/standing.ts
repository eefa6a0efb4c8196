import type { Grant } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { linkById, scopesOf } from './credential-queries.ts';
import type { CredentialLink } from './credential-queries.ts';
import { endOf, liveKey } from './live-key.ts';
import type { LiveKey } from './live-key.ts';
import type { Gates } from './networks.ts';

/** What has become of the key that a token was issued for, and of its agent. */
export interface CredentialStanding {
  /** Neither the key nor one that it descends from was revoked or has ended, and the agent was not deleted. */
  readonly alive: boolean;
  /** Tokens of an earlier epoch are void. */
  readonly epoch: number;
  /** `deleted` when it is. */
  readonly agentStatus: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** What the key and every key that it descends from may do; empty unless it is alive and its agent active. */
  readonly grants: ReadonlySet<Grant>;
  /** Every one of these has to admit the address that the key, or what was issued for it, is used from. */
  readonly gates: Gates;
  readonly orgId: string;
  /** When the key ends; its grace and the keys that it descends from count. */
  readonly expiresAt: number | null;
}

export interface StandingQuestion {
  readonly credentialId: string;
  readonly agentId: string;
  readonly now: number;
}

/** How a key of an agent stands; undefined when the agent has no such key. */
export async function standingOf(tx: ReadTx, { credentialId, agentId, now }: StandingQuestion): Promise<CredentialStanding | undefined> {
  const row = await tx.first(linkById, { id: credentialId });
  if (row === undefined || row.agent_id !== agentId) return undefined;
  const key = await tryLiveKey(tx, row, now);
  return {
    alive: key !== 'dead',
    epoch: row.agent_epoch ?? 0,
    agentStatus: row.agent_deleted_at === null ? (row.agent_status ?? 'deleted') : 'deleted',
    name: row.name,
    scopes: (await tx.all(scopesOf, { id: row.id })).map((one) => one.scope),
    grants: typeof key === 'string' ? new Set() : key.grants,
    gates: typeof key === 'string' ? [] : key.gates,
    orgId: row.org_id,
    expiresAt: typeof key === 'string' ? endOf(row) : key.expiresAt,
  };
}

async function tryLiveKey(tx: ReadTx, row: CredentialLink, now: number): Promise<LiveKey | 'resting' | 'dead'> {
  try {
    return await liveKey(tx, row, now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.reason === 'agent.not_active' ? 'resting' : 'dead';
  }
}
