import type { LiveChange, LiveTopic } from '@forgeyard/sdk';
import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useChanges } from '../api/use-changes.ts';

/** The first words of the query keys that show a topic. */
const rootsOf: Readonly<Record<LiveTopic, readonly string[]>> = {
  sessions: ['sessions'],
  runs: ['runs'],
  interactions: ['interactions'],
  tasks: ['tasks', 'assignees'],
  deliverables: ['deliverables'],
  projects: ['projects'],
  agents: ['agents'],
  webhooks: ['webhooks'],
  credentials: ['credentials'],
  members: ['members', 'invitations', 'teams'],
  providers: ['providers', 'models'],
};
/** Guaranteed by the type of `rootsOf`: its names are the topics, all of them. */
function allTopics(): readonly LiveTopic[] {
  return Object.keys(rootsOf) as LiveTopic[];
}
const topics = allTopics();
/** Busy fleets change all the time; what is shown is read again at most so often. */
const everyMs = 700;

/** Keeps what the page shows as it is on the server: whatever changes there is read again here, as far as it is looked at. */
export function LiveQueries() {
  const queries = useQueryClient();
  const renewal = useMemo(() => createRenewal(queries), [queries]);
  useEffect(() => renewal.close, [renewal]);
  useChanges(topics, renewal.add);
  return null;
}

/** Gathers changes; the first is acted on soon, those that follow come together. */
function createRenewal(queries: QueryClient) {
  const waiting = new Map<LiveTopic, Set<string> | null>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastAt = 0;
  const flush = () => {
    timer = undefined;
    lastAt = performance.now();
    const changes = [...waiting];
    waiting.clear();
    for (const [topic, ids] of changes)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => rootsOf[topic].includes(String(queryKey[0])) && shows(queryKey, ids) });
  };
  return {
    add({ topic, ids }: LiveChange): void {
      const known = waiting.get(topic);
      if (ids === null || known === null) waiting.set(topic, null);
      else waiting.set(topic, new Set([...(known ?? []), ...ids]));
      timer ??= setTimeout(flush, Math.max(50, lastAt + everyMs - performance.now()));
    },
    close: () => clearTimeout(timer),
  };
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** Whether what a key stands for may show one of these; a key that names another thing by its id does not. */
function shows(key: QueryKey, ids: ReadonlySet<string> | null): boolean {
  const [, kind, id] = key;
  if (ids === null || kind === 'list' || typeof id !== 'string' || !idPattern.test(id)) return true;
  return ids.has(id);
}
