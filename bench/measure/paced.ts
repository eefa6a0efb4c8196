import { closedLoop } from '../load/closed-loop.ts';
import { cpuMsOfAll } from '../load/process-usage.ts';
import { pidsOf, portsOf, type Running } from '../systems/system.ts';

export interface PacedResult {
  /** CPU microseconds of the server per token, with all streams open at once. */
  readonly cpuPerTokenUs: number;
  readonly failures: number;
}

const TOKENS_PER_STREAM = 200;
const RUN_MS_MAX = 60_000;

/** Opens `streams` streams at once, each with a token every 50 ms for ten seconds, in turn on each system, `times` times. */
export async function measurePaced(subjects: readonly Running[], streams: number, times: number): Promise<Map<string, PacedResult[]>> {
  const results = new Map<string, PacedResult[]>(subjects.map((running) => [running.system.id, []]));
  for (let turn = 0; turn < times; turn += 1) {
    for (const running of subjects) results.get(running.system.id)?.push(await openStreams(running, streams));
  }
  return results;
}

async function openStreams(running: Running, streams: number): Promise<PacedResult> {
  const pids = pidsOf(running);
  const before = cpuMsOfAll(pids);
  const call = running.system.streamed('long-paced-50');
  const loop = await closedLoop({ ports: portsOf(running), call, concurrency: streams, durationMs: RUN_MS_MAX, runsMax: streams });
  const cpuMs = cpuMsOfAll(pids) - before;
  return { cpuPerTokenUs: (cpuMs * 1_000) / (loop.runs * TOKENS_PER_STREAM), failures: loop.failures };
}
