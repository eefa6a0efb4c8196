import type { WebhookSchedule } from './webhook.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const retryAfterMsMax = 24 * hourMs;
const jitter = 0.1;

/**
 * How long after the attempt before it each attempt of a round comes. `standard` ends after ten attempts in about three days, `short` after four
 * in 36 minutes. Source: Standard Webhooks, "Retry schedule"; agents API, webhooks (1, 5 and 30 minutes).
 */
export const delaysMs: { readonly [S in WebhookSchedule]: readonly number[] } = {
  standard: [0, 5 * secondMs, 5 * minuteMs, 30 * minuteMs, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hourMs)],
  short: [0, minuteMs, 5 * minuteMs, 30 * minuteMs],
};

export interface RetryPlan {
  /** Attempts of the round, the one that just failed among them. */
  readonly attempts: number;
  readonly delays: readonly number[];
  /** What the receiver asked for, in milliseconds from now. */
  readonly retryAfterMs: number | null;
  /** A random number from 0 to 1. */
  readonly random: number;
}

/** Milliseconds until the next attempt, up to a tenth more or less than scheduled; null when the round is over. A receiver can put it off by a day. */
export function retryDelay({ attempts, delays, retryAfterMs, random }: RetryPlan): number | null {
  const delay = delays[attempts];
  if (delay === undefined) return null;
  const spread = delay * (1 - jitter + 2 * jitter * random);
  return Math.round(Math.max(spread, Math.min(retryAfterMs ?? 0, retryAfterMsMax)));
}

/** Seconds or an HTTP date, in milliseconds from now; null when absent or unusable. Source: RFC 9110, section 10.2.3. */
export function readRetryAfter(value: string | undefined, now: number): number | null {
  const text = (value ?? '').trim();
  if (/^[0-9]{1,9}$/.test(text)) return Number(text) * secondMs;
  const date = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
