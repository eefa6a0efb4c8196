import { parseArgs } from 'node:util';
import { startStandIn } from './stand-in.ts';

export { startStandIn } from './stand-in.ts';
export type { StandIn } from './stand-in.ts';

/** `node server/test/stand-in/main.ts --port 0 [--quiet]`: prints its address, then serves until it is stopped. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, quiet: { type: 'boolean', default: false } } });
  const standIn = await startStandIn({ port: Number(values.port) });
  console.log(`stand-in listening on ${standIn.url}`);
  if (!values.quiet) console.log('models: GET /v1/models; any name ending in a script name plays that script');
  const stop = (): void => void standIn.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (import.meta.main) await main();
