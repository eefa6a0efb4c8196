import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { statusOf } from '../api/failure.ts';

const minuteMs = 60_000;

/** The ways to sign in that this server offers. */
export const signInOptionsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['sign-in-options'], staleTime: minuteMs, queryFn: ({ signal }) => forge.auth.options({ signal }) });

export const invitationQuery = (forge: Forgeyard, token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    staleTime: minuteMs,
    queryFn: ({ signal }) => forge.invitations.lookup(token, { signal }),
  });

/** Who is signed in on this browser; null when nobody is. */
export const visitorQuery = (forge: Forgeyard) =>
  queryOptions({
    queryKey: ['visitor'],
    queryFn: async ({ signal }) => {
      try {
        return (await forge.me({ signal })).user;
      } catch (thrown) {
        if (statusOf(thrown) === 401) return null;
        throw thrown;
      }
    },
  });
