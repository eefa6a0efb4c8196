import { systemClock } from '../src/kernel/clock.ts';
import { createGuardedFetch } from '../src/kernel/guarded-fetch.ts';
import type { GuardedFetch } from '../src/kernel/guarded-fetch.ts';
import { OriginLimits } from '../src/kernel/origin-limits.ts';
import { createOutbound } from '../src/kernel/outbound.ts';

/** The guarded fetch of the product, which may reach receivers of this machine. */
export function receiverFetch(): GuardedFetch {
  const outbound = createOutbound({ allowPrivateHosts: ['127.0.0.1'] });
  return createGuardedFetch(outbound, new OriginLimits({ atOnceMax: 100, perMinuteMax: 60_000, burst: 10_000 }, systemClock));
}
