/** What lists are told about while they are looked at. */
export const liveTopics = [
  'sessions',
  'runs',
  'interactions',
  'tasks',
  'deliverables',
  'projects',
  'agents',
  'webhooks',
  'credentials',
  'members',
  'providers',
] as const;
export type LiveTopic = (typeof liveTopics)[number];

/** Something of an organisation is not what it was. It says where to look, never what is there. */
export interface LiveChange {
  readonly topic: LiveTopic;
  /** Which ones; null when there were too many to name, or another process changed them. */
  readonly ids: readonly string[] | null;
}

/** Tells what changes in an organisation, on whichever process; changes of about 100 ms come together. */
export interface LiveFeed {
  /** Starts at once; the returned function stops it. The listener must not throw. */
  watch(orgId: string, listener: (changes: readonly LiveChange[]) => void): () => void;
}
