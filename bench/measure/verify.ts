import { openConnection } from '../load/connection.ts';
import type { System } from '../systems/system.ts';

/** One run of every kind before anything is measured: the answers must show that both tools ran and that all 1,000 tokens came through. */
export async function verify(system: System, port: number): Promise<string | null> {
  const connection = openConnection(port);
  const checks = [
    { name: 'one', call: system.sync('one'), needs: 'stand-in model' },
    { name: 'three', call: system.sync('three'), needs: 'formula gives' },
    { name: 'three streamed', call: system.streamed('three'), needs: 'formula' },
    { name: 'long streamed', call: system.streamed('long'), needs: 't999' },
  ];
  try {
    for (const check of checks) {
      const exchange = await connection.send(check.call);
      if (!exchange.ok || !exchange.body.includes(check.needs)) {
        return `${check.name} answered ${exchange.status}: ${exchange.body.toString('utf8').slice(0, 400)}`;
      }
    }
    return null;
  } finally {
    connection.close();
  }
}
