import type { CredentialCreate } from '@forgeyard/sdk';
import type { Command, Input } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readDurationMs, readInteger } from '../program/value.ts';

export const keyCreate: Command = {
  path: ['key', 'create'],
  about: 'Create an API key; its secret is printed once',
  args: [{ name: 'name', about: 'unique in the organisation' }],
  options: [
    { name: 'agent', value: '<agent>', isRepeatable: true, about: 'agent the key reaches' },
    { name: 'org-wide', about: 'the key reaches every agent, also later ones' },
    { name: 'acts-as', value: '<agent>', about: 'make an agent key, which speaks as this agent' },
    { name: 'scope', value: '<scope>', isRepeatable: true, about: 'permission; default read and write' },
    { name: 'expires-in', value: '<time>', about: 'lifetime such as 12h or 30d; default for ever' },
    { name: 'network', value: '<cidr>', isRepeatable: true, about: 'network it may be used from; default any' },
    { name: 'per-minute', value: '<n>', about: 'requests in a minute; default no limit of its own' },
    { name: 'at-once', value: '<n>', about: 'requests and streams at once; default no limit of its own' },
  ],
  notes: ['Without --json the secret is the only thing on standard output: KEY=$(forgeyard key create ci --agent data-cleanup)'],
  examples: [
    'forgeyard key create mobile --agent data-cleanup --expires-in 90d',
    'forgeyard key create ops --org-wide --network 203.0.113.0/24',
  ],
  run: async ({ input, out, forge, world }) => {
    const created = await forge().credentials.create(fieldsOf(input, world.nowMs()));
    if (out.isJson) out.json(created);
    else {
      out.line(created.key);
      out.note(`Key ${created.name} (${created.id}). Save it now; it is not shown again.`);
    }
    return exitCode.ok;
  },
};

function fieldsOf(input: Input, nowMs: number): CredentialCreate {
  const lifetime = input.text('expires-in');
  const [perMinute, atOnce] = [input.text('per-minute'), input.text('at-once')];
  return {
    name: input.need(0),
    ...reachOf(input),
    scopes: input.has('scope') ? input.texts('scope') : undefined,
    expires_at: lifetime === undefined ? undefined : new Date(nowMs + readDurationMs('expires-in', lifetime)).toISOString(),
    ip_allow: input.has('network') ? input.texts('network') : undefined,
    rate_limit_per_minute: perMinute === undefined ? undefined : readInteger('per-minute', perMinute),
    max_concurrent: atOnce === undefined ? undefined : readInteger('at-once', atOnce),
  };
}

function reachOf(input: Input): Pick<CredentialCreate, 'kind' | 'agent' | 'agent_ids' | 'org_wide'> {
  const [agents, actsAs, isOrgWide] = [input.texts('agent'), input.text('acts-as'), input.has('org-wide')];
  const given = [agents.length > 0, isOrgWide, actsAs !== undefined].filter(Boolean).length;
  if (given !== 1) throw usageFailure('Say what the key reaches: --agent (at least one), --org-wide or --acts-as');
  if (actsAs !== undefined) return { kind: 'agent_key', agent: actsAs };
  return isOrgWide ? { org_wide: true } : { agent_ids: agents };
}
