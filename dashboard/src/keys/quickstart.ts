import type { Credential } from '@forgeyard/sdk';
import { permissionsOf } from './permissions.ts';

const keyHeader = '-H "X-Forge-Api-Key: $FORGEYARD_KEY"';

/** A first call that this key is allowed to make and that changes nothing. */
export function firstCallOf(key: Credential, origin: string): string {
  const agent = key.agents[0]?.slug;
  if (!permissionsOf(key.scopes).has('agents:read')) return `curl ${origin}/v1/me ${keyHeader}`;
  return `curl ${origin}/v1/agents${agent === undefined ? '' : `/${agent}`} ${keyHeader}`;
}

/** Commands for the page of a key: look first, then run an agent where the key may. */
export function quickstartOf(key: Credential, origin: string): string {
  const look = `export FORGEYARD_KEY='${key.prefix}…'\n${firstCallOf(key, origin)}`;
  if (!permissionsOf(key.scopes).has('runs:write')) return look;
  const agent = key.agents[0]?.slug ?? 'AGENT';
  const body = `-H 'Content-Type: application/json' --data-raw '{"input":"Hello"}'`;
  return `${look}\n\ncurl -N -X POST ${origin}/api/agents/${agent}/execute ${keyHeader} ${body}`;
}
