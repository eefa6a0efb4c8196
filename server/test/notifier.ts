import type { At } from '../src/domain/home.ts';
import { defaultNotificationLimits, NotificationWorker } from '../src/events/index.ts';
import type { NotificationLimits } from '../src/events/index.ts';
import { receiverFetch } from './receiver-fetch.ts';

/** Sends notifications that are due when it is asked to, with the clock of a place, to push services of this machine. */
export function notifier({ home }: Pick<At, 'home'>, limits: Partial<NotificationLimits> = {}): NotificationWorker {
  return new NotificationWorker(
    {
      home,
      guardedFetch: receiverFetch(),
      reportFault: (where, error) => {
        throw new Error(where, { cause: error });
      },
    },
    { ...defaultNotificationLimits, ...limits },
  );
}
