import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readDurationMs } from '../program/value.ts';

export const keyCreate: Command = {
  path: ['key', 'create'],
  about: 'Create an API key; its secret is printed once',
  args: [{ name: 'name', about: 'unique in the organisation' }],
  options: [
    { name: 'agent', value: '<agent>', isRepeatable: true, about: 'agent the key reaches' },
    { name: 'org-wide', about: 'the key reaches every agent, also later ones' },
    { name: 'scope', value: '<scope>', isRepeatable: true, about: 'permission; default read and write' },
    { name: 'expires-in', value: '<time>', about: 'lifetime such as 12h or 30d; default for ever' },
  ],
  notes: ['Without --json the secret is the only thing on standard output: KEY=$(forgeyard key create ci --agent data-cleanup)'],
  examples: ['forgeyard key create mobile --agent data-cleanup --expires-in 90d', 'forgeyard key create ops --org-wide'],
  run: async ({ input, out, forge, world }) => {
    const agents = input.texts('agent');
    const isOrgWide = input.has('org-wide');
    if (isOrgWide === agents.length > 0) throw usageFailure('Say what the key reaches: either --agent (at least one) or --org-wide');
    const lifetime = input.text('expires-in');
    const created = await forge().credentials.create({
      name: input.need(0),
      ...(isOrgWide ? { org_wide: true } : { agent_ids: agents }),
      scopes: input.has('scope') ? input.texts('scope') : undefined,
      expires_at: lifetime === undefined ? undefined : new Date(world.nowMs() + readDurationMs('expires-in', lifetime)).toISOString(),
    });
    if (out.isJson) out.json(created);
    else {
      out.line(created.key);
      out.note(`Key ${created.name} (${created.id}). Save it now; it is not shown again.`);
    }
    return exitCode.ok;
  },
};
