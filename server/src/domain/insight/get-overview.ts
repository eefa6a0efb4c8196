import { query } from '../operation.ts';
import { countRuns } from './count-runs.ts';
import { failuresIn } from './failure-groups.ts';
import { shapeOf } from './overview.ts';
import type { Overview, OverviewPeriod, Span } from './overview.ts';
import { keysNow, webhooksNow } from './overview-health.ts';
import { runningNow, sessionsNow, waitingFor } from './overview-now.ts';

/** What an organisation's agents did in a period, what they do now, and what needs somebody. */
export const getOverview = query<OverviewPeriod, Overview>({
  grant: 'runs:read',
  work: async (tx, { caller, home }, period) => {
    const until = home.clock.now() + 1;
    const { lengthMs, parts: count } = shapeOf[period];
    const span: Span = { since: until - lengthMs, until };
    const before: Span = { since: span.since - lengthMs, until: span.since, isPast: true };
    const { figures: runs, parts } = await countRuns(tx, caller, span, lengthMs / count);
    const { figures: previous } = await countRuns(tx, caller, before, lengthMs);
    return {
      period,
      span,
      runs,
      previous,
      parts,
      waiting: await waitingFor(tx, caller, until),
      running: await runningNow(tx, caller),
      failures: await failuresIn(tx, caller, span),
      sessions: await sessionsNow(tx, caller),
      webhooks: caller.grants.has('webhooks:read') ? await webhooksNow(tx, caller, until) : null,
      keys: caller.grants.has('keys:read') ? await keysNow(tx, caller, until) : null,
    };
  },
});
