import { startStandIn } from './stand-in/stand-in.ts';
import { engines, place, standInSettings, world } from './world.ts';
import type { Place, World } from './world.ts';

/** Engines on which two servers can share one store. */
export const sharedEngines = engines.filter((engine) => engine === 'postgres');

export interface TwoServers {
  readonly first: World;
  readonly second: World;
  close(): Promise<void>;
}

/** Two servers on one store, and one stand-in for the model providers of both. */
export async function twoServers(): Promise<TwoServers> {
  const standIn = await startStandIn();
  const here = await place('postgres', standInSettings(standIn.url));
  const kept: Place = { ...here, dispose: async () => undefined };
  const first = await world('postgres', { place: kept });
  const second = await world('postgres', { place: kept });
  return {
    first,
    second,
    close: async () => {
      await Promise.all([first.close(), second.close()]);
      await standIn.close();
      await here.dispose();
    },
  };
}
