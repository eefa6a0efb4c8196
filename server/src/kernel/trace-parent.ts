import { createHash } from 'node:crypto';

/** A place in a trace that somebody else began. Source: W3C Trace Context, "traceparent Header Field Values". */
export interface TraceParent {
  /** 32 hex digits, lower case. */
  readonly traceId: string;
  /** 16 hex digits, lower case. */
  readonly parentId: string;
  /** Two hex digits. */
  readonly flags: string;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const zeros = /^0+$/;
/** Longer ones than version 00 has may come, from versions that are still to be written. */
const lengthMax = 200;
const sampled = '01';

/** A traceparent that can be continued, or null: malformed ones and ids of zeros are as good as none. */
export function parseTraceParent(text: string | undefined): TraceParent | null {
  const found = text === undefined || text.length > lengthMax ? null : pattern.exec(text);
  if (found === null || text === undefined) return null;
  const [, version = '', traceId = '', parentId = '', flags = ''] = found;
  if (version === 'ff' || (version === '00' && text.length !== 55)) return null;
  return zeros.test(traceId) || zeros.test(parentId) ? null : { traceId, parentId, flags };
}

export function formatTraceParent({ traceId, parentId, flags }: TraceParent): string {
  return `00-${traceId}-${parentId}-${flags}`;
}

/** The trace that a run belongs to: the one that its request carried, or one of its own, named by the run's UUID. */
export interface RunTrace {
  readonly traceId: string;
  /** The span that asked for the run, in another system. */
  readonly parentId: string | null;
  readonly flags: string;
}

export function traceOfRun(runId: string, traceParent: string | null): RunTrace {
  return parseTraceParent(traceParent ?? undefined) ?? { traceId: runId.replaceAll('-', ''), parentId: null, flags: sampled };
}

/** A span id that is the same whenever and wherever it is made of the same words. */
export function spanIdOf(words: string): string {
  return createHash('sha256').update(words).digest('hex').slice(0, 16);
}

/** The span of a run itself. */
export function runSpanId(runId: string): string {
  return spanIdOf(`${runId}/run`);
}

/** Where an attempt at a step stands. */
export interface StepAttempt {
  readonly step: number;
  /** How often the run had been taken up by then, from 1. */
  readonly stretch: number;
  /** From 1; a model call that is tried again counts on. */
  readonly tries: number;
}

/** The span of one attempt at a step of a run. */
export function stepSpanId(runId: string, { step, stretch, tries }: StepAttempt): string {
  return spanIdOf(`${runId}/step/${step}/${stretch}.${tries}`);
}
