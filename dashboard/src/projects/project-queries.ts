import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';

/** Projects that a page shows at most. */
const projectsMax = 200;
const refreshMs = 30_000;

export const projectsQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['projects', 'list'],
    refetchInterval: refreshMs,
    queryFn: async ({ signal }) => (await forge.projects.list({ limit: projectsMax }, { signal })).data,
  });

export const projectQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['projects', 'one', id], queryFn: ({ signal }) => forge.projects.get(id, { signal }) });

export const knowledgeQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['projects', 'knowledge', id],
    queryFn: async ({ signal }) => (await forge.projects.knowledge.list(id, { limit: projectsMax }, { signal })).data,
  });

export const rulesQuery = (forge: Forgeyard, id: string) =>
  queryOptions({
    queryKey: ['projects', 'rules', id],
    // A draft grows from these: they may not change under the editor.
    staleTime: Infinity,
    gcTime: 0,
    queryFn: ({ signal }) => forge.projects.routing.rules(id, { signal }),
  });
