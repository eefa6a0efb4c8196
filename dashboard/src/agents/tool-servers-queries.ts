import type { Agent, Forgeyard, ToolServer } from '@forgeyard/sdk';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';

const keyOf = (slug: string) => ['agents', 'tool-servers', slug] as const;

export const toolServersQuery = (forge: Forgeyard, slug: string) =>
  queryOptions({ queryKey: keyOf(slug), queryFn: ({ signal }) => forge.toolServers.list(slug, { signal }) });

/** A change of one tool server whose answer takes its place in the list; null takes it out. */
export function useServerChange<Fields = void>(
  agent: Agent,
  change: (forge: Forgeyard, fields: Fields) => Promise<ToolServer | null>,
  id: string,
) {
  const forge = useForge();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (fields: Fields) => change(forge, fields),
    onSuccess: (next) => {
      const replace = (all: readonly ToolServer[] = []) => all.flatMap((one) => (one.id === id ? (next === null ? [] : [next]) : [one]));
      queries.setQueryData<readonly ToolServer[]>(keyOf(agent.slug), replace);
    },
    // What was refused because it changed is shown as it is now.
    onError: () => queries.invalidateQueries({ queryKey: keyOf(agent.slug) }),
  });
}
