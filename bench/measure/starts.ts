import { openConnection } from '../load/connection.ts';
import { processTree, residentMb } from '../load/process-usage.ts';
import { freePort } from '../systems/child-server.ts';
import type { System } from '../systems/system.ts';

export interface StartResult {
  /** Milliseconds from starting `node` until the first run was answered. */
  readonly firstRunMs: number;
  /** Resident MB of the process that was started, one second after that run. */
  readonly idleMb: number;
  /** The same of its children, such as tool workers; pages that they share count each time. */
  readonly childrenMb: number;
}

const START_MS_MAX = 20_000;

/** Starts each system `times` times, in turn, on the state it already has; null where the first run did not come within 20 s. */
export async function measureStarts(systems: readonly System[], times: number): Promise<Map<string, (StartResult | null)[]>> {
  const results = new Map<string, (StartResult | null)[]>(systems.map((system) => [system.id, []]));
  for (let turn = 0; turn < times; turn += 1) {
    for (const system of systems) results.get(system.id)?.push(await measureStart(system));
  }
  return results;
}

async function measureStart(system: System): Promise<StartResult | null> {
  const port = await freePort();
  const startedAt = performance.now();
  const server = system.launch({ port });
  try {
    while (performance.now() - startedAt < START_MS_MAX) {
      const connection = openConnection(port);
      const exchange = await connection.send(system.sync('one'));
      const firstRunMs = performance.now() - startedAt;
      connection.close();
      if (exchange.ok) {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const children = processTree(server.pid).slice(1);
        return { firstRunMs, idleMb: residentMb(server.pid), childrenMb: children.reduce((sum, pid) => sum + residentMb(pid), 0) };
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return null;
  } finally {
    await server.stop();
  }
}
