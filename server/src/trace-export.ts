import type { Logger } from 'pino';
import type { Settings } from './config.ts';
import type { Home } from './domain/home.ts';
import { defaultTraceExportLimits, TraceExporter } from './events/index.ts';
import type { TraceExportLimits } from './events/index.ts';
import { systemClock } from './kernel/clock.ts';
import { createGuardedFetch } from './kernel/guarded-fetch.ts';
import { OriginLimits } from './kernel/origin-limits.ts';
import { createOutbound } from './kernel/outbound.ts';
import { otlpTarget } from './settings-parts.ts';

/** Requests of this process to the collector. */
const collectorLimits = { atOnceMax: 4, perMinuteMax: 1_200, burst: 60 };

export interface TraceExportParts {
  readonly home: Home;
  readonly logger: Logger;
  readonly version: string;
  readonly limits?: Partial<TraceExportLimits> | undefined;
}

/** Begins to send the spans of ended runs to the operator's collector, where one is set. The answer ends it. */
export function startTraceExport(settings: Settings, { home, logger, version, limits }: TraceExportParts): () => Promise<void> {
  const target = otlpTarget(settings);
  if (target === null) return () => Promise.resolve();
  // The operator named this host themselves, so that it may be a private one; nothing else is reached this way.
  const outbound = createOutbound({ allowPrivateHosts: [new URL(target.url).host] });
  const exporter = new TraceExporter(
    {
      home,
      guardedFetch: createGuardedFetch(outbound, new OriginLimits(collectorLimits, systemClock)),
      reportLoss: (loss) => logger.warn(loss, 'traces.not_exported'),
      version,
    },
    target,
    { ...defaultTraceExportLimits, ...limits },
  );
  return async () => {
    await exporter.drain();
    await outbound.close();
  };
}
