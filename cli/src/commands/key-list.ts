import type { Credential } from '@forgeyard/sdk';
import { ago } from '../output/time.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice, readInteger } from '../program/value.ts';

const kinds = ['api_key', 'agent_key', 'user_key', 'identity_key'] as const;
const statuses = ['active', 'grace', 'expired', 'revoked'] as const;

export const keyList: Command = {
  path: ['key', 'list'],
  about: 'List API keys; secrets are never shown again',
  options: [
    { name: 'kind', value: '<kind>', about: kinds.join(', ') },
    { name: 'status', value: '<status>', about: statuses.join(', ') },
    { name: 'agent', value: '<agent>', about: 'only keys that reach this agent' },
    { name: 'unused-days', value: '<days>', about: 'only keys without a request for so long' },
  ],
  examples: ['forgeyard key list --unused-days 90', 'forgeyard key list --status active --json'],
  run: async ({ input, out, forge, world }) => {
    const [kind, status, unused] = [input.text('kind'), input.text('status'), input.text('unused-days')];
    const query = {
      kind: kind === undefined ? undefined : readChoice('kind', kind, kinds),
      status: status === undefined ? undefined : readChoice('status', status, statuses),
      agent: input.text('agent'),
      unused_days: unused === undefined ? undefined : readInteger('unused-days', unused),
      limit: 200,
    };
    const keys = await forge().credentials.list(query).all();
    if (out.isJson) {
      out.json(keys);
      return exitCode.ok;
    }
    const nowMs = world.nowMs();
    out.table(
      ['NAME', 'STATUS', 'REACHES', 'SCOPES', 'PREFIX', 'LAST USED', '30 DAYS', 'EXPIRES', 'ID'],
      keys.map((key) => [
        key.name,
        key.status,
        reachOf(key),
        key.scopes.join(','),
        key.prefix,
        ago(key.last_used_at, nowMs),
        String(key.requests_30d),
        key.expires_at?.slice(0, 10) ?? 'never',
        key.id,
      ]),
    );
    return exitCode.ok;
  },
};

function reachOf({ org_wide, agents, agent }: Credential): string {
  if (agent !== null && agent !== undefined) return agent.slug;
  return org_wide ? 'every agent' : agents.map(({ slug }) => slug).join(',') || 'no agent';
}
