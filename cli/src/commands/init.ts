import { exitCode } from '../program/failure.ts';
import { CommandFailure } from '../program/failure.ts';
import { writeProfile } from '../program/profile.ts';
import type { Command } from '../program/command.ts';

export const init: Command = {
  path: ['init'],
  about: 'Check a server and a key, and remember both',
  notes: [
    'Takes --url and --key, or FORGEYARD_URL and FORGEYARD_KEY, and asks nothing. The profile file can be read by its owner only.',
    'A key comes from the dashboard (Settings, API keys) or from forgeyard key create.',
  ],
  examples: ['forgeyard init --url http://127.0.0.1:3001 --key forge_…', 'FORGEYARD_KEY=forge_… forgeyard init'],
  run: async ({ out, target, forge, world }) => {
    const { url, key } = target();
    if (key === undefined) {
      const hint = 'Give --key <key> or FORGEYARD_KEY; the dashboard makes keys under Settings, API keys';
      throw new CommandFailure('KEY_MISSING', 'No key was given', { exit: exitCode.usage, hint });
    }
    const me = await forge().me();
    const path = writeProfile(world, { url, key });
    const caller = me.credential?.name ?? me.user?.email ?? me.kind;
    if (out.isJson) {
      out.json({ url, profile: path, org: me.org, credential: me.credential, server: me.server });
      return exitCode.ok;
    }
    out.note(`Saved ${path}: ${url} as ${caller} in ${me.org.name} (server ${me.server.version})`);
    out.line('Next:');
    out.line('  forgeyard agent list');
    out.line('  forgeyard run data-cleanup "Clean this CSV and calculate totals by region" --data @rows.json');
    out.line('  forgeyard doctor');
    return exitCode.ok;
  },
};
