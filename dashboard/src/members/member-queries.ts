import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';

const rowsPerPage = 200;

export const membersQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['members'],
    queryFn: ({ signal }) => forge.members.list({ limit: rowsPerPage }, { signal }).all(2_000),
  });

export const invitationsQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => forge.invitations.list({ limit: rowsPerPage }, { signal }).all(2_000),
  });
