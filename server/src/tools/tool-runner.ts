import { availableParallelism } from 'node:os';
import type { Json, JsonObject } from '../kernel/json.ts';
import type { ToolInvocation, ToolRunner } from '../kernel/tool.ts';
import { ToolFailure } from '../kernel/tool.ts';
import { toolDefinitions } from './catalogue.ts';
import { jsonBytes } from './json-size.ts';
import { WorkerPool } from './pool/worker-pool.ts';
import { hasExpression } from './template-expression.ts';

export interface ToolRunnerOptions {
  /** Worker processes kept warm; default one less than the processors, at least 1, at most 4. */
  readonly workers?: number;
  /** Heap of one worker; default 192. */
  readonly memoryMb?: number;
  /** Largest result; default 16 MiB. */
  readonly outputBytesMax?: number;
  /** Largest input; default 16 MiB. */
  readonly inputBytesMax?: number;
  /** Used where a call names no positive limit of its own; default 5,000. */
  readonly defaultTimeoutMs?: number;
  /** Calls that may wait for a worker; default 1,000. */
  readonly queueMax?: number;
  /** Monotonic milliseconds; default the process clock. */
  readonly now?: () => number;
}

/** The built-in tools, plus a way to start their workers before the first call. */
export interface BuiltInToolRunner extends ToolRunner {
  /** Starts the warm workers now, and loads the commonest tool; without it that happens at the first call. Returns at once. */
  warm(): void;
}

const MEBIBYTE = 1024 * 1024;
const EXTRA_WORKERS = 2;
const WORKERS_MAX = 4;
const WARM_UP_MS_MAX = 10_000;
/** Loads what most runs use first; its answer, or failure, is of no interest. */
const WARM_UP_CALL = { kind: 'invoke', tool: 'data-transform', action: 'csv_to_json', input: { csv: 'a\n1' } } as const;

/** Makes the runner of the built-in tools; it starts no worker before the first call or `warm`. */
export function createToolRunner(options: ToolRunnerOptions = {}): BuiltInToolRunner {
  const inputBytesMax = options.inputBytesMax ?? 16 * MEBIBYTE;
  const defaultTimeoutMs = options.defaultTimeoutMs ?? 5000;
  const pool = new WorkerPool({
    workers: options.workers ?? Math.min(WORKERS_MAX, Math.max(1, availableParallelism() - 1)),
    extraWorkers: EXTRA_WORKERS,
    memoryMb: options.memoryMb ?? 192,
    outputBytesMax: options.outputBytesMax ?? 16 * MEBIBYTE,
    queueMax: options.queueMax ?? 1000,
    now: options.now ?? (() => performance.now()),
  });
  const limitsOf = (limits: Limits, size: number): Limits & { readonly bytes: number } => ({
    timeoutMs: limits.timeoutMs > 0 ? limits.timeoutMs : defaultTimeoutMs,
    signal: limits.signal,
    bytes: size,
  });
  let isWarm = false;
  return {
    definitions: toolDefinitions,
    invoke: async ({ tool, action, input, timeoutMs, signal }: ToolInvocation): Promise<Json> =>
      pool.submit({ kind: 'invoke', tool, action, input }, limitsOf({ timeoutMs, signal }, sizeWithin(input, inputBytesMax))),
    resolve: async (template: Json, context: JsonObject, limits: Limits): Promise<Json> => {
      if (!hasExpression(template)) return template;
      return pool.submit({ kind: 'resolve', template, context }, limitsOf(limits, sizeWithin([template, context], inputBytesMax)));
    },
    warm: () => {
      if (isWarm) return;
      isWarm = true;
      pool.warm();
      const limits = { bytes: 0, timeoutMs: WARM_UP_MS_MAX, signal: new AbortController().signal };
      pool.submit(WARM_UP_CALL, limits).catch(() => undefined);
    },
    close: () => pool.close(),
  };
}

interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

function sizeWithin(input: Json, bytesMax: number): number {
  const size = jsonBytes(input, bytesMax);
  if (size === null) throw new ToolFailure('INVALID_INPUT', 'The input must be plain JSON without a "__proto__" member');
  if (size > bytesMax) throw new ToolFailure('INVALID_INPUT', `The input is larger than ${bytesMax} bytes or nested too deeply`);
  return size;
}
