import type { Forgeyard } from '@forgeyard/sdk';
import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { findKey } from './find-key.ts';

export const keyRevoke: Command = {
  path: ['key', 'revoke'],
  about: 'Revoke an API key at once, or all of them',
  args: [{ name: 'key', isOptional: true, about: 'name, number or id from: forgeyard key list' }],
  options: [
    { name: 'all', about: 'every key, except those named with --except' },
    { name: 'except', value: '<key>', isRepeatable: true, about: 'a key that stays; only with --all' },
    { name: 'agent', value: '<agent>', about: 'only the keys of this agent; only with --all' },
    { name: 'yes', about: 'really do it; needed with --all' },
  ],
  examples: ['forgeyard key revoke mobile', 'forgeyard key revoke --all --except ops --yes'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const wanted = input.arg(0);
    if (input.has('all') === (wanted !== undefined)) throw usageFailure('Name the key to revoke, or give --all');
    if (wanted === undefined) {
      if (!input.has('yes')) throw usageFailure('--all ends every key that is not named with --except; repeat it with --yes');
      const { revoked } = await client.credentials.revokeAll({
        except: await idsOf(client, input.texts('except')),
        agent: input.text('agent'),
      });
      if (out.isJson) out.json({ revoked });
      else out.note(`Revoked ${revoked} ${revoked === 1 ? 'key' : 'keys'}`);
      return exitCode.ok;
    }
    if (input.has('except') || input.has('agent')) throw usageFailure('--except and --agent go with --all');
    const found = await findKey(client, wanted);
    await client.credentials.revoke(found.id);
    if (out.isJson) out.json({ revoked: found.id, name: found.name });
    else out.note(`Revoked ${found.name} (${found.id})`);
    return exitCode.ok;
  },
};

/** Looked up one by one, so that a misspelt name ends the command before any key ends. */
async function idsOf(client: Forgeyard, names: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push((await findKey(client, name)).id);
  return ids;
}
