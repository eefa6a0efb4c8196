import type { RunError } from '../runs/index.ts';

/** Why an execution failed, as the task shows it. Source: agents API, "Execute Task". */
export const errorCategories = [
  'config_error',
  'auth_error',
  'timeout',
  'overloaded',
  'rate_limited',
  'quota_exceeded',
  'bad_request',
  'unknown',
] as const;
export type ErrorCategory = (typeof errorCategories)[number];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const cooldownsMs: { readonly [C in ErrorCategory]: number } = {
  config_error: 5 * minuteMs,
  auth_error: 5 * minuteMs,
  timeout: 10 * minuteMs,
  overloaded: 10 * minuteMs,
  rate_limited: 60 * minuteMs,
  quota_exceeded: 6 * hourMs,
  bad_request: 6 * hourMs,
  unknown: 6 * hourMs,
};

/** How long the server itself leaves a task alone after a person stopped its run. */
export const cancelledCooldownMs = 6 * hourMs;

export function cooldownMs(category: ErrorCategory): number {
  return cooldownsMs[category];
}

const byCode: Readonly<Record<string, ErrorCategory>> = {
  MODEL_AUTH: 'auth_error',
  MODEL_TIMEOUT: 'timeout',
  TIMEOUT: 'timeout',
  MODEL_OVERLOADED: 'overloaded',
  MODEL_UNAVAILABLE: 'overloaded',
  MODEL_RATE_LIMITED: 'rate_limited',
  MODEL_BAD_REQUEST: 'bad_request',
};

/** How both providers word an account without credit, which no waiting of minutes mends. */
const quotaWords = /insufficient[_ ]quota|exceeded your current quota|credit balance|billing/i;
/** What no provider said, but we did before or instead of asking one. */
const configWords = /^(?:No provider account|Address is not allowed|The request to the model provider could not be written)/;

/** The category of a run's error, from its code and, where a code says too little, from its words. */
export function categoryOf({ code, message }: RunError): ErrorCategory {
  if (configWords.test(message)) return 'config_error';
  if (code.startsWith('MODEL_') && quotaWords.test(message)) return 'quota_exceeded';
  return byCode[code] ?? 'unknown';
}
