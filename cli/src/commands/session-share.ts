import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { findTeam } from './find-team.ts';

export const sessionShare: Command = {
  path: ['session', 'share'],
  about: 'Let a person or a team read a session, or also write into it',
  args: [{ name: 'session', about: 'id from: forgeyard session list' }],
  options: [
    { name: 'email', value: '<address>', about: 'of the person, who need not have an account yet' },
    { name: 'team', value: '<team>', about: 'name or id' },
    { name: 'write', about: 'may write into it too' },
  ],
  examples: ['forgeyard session share 0199… --email ana@example.com', 'forgeyard session share 0199… --team "Release crew" --write'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const [email, team] = [input.text('email'), input.text('team')];
    if ((email === undefined) === (team === undefined)) throw usageFailure('Give either --email or --team');
    const whom = team === undefined ? { email: email ?? '' } : { team_id: (await findTeam(client, team)).id };
    const share = await client.sessions.share(input.need(0), { ...whom, access: input.has('write') ? 'WRITE' : 'READ' });
    if (out.isJson) out.json(share);
    else out.note(`${share.team?.name ?? share.email} may ${share.access === 'WRITE' ? 'read it and write into it' : 'read it'}`);
    return exitCode.ok;
  },
};
