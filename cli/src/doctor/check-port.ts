import { createServer } from 'node:net';
import { isHealthy } from './check-server.ts';
import { settingOf } from './check.ts';
import type { Finding, Patient } from './check.ts';

/** The port a server of this machine would listen on is free, or taken by a server of ours. */
export async function checkPort({ world }: Patient): Promise<Finding> {
  const port = Number(settingOf(world, 'FORGEYARD_PORT') ?? 3001);
  const host = settingOf(world, 'FORGEYARD_HOST') ?? '127.0.0.1';
  const base = { check: 'port' };
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return { ...base, status: 'fail', detail: 'FORGEYARD_PORT is not a port', fix: 'Set FORGEYARD_PORT to a number from 1 to 65535' };
  }
  const problem = await listenProblem(port, host);
  if (problem === null) return { ...base, status: 'ok', detail: `${host}:${port} is free` };
  if (problem !== 'EADDRINUSE')
    return {
      ...base,
      status: 'fail',
      detail: `cannot listen on ${host}:${port} (${problem})`,
      fix: 'forgeyard serve --host 127.0.0.1 --port 3001',
    };
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  if (await isHealthy(`http://${reachable}:${port}`))
    return { ...base, status: 'ok', detail: `${host}:${port} is used by a running server` };
  return { ...base, status: 'fail', detail: `${host}:${port} is taken by another program`, fix: `forgeyard serve --port ${port + 1}` };
}

function listenProblem(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}
