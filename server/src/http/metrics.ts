import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  answered(method: string, route: string, status: number, elapsedMs: number): void;
  text(): Promise<{ readonly text: string; readonly contentType: string }>;
}

interface Instruments {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly latency: Histogram<'route'>;
  readonly runs: Gauge;
}

const waitingMax = 10_000;

/**
 * Metrics in the Prometheus text format. The library is loaded at the first scrape; until then at most 10,000 requests are remembered, so that
 * a server that nobody scrapes pays nearly nothing.
 */
export function createMetrics(activeRuns: () => number): Metrics {
  let instruments: Instruments | undefined;
  let waiting: [string, string, number, number][] = [];
  const count = (made: Instruments, [method, route, status, elapsedMs]: [string, string, number, number]): void => {
    made.requests.inc({ method, route, status: String(status) });
    made.latency.observe({ route }, elapsedMs / 1000);
  };
  return {
    answered: (method, route, status, elapsedMs) => {
      if (instruments !== undefined) count(instruments, [method, route, status, elapsedMs]);
      else if (waiting.length < waitingMax) waiting.push([method, route, status, elapsedMs]);
    },
    text: async () => {
      const made = (instruments ??= await makeInstruments());
      for (const entry of waiting) count(made, entry);
      waiting = [];
      made.runs.set(activeRuns());
      return { text: await made.registry.metrics(), contentType: made.registry.contentType };
    },
  };
}

async function makeInstruments(): Promise<Instruments> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Counter({
      name: 'forgeyard_http_requests_total',
      help: 'Answered requests',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
    }),
    latency: new Histogram({
      name: 'forgeyard_http_request_seconds',
      help: 'Time to answer',
      labelNames: ['route'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers: [registry],
    }),
    runs: new Gauge({ name: 'forgeyard_runs_active', help: 'Runs that this process executes', registers: [registry] }),
  };
}
