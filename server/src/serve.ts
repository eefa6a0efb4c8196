import { ConfigError, readSettings } from './config.ts';
import type { Settings } from './config.ts';
import { compose } from './compose.ts';
import type { Server } from './compose.ts';
import { firstStart } from './first-start.ts';
import type { FirstStart } from './first-start.ts';

/** Reads the settings, starts the server, and stops it in order on SIGTERM or SIGINT. */
export async function run(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  try {
    const settings = readSettings(env);
    const server = await compose(settings);
    const first = await firstStart(server.home, settings, server.passwords);
    const address = await server.app.listen({ port: settings.FORGEYARD_PORT, host: settings.FORGEYARD_HOST });
    announce(settings, address, first);
    stopOnSignals(server);
  } catch (error) {
    const isOperatorError =
      error instanceof ConfigError || (error instanceof Error && /data directory|schema version|EADDRINUSE|EACCES/.test(error.message));
    process.stderr.write(`forgeyard: ${isOperatorError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}

/** Prints where to look, and what is shown only once. */
function announce(settings: Settings, address: string, first: FirstStart | null): void {
  const base = settings.FORGEYARD_PUBLIC_URL?.replace(/\/+$/, '') ?? address;
  const lines = [`listening ${address}`, '', `  Dashboard   ${base}/`, `  API docs    ${base}/docs`];
  if (first?.ownerLink) lines.push(`  Owner link  ${base}/welcome?token=${first.ownerLink.reveal()}   (works once, for 24 hours)`);
  if (first?.demoKey) lines.push('', '  Run the demo agent (this key is shown once):', '', demoCurl(base, first.demoKey.reveal()));
  process.stdout.write(`${lines.join('\n')}\n`);
}

function demoCurl(base: string, key: string): string {
  const body = JSON.stringify({
    input: 'Clean this CSV and calculate totals by region',
    data: { csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\nJane,1/16/24,2300,East\nBob,1/17/24,1800,West' },
  });
  return `  curl -N ${base}/api/agents/data-cleanup/execute -H 'X-Forge-Api-Key: ${key}' -H 'Content-Type: application/json' -d '${body}'`;
}

function stopOnSignals(server: Server): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    const timeout = setTimeout(() => process.exit(1), 10_000).unref();
    server.close().then(
      () => {
        clearTimeout(timeout);
        process.exit(0);
      },
      (error: unknown) => {
        server.logger.error({ err: error }, 'server.close_failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
