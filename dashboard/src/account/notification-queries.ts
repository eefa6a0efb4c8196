import type { Forgeyard } from '@forgeyard/sdk';
import { queryOptions } from '@tanstack/react-query';
import { readPushState } from './push.ts';

export const notificationsQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['account', 'notifications'], queryFn: ({ signal }) => forge.notifications.settings({ signal }) });

export const pushDevicesQuery = (forge: Forgeyard) =>
  queryOptions({ queryKey: ['account', 'push-devices'], queryFn: ({ signal }) => forge.notifications.devices({ signal }).all(100) });

/** What this browser can do; never answered by the server. */
export const pushStateQuery = queryOptions({ queryKey: ['account', 'push-state'], staleTime: 0, queryFn: readPushState });
