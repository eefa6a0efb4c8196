import type { Signal } from '../../store/index.ts';

/** Announced when deliveries were written that can go out at once. */
export interface DeliveriesDue extends Signal {
  readonly kind: 'webhooks.due';
}

export const deliveriesDue: DeliveriesDue = { kind: 'webhooks.due' };

export function isDeliveriesDue(signal: Signal): signal is DeliveriesDue {
  return signal.kind === deliveriesDue.kind;
}
