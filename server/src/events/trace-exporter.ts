import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Home } from '../domain/home.ts';
import { isEventsAppended } from '../domain/sessions/index.ts';
import { otlpFrame, otlpSpan, spansOfRun } from '../domain/traces/index.ts';
import { readRetryAfter } from '../domain/webhooks/index.ts';
import { isTerminalEvent } from '../kernel/event.ts';
import { FetchFailure } from '../kernel/fetch-failure.ts';
import type { GuardedFetch } from '../kernel/guarded-fetch.ts';

export interface TraceExportLimits {
  /** Ended runs that wait; what comes when they are so many is dropped. */
  readonly queueMax: number;
  /** Runs in one request. */
  readonly runsAtOnce: number;
  /** How long ended runs are gathered before they are sent, in milliseconds. */
  readonly gatherMs: number;
  /** For one request, from the name's look-up to the last byte. */
  readonly timeoutMs: number;
  /** Milliseconds before each further try; with the last one, the request is given up. */
  readonly pausesMs: readonly number[];
  /** How long a collector may make us wait. */
  readonly retryAfterMsMax: number;
  /** How long the end of the server waits for what is left. */
  readonly drainMs: number;
}

export const defaultTraceExportLimits: TraceExportLimits = {
  queueMax: 2_000,
  runsAtOnce: 64,
  gatherMs: 250,
  timeoutMs: 10_000,
  pausesMs: [1_000, 2_000, 5_000, 10_000, 20_000],
  retryAfterMsMax: 60_000,
  drainMs: 2_000,
};

export interface TraceExportDeps {
  readonly home: Home;
  readonly guardedFetch: GuardedFetch;
  /** Tells the operator that spans were lost, how many runs' and why; called once a minute at most. */
  readonly reportLoss: (loss: { readonly runs: number; readonly reason: string }) => void;
  /** Of this server, for `service.version`. */
  readonly version: string;
}

export interface TraceTarget {
  /** The collector's address for traces, with its path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Hands on what was said, and what tools were given and brought. */
  readonly keepsContent: boolean;
}

interface EndedRun {
  readonly id: string;
  readonly orgId: string;
}

/** Uncompressed characters of one request; compressed they stay below what the guarded fetch sends. */
const requestCharsMax = 4 * 1024 * 1024;
const answerBytesMax = 16 * 1024;
const lossEveryMs = 60_000;
/** Source: OpenTelemetry protocol, "Retryable Response Codes". */
const retried: ReadonlySet<number> = new Set([429, 502, 503, 504]);

const pack = promisify(gzip);

/**
 * Sends the spans of every run that this process ends to the operator's collector, behind the run's back: what cannot be sent for some time is
 * dropped, and nothing waits for it.
 */
export class TraceExporter {
  readonly #deps: TraceExportDeps;
  readonly #target: TraceTarget;
  readonly #limits: TraceExportLimits;
  readonly #queue: EndedRun[] = [];
  readonly #hurry = new AbortController();
  readonly #stop = new AbortController();
  #sending: Promise<void> | undefined;
  #lost = 0;
  #lossReportedAt = -lossEveryMs;

  constructor(deps: TraceExportDeps, target: TraceTarget, limits: TraceExportLimits = defaultTraceExportLimits) {
    this.#deps = deps;
    this.#target = target;
    this.#limits = limits;
    deps.home.store.onCommitted((signals) => {
      for (const signal of signals) {
        if (!isEventsAppended(signal)) continue;
        const ended = signal.events.findLast((event) => isTerminalEvent(event.type));
        if (ended !== undefined && ended.runId !== null) this.#add({ id: ended.runId, orgId: signal.orgId });
      }
    });
  }

  /** Sends what is left, as far as that goes quickly. */
  async drain(): Promise<void> {
    this.#hurry.abort();
    const timer = setTimeout(() => this.#stop.abort(), this.#limits.drainMs).unref();
    await this.#sending;
    clearTimeout(timer);
    this.#stop.abort();
  }

  #add(run: EndedRun): void {
    if (this.#queue.length >= this.#limits.queueMax || this.#stop.signal.aborted) {
      this.#lose(1, 'the queue is full');
      return;
    }
    this.#queue.push(run);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Never rejects. */
  async #sendAll(): Promise<void> {
    await this.#pause(this.#limits.gatherMs);
    while (this.#queue.length > 0 && !this.#stop.signal.aborted) {
      const runs = this.#queue.splice(0, this.#limits.runsAtOnce);
      try {
        for (const part of await this.#written(runs)) await this.#send(part);
      } catch (error) {
        this.#lose(runs.length, error instanceof FetchFailure ? error.message : 'the spans could not be read');
      }
      if (this.#queue.length > 0) await this.#pause(this.#limits.gatherMs);
    }
  }

  /** The runs' spans as bodies of requests, none of them too long. */
  async #written(runs: readonly EndedRun[]): Promise<readonly Part[]> {
    const { home, version } = this.#deps;
    const parts: Part[] = [];
    for (const run of runs) {
      const spans = await home.read((tx) => spansOfRun(tx, home.models, run, { keepsContent: this.#target.keepsContent }));
      const text = spans.map((span) => JSON.stringify(otlpSpan(span))).join(',');
      if (text === '') continue;
      const { open, close } = otlpFrame(
        { 'service.name': 'forgeyard', 'service.version': version, 'forgeyard.org.id': run.orgId },
        version,
      );
      const whole = open + text + close;
      const last = parts.at(-1);
      if (last === undefined || last.chars + whole.length > requestCharsMax) parts.push({ texts: [whole], chars: whole.length });
      else {
        last.texts.push(whole);
        last.chars += whole.length;
      }
    }
    return parts;
  }

  async #send(part: Part): Promise<void> {
    // Each text is a whole request with one resource; together they are one with several.
    const resources = part.texts.map((text) => text.slice('{"resourceSpans":['.length, -']}'.length)).join(',');
    const body = await pack(`{"resourceSpans":[${resources}]}`);
    for (const pauseMs of [...this.#limits.pausesMs, null]) {
      const waitMs = await this.#try(body);
      if (waitMs === 'sent') return;
      if (typeof waitMs === 'string' || pauseMs === null || this.#hurry.signal.aborted) {
        this.#lose(part.texts.length, typeof waitMs === 'string' ? waitMs : 'the collector is away');
        return;
      }
      await this.#pause(Math.min(this.#limits.retryAfterMsMax, Math.max(pauseMs, waitMs)));
    }
  }

  /** `sent`, why it never will be, or how long to wait at least before the next try. */
  async #try(body: Buffer): Promise<string | number> {
    const { home, guardedFetch } = this.#deps;
    try {
      const { status, headers } = await guardedFetch({
        url: this.#target.url,
        method: 'POST',
        headers: { ...this.#target.headers, 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body,
        timeoutMs: this.#limits.timeoutMs,
        bytesMax: answerBytesMax,
        whenTooLong: 'cut',
        signal: this.#stop.signal,
      });
      if (status >= 200 && status < 300) return 'sent';
      if (!retried.has(status)) return `the collector answered ${status}`;
      return readRetryAfter(headers['retry-after'], home.clock.now()) ?? 0;
    } catch (error) {
      if (!(error instanceof FetchFailure) || error.kind === 'request' || error.kind === 'aborted') throw error;
      return 0;
    }
  }

  /** Ends early when the server is going away. */
  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#hurry.signal, ref: false }).catch(() => undefined);
  }

  #lose(runs: number, reason: string): void {
    this.#lost += runs;
    const now = this.#deps.home.clock.monotonic();
    if (now - this.#lossReportedAt < lossEveryMs) return;
    this.#deps.reportLoss({ runs: this.#lost, reason });
    this.#lost = 0;
    this.#lossReportedAt = now;
  }
}

interface Part {
  readonly texts: string[];
  chars: number;
}
