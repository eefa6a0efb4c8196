import { Forgeyard } from '@forgeyard/sdk';
import { createContext, useContext } from 'react';

/** Makes the client of this page: same origin, sign-in cookie; `onStream` is told whenever an event stream has opened. */
export function createForge(onStream: () => void): Forgeyard {
  const observed: typeof fetch = async (resource, init) => {
    const response = await fetch(resource, init);
    if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) onStream();
    return response;
  };
  return new Forgeyard({ fetch: observed, maxRetries: 0, timeoutMs: 30_000 });
}

export const ForgeContext = createContext<Forgeyard | null>(null);

/** The client of this page; only works below ForgeContext. */
export function useForge(): Forgeyard {
  const forge = useContext(ForgeContext);
  if (forge === null) throw new Error('No API client above this component.');
  return forge;
}
