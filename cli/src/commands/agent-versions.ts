import { ago } from '../output/time.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const agentVersions: Command = {
  path: ['agent', 'versions'],
  about: 'List the versions of an agent',
  args: [{ name: 'agent', about: 'slug, number, agt_… or uuid' }],
  run: async ({ input, out, forge, world }) => {
    const versions = await forge().agents.versions(input.need(0), { limit: 200 }).all();
    if (out.isJson) {
      out.json(versions);
      return exitCode.ok;
    }
    const nowMs = world.nowMs();
    out.table(
      ['VERSION', 'MODEL', 'TOOLS', 'CREATED', 'NOTE'],
      versions.map(({ version, model, tools, created_at, note }) => [
        String(version),
        model,
        tools.join(',') || '-',
        ago(created_at, nowMs),
        note ?? '',
      ]),
    );
    return exitCode.ok;
  },
};
