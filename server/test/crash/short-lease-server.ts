import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';

enableCompileCache();
const [{ compose }, { readSettings }, { defaultLimits }, { firstStart }] = await Promise.all([
  import('../../src/compose.ts'),
  import('../../src/config.ts'),
  import('../../src/engine/index.ts'),
  import('../../src/first-start.ts'),
]);

/** The server with leases and drains so short that a test can wait for their end. Everything else is as in `main.ts`. */
const { values } = parseArgs({
  options: {
    'lease-ms': { type: 'string', default: '2000' },
    'drain-ms': { type: 'string', default: '300' },
    'webhook-delay-ms': { type: 'string' },
  },
});
const settings = readSettings(process.env);
const delay = values['webhook-delay-ms'];
const delays = Array.from({ length: 60 }, (_, attempt) => (attempt === 0 ? 0 : Number(delay)));
const quickWebhooks = { timeoutMs: 400, leaseMarginMs: 200, pollMs: 50, drainMs: 500, delaysMs: { standard: delays, short: delays } };
const server = await compose(settings, {
  ...(delay === undefined ? {} : { webhookLimits: quickWebhooks }),
  leaseMs: Number(values['lease-ms']),
  engineLimits: { ...defaultLimits, sweepMs: 200, drainMs: Number(values['drain-ms']) },
});
await firstStart(server.home, settings, server.passwords);
const address = await server.app.listen({ port: settings.FORGEYARD_PORT, host: settings.FORGEYARD_HOST });
process.stdout.write(`listening ${address}\n`);
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
