import type { Webhook } from '@forgeyard/sdk';
import { duration } from '../format/time.ts';
import { count } from '../format/value.ts';

/** What became of an endpoint's deliveries in the last 24 hours, in words; null when there were none. */
export function successOf({ success_24h: { delivered, failed } }: Webhook): string | null {
  const all = delivered + failed;
  if (all === 0) return null;
  const share = failed === 0 ? '100' : Math.min(99.9, (delivered / all) * 100).toFixed(1);
  return `${share} % of ${count(all)}`;
}

/** The share of deliveries that arrived; a dash when there were none. */
export function Success({ webhook }: { readonly webhook: Webhook }) {
  const said = successOf(webhook);
  if (said === null) return <span className="text-muted-foreground">none</span>;
  return <span className={webhook.success_24h.failed > 0 ? 'text-destructive' : undefined}>{said}</span>;
}

/** The time within which 95 of 100 deliveries are answered. */
export function p95Of({ p95_ms: ms }: Webhook): string {
  return ms === null ? '–' : duration(ms);
}
