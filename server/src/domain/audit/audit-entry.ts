import { fromOwnJson } from '../../kernel/json.ts';
import type { AuditEntryRow } from '../../store/index.ts';

/**
 * One line of the trail: an *event* (`noun.past`) that an *actor* (`user:`, `key:`, `agent:` and an id, or `system`) caused to a *target*. It
 * belongs to one organisation and, where it concerns one, to an *agent*. Entries are never changed and never removed.
 */
export interface AuditEntry {
  readonly id: string;
  /** Place in the chain, from 1; null for entries from before the chain. */
  readonly seq: number | null;
  readonly event: string;
  readonly actor: string;
  /** What the actor is called now; null when nothing of that id is known any more. */
  readonly actorName: string | null;
  readonly target: string;
  readonly agentId: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly hash: string | null;
}

/** An exact event name, or `noun.*` for all of a noun. */
export const auditEventPattern = '^[a-z_]{1,40}(\\.[a-z_]{1,40}){0,3}(\\.\\*)?$';

/** The public id of an entry. Source: agents domain, "Audit Logs" (`log_…`). */
export function logIdOf(id: string): string {
  return `log_${id.replaceAll('-', '')}`;
}

export function toEntry(row: AuditEntryRow, names: ReadonlyMap<string, string>): AuditEntry {
  return {
    id: row.id,
    seq: row.seq,
    event: row.event,
    actor: row.actor,
    actorName: names.get(row.actor) ?? null,
    target: row.target,
    agentId: row.agent_id,
    at: row.at,
    ip: row.ip,
    userAgent: row.user_agent,
    requestId: row.request_id,
    details: fromOwnJson<Record<string, unknown>>(row.details_json),
    hash: row.hash,
  };
}
