import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';

/** Every browser in which the person is signed in. */
export const loginSessionsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['account', 'sessions'], queryFn: ({ signal }) => forge.account.sessions({ signal }).all(500) });

export const passkeysQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['account', 'passkeys'], queryFn: ({ signal }) => forge.account.passkeys({ signal }).all(100) });
