import { ago } from '../output/time.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readChoice } from '../program/value.ts';

const statuses = ['active', 'paused', 'inactive', 'disabled', 'suspended'] as const;

export const agentList: Command = {
  path: ['agent', 'list'],
  about: 'List agents',
  options: [
    { name: 'status', value: '<status>', about: statuses.join(', ') },
    { name: 'search', value: '<words>', about: 'words in slug, name or description' },
  ],
  run: async ({ input, out, forge, world }) => {
    const status = input.text('status');
    const query = { q: input.text('search'), status: status === undefined ? undefined : readChoice('status', status, statuses) };
    const agents = await forge()
      .agents.list({ ...query, limit: 200 })
      .all();
    if (out.isJson) out.json(agents);
    else if (agents.length === 0) out.note('No agents. Make one with: forgeyard agent create <slug> --template <template>');
    else {
      const nowMs = world.nowMs();
      out.table(
        ['SLUG', 'STATUS', 'MODEL', 'TOOLS', 'RUNS', 'LAST RUN'],
        agents.map(({ slug, status: state, model, tools, run_count, last_run_at }) => [
          slug,
          state,
          model,
          tools.join(',') || '-',
          String(run_count),
          ago(last_run_at, nowMs),
        ]),
      );
    }
    return exitCode.ok;
  },
};
