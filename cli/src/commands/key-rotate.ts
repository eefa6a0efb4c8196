import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { readInteger } from '../program/value.ts';
import { findKey } from './find-key.ts';

export const keyRotate: Command = {
  path: ['key', 'rotate'],
  about: 'Replace an API key; the new secret is printed once',
  args: [{ name: 'key', about: 'name, number or id from: forgeyard key list' }],
  options: [
    { name: 'grace-hours', value: '<hours>', about: 'how long the old key goes on working, 0 to 24; default 0' },
    { name: 'name', value: '<name>', about: 'name of the new key; default the same' },
  ],
  notes: ['Without --json the secret is the only thing on standard output: KEY=$(forgeyard key rotate ci --grace-hours 4)'],
  examples: ['forgeyard key rotate mobile --grace-hours 24'],
  run: async ({ input, out, forge }) => {
    const client = forge();
    const hours = input.text('grace-hours');
    const old = await findKey(client, input.need(0));
    const fields = { grace_hours: hours === undefined ? undefined : readInteger('grace-hours', hours), name: input.text('name') };
    const rotated = await client.credentials.rotate(old.id, fields);
    if (out.isJson) out.json(rotated);
    else {
      const until = rotated.old.grace_until;
      out.line(rotated.key);
      out.note(`Key ${rotated.name} (${rotated.id}). Save it now; it is not shown again.`);
      out.note(until === null ? 'The old key is refused from now on.' : `The old key works until ${until}.`);
    }
    return exitCode.ok;
  },
};
