import { existsSync } from 'node:fs';
import { AuthenticationError, Forgeyard, ForgeyardError } from '@forgeyard/sdk';
import { isProfileExposed, profilePath } from '../program/profile.ts';
import type { Finding, Patient } from './check.ts';

const probeMs = 5000;

export async function checkHealth({ target }: Patient): Promise<Finding> {
  const base = { check: 'server' };
  const [health, ready] = [await statusOf(`${target.url}/healthz`), await statusOf(`${target.url}/readyz`)];
  if (health === null)
    return { ...base, status: 'fail', detail: `nothing answers at ${target.url}`, fix: 'forgeyard serve   (or npm start)' };
  if (health !== 200)
    return { ...base, status: 'fail', detail: `${target.url}/healthz answers ${health}`, fix: 'Check --url: is that a Forgeyard server?' };
  if (ready !== 200) {
    const detail = `${target.url} runs but is not ready (/readyz answers ${ready ?? 'nothing'})`;
    return { ...base, status: 'fail', detail, fix: 'Look at the log of the server: it says which store or migration is missing' };
  }
  return { ...base, status: 'ok', detail: `${target.url} is ready` };
}

/** Whether the server at this address answers as a healthy one. */
export async function isHealthy(url: string): Promise<boolean> {
  return (await statusOf(`${url}/healthz`)) === 200;
}

export async function checkKey({ target }: Patient): Promise<Finding> {
  const base = { check: 'key' };
  const fix = 'forgeyard init --url <url> --key <key>   (the dashboard makes keys under Settings, API keys)';
  if (target.key === undefined) return { ...base, status: 'fail', detail: `no key for ${target.url}`, fix };
  try {
    const forge = new Forgeyard({ baseUrl: target.url, apiKey: target.key, timeoutMs: probeMs, maxRetries: 0 });
    const me = await forge.me();
    const name = me.credential?.name ?? me.user?.email ?? me.kind;
    return {
      ...base,
      status: 'ok',
      detail: `${name} in ${me.org.name} (from ${target.keyFrom}), scopes ${me.credential?.scopes.join(', ') ?? '-'}`,
    };
  } catch (error) {
    if (error instanceof AuthenticationError)
      return { ...base, status: 'fail', detail: `the key from ${target.keyFrom} is refused (${error.code})`, fix };
    const code = error instanceof ForgeyardError ? error.code : 'UNEXPECTED';
    return { ...base, status: 'skip', detail: `cannot be checked while the server does not answer (${code})` };
  }
}

export function checkProfile({ world }: Patient): Finding {
  const path = profilePath(world);
  const base = { check: 'profile' };
  if (!existsSync(path)) return { ...base, status: 'skip', detail: 'none saved; forgeyard init makes one' };
  if (!isProfileExposed(world)) return { ...base, status: 'ok', detail: path };
  return { ...base, status: 'fail', detail: `${path} can be read by others`, fix: `chmod 600 ${path}` };
}

async function statusOf(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(probeMs), redirect: 'manual' });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
}
