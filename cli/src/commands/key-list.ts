import type { Credential } from '@forgeyard/sdk';
import { ago } from '../output/time.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const keyList: Command = {
  path: ['key', 'list'],
  about: 'List API keys; secrets are never shown again',
  run: async ({ out, forge, world }) => {
    const keys = await forge().credentials.list({ limit: 200 }).all();
    if (out.isJson) {
      out.json(keys);
      return exitCode.ok;
    }
    const nowMs = world.nowMs();
    out.table(
      ['NAME', 'STATUS', 'REACHES', 'SCOPES', 'PREFIX', 'LAST USED', 'ID'],
      keys.map((key) => [key.name, key.status, reachOf(key), key.scopes.join(','), key.prefix, ago(key.last_used_at, nowMs), key.id]),
    );
    return exitCode.ok;
  },
};

function reachOf({ org_wide, agents }: Credential): string {
  return org_wide ? 'every agent' : agents.map(({ slug }) => slug).join(',') || 'no agent';
}
