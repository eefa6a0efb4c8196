import type { Command } from '../program/command.ts';
import { CommandFailure, exitCode } from '../program/failure.ts';

export const keyRevoke: Command = {
  path: ['key', 'revoke'],
  about: 'Revoke an API key at once',
  args: [{ name: 'key', about: 'name, number or id from: forgeyard key list' }],
  run: async ({ input, out, forge }) => {
    const wanted = input.need(0);
    const client = forge();
    const keys = await client.credentials.list({ limit: 200 }).all();
    const fits = keys.filter(({ id, name, number }) => id === wanted || name === wanted || String(number) === wanted);
    const found = fits.find(({ status }) => status !== 'revoked') ?? fits[0];
    if (found === undefined) throw new CommandFailure('KEY_NOT_FOUND', `No key is called ${wanted}`, { exit: exitCode.notFound });
    await client.credentials.revoke(found.id);
    if (out.isJson) out.json({ revoked: found.id, name: found.name });
    else out.note(`Revoked ${found.name} (${found.id})`);
    return exitCode.ok;
  },
};
