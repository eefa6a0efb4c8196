import type { Planned } from '../plan.ts';
import { freePort, untilListening, type ChildServer } from '../systems/child-server.ts';
import type { Subject } from './rounds.ts';
import { verify } from './verify.ts';

/** Starts one planned system, creates its agents and makes one run of each kind; answers why when one of them does not come out right. */
export async function launch(planned: Planned): Promise<Subject | string> {
  const servers: ChildServer[] = [];
  const { system } = planned;
  try {
    for (let index = 0; index < planned.processes; index += 1) {
      const server = system.launch({ port: await freePort() });
      servers.push(server);
      await untilListening(server);
      if (index === 0) await system.prepare(server.port);
      const complaint = await verify(system, server.port);
      if (complaint !== null) throw new Error(complaint);
    }
    return { running: { system, servers }, cells: planned.cells };
  } catch (error) {
    const output = servers.at(-1)?.output().trim() ?? '';
    await Promise.all(servers.map((server) => server.stop()));
    return `${error instanceof Error ? error.message : String(error)} ${output}`.trim();
  }
}
