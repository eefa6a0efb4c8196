import type { At } from '../src/domain/home.ts';
import { defaultLaunchLimits, LaunchWorker } from '../src/events/index.ts';
import type { LaunchLimits } from '../src/events/index.ts';
import { receiverFetch } from './receiver-fetch.ts';

/** Launches what is due when it is asked to, with the clock of a place, by receivers of this machine. */
export function launcher({ home }: Pick<At, 'home'>, limits: Partial<LaunchLimits> = {}): LaunchWorker {
  return new LaunchWorker(
    {
      home,
      guardedFetch: receiverFetch(),
      reportFault: (where, error) => {
        throw new Error(where, { cause: error });
      },
    },
    { ...defaultLaunchLimits, ...limits },
  );
}
