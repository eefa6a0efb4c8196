import { hash } from 'node:crypto';
import type { AuditEntryRow } from '../../store/index.ts';

/**
 * The chain of an organisation's audit entries. *seq* is an entry's place in it, from 1 without gaps; its *hash* covers every column and the
 * hash of the entry before it; the *head* is the last place with its hash. An entry without a place is from before the chain.
 */
export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** What stands for the hash before the first entry. */
export const genesisHash = '0'.repeat(64);

/** An entry that has its place and knows its predecessor, not yet its own hash. */
export interface LinkedEntry extends Omit<AuditEntryRow, 'hash'> {
  readonly seq: number;
  readonly prev_hash: string;
}

const format = 'forgeyard.audit.v1';

/** What is hashed: a JSON array without spaces. Source: docs/guide/audit.md, "The chain"; a change needs a new format word. */
export function chainText(entry: LinkedEntry): string {
  const { org_id, seq, prev_hash, id, at, event, actor, target, agent_id, ip, user_agent, request_id, details_json } = entry;
  return JSON.stringify([format, org_id, seq, prev_hash, id, at, event, actor, target, agent_id, ip, user_agent, request_id, details_json]);
}

/** SHA-256 in hex over the UTF-8 of the chain text. */
export function hashOfEntry(entry: LinkedEntry): string {
  return hash('sha256', chainText(entry), 'hex');
}

/** A row as a link of the chain, or null when it is from before the chain. */
export function asLinked(row: AuditEntryRow): LinkedEntry | null {
  const { seq, prev_hash } = row;
  return seq === null || prev_hash === null ? null : { ...row, seq, prev_hash };
}
