import type { JsonObject, Timestamp } from './json.ts';

/** One entry of the audit log; entries are chained by their hashes. */
export interface AuditEntry {
  /** `log_<hex>`. */
  readonly id: string;
  /** Place in the chain; null for entries from before there was one. */
  readonly seq: number | null;
  /** `noun.past`, such as `key.created`. */
  readonly event: string;
  /** `user:<id>`, `key:<id>`, `agent:<id>` or `system`. */
  readonly actor: string;
  /** What the actor is called now; null when nothing of that id is known any more. */
  readonly actor_name: string | null;
  readonly target: string;
  readonly agent_id: string | null;
  readonly at: Timestamp;
  /** Empty, like the next two, when the server itself acted. */
  readonly ip: string;
  readonly user_agent: string;
  readonly request_id: string;
  readonly details: JsonObject;
  readonly hash: string | null;
}

export interface AuditQuery {
  /** An event or a family of them: `key.created`, `key.*`. */
  readonly event?: string | undefined;
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  readonly agent?: string | undefined;
  readonly start?: Timestamp | undefined;
  readonly end?: Timestamp | undefined;
}

/** What re-computing the whole chain found. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly entries: number;
  /** Entries from before there was a chain. */
  readonly unchained: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly broken: {
    readonly id: string | null;
    readonly seq: number;
    readonly reason: 'content_changed' | 'link_broken' | 'missing_seq' | 'head_mismatch';
  } | null;
}
