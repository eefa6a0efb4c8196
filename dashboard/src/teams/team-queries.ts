import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';

const teamsMax = 100;

export const teamsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['teams', 'list'], queryFn: ({ signal }) => forge.teams.list({ signal }).all(teamsMax) });

export const teamQuery = (forge: Forgeyard, id: string) =>
  queryOptions({ queryKey: ['teams', 'one', id], queryFn: ({ signal }) => forge.teams.get(id, { signal }) });
