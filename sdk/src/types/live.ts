import type { RunEvent } from './event.ts';

/** What lists are told changes of. */
export type LiveTopic =
  | 'sessions'
  | 'runs'
  | 'interactions'
  | 'tasks'
  | 'deliverables'
  | 'projects'
  | 'agents'
  | 'webhooks'
  | 'credentials'
  | 'members'
  | 'providers';

/** Something of a topic is not what it was. */
export interface LiveChange {
  readonly topic: LiveTopic;
  /** Which ones; null when any of them may be meant. */
  readonly ids: readonly string[] | null;
}

/** One message of the live connection, in the order of their arrival. */
export type LiveMessage =
  /** The connection stands, for the first time or again: what was read before may be old. */
  | { readonly type: 'ready'; readonly topics: readonly LiveTopic[]; readonly sessions: readonly string[] }
  | ({ readonly type: 'changed' } & LiveChange)
  | { readonly type: 'event'; readonly session_id: string; readonly cursor: string; readonly event: RunEvent }
  | {
      readonly type: 'delta';
      readonly session_id: string;
      readonly cursor: string;
      readonly kind: 'text' | 'reasoning';
      readonly run_id: string | null;
      readonly text: string;
      /** Where `text` begins in its message, in UTF-16 code units. */
      readonly offset: number;
    };
