import type { At } from '../src/domain/home.ts';
import { defaultWebhookLimits, WebhookWorker } from '../src/events/index.ts';
import type { WebhookLimits } from '../src/events/index.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { createGuardedFetch } from '../src/kernel/guarded-fetch.ts';
import { OriginLimits } from '../src/kernel/origin-limits.ts';
import { createOutbound } from '../src/kernel/outbound.ts';

/** Sends what is due when it is asked to, with the clock of a place, to receivers of this machine. */
export function webhookSender({ home }: Pick<At, 'home'>, limits: Partial<WebhookLimits> = {}): WebhookWorker {
  const outbound = createOutbound({ allowPrivateHosts: ['127.0.0.1'] });
  return new WebhookWorker(
    {
      home,
      guardedFetch: createGuardedFetch(outbound, new OriginLimits({ atOnceMax: 100, perMinuteMax: 60_000, burst: 10_000 }, systemClock)),
      reportFault: (where, error) => {
        throw new Error(where, { cause: error });
      },
      random: () => 0.5,
    },
    { ...defaultWebhookLimits, ...limits },
  );
}
