import type { Resolution } from '@forgeyard/sdk';
import type { Command, Context } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';
import { readObject, readText } from '../program/value.ts';
import { showInteraction } from './show-interaction.ts';

const decisions = ['approve', 'edit', 'reject', 'respond'] as const;

export const inboxAnswer: Command = {
  path: ['inbox', 'answer'],
  about: 'Approve a tool call, change its input, refuse it, or answer in words',
  args: [{ name: 'id', about: 'as forgeyard inbox list prints it' }],
  options: [
    { name: 'approve', about: 'let the call run, or accept the work' },
    { name: 'edit', value: '<json|@file|->', about: 'let the call run with this input instead' },
    { name: 'reject', about: 'refuse it' },
    { name: 'respond', value: '<text|@file|->', about: 'answer a question; what a call gives back; what has to change' },
    { name: 'message', value: '<text|@file|->', about: 'why, with --reject or --approve' },
    { name: 'remember', about: 'with --approve or --edit: the agent need not ask for this again; needs agents:write' },
  ],
  notes: [
    'The first answer counts. The same answer again is accepted; another one fails and says who was first.',
    'The key needs the scope interactions:write, for reviews deliverables:review as well. Keys of agents answer nothing.',
  ],
  examples: [
    'forgeyard inbox answer 0199… --approve --remember',
    'forgeyard inbox answer 0199… --respond "Use the staging database"',
    'forgeyard inbox answer 0199… --edit \'{"to":"team@example.com"}\'',
  ],
  run: async (context) => {
    const { input, out, forge } = context;
    showInteraction(out, await forge().interactions.resolve(input.need(0), await resolutionOf(context)));
    return exitCode.ok;
  },
};

async function resolutionOf({ input, world }: Context): Promise<Resolution> {
  const given = decisions.filter((word) => input.has(word));
  const [decision] = given;
  if (decision === undefined || given.length > 1) throw usageFailure('Say one of --approve, --edit, --reject and --respond');
  const [edit, respond, message] = [input.text('edit'), input.text('respond'), input.text('message')];
  if (respond !== undefined && message !== undefined) throw usageFailure('--respond has the words already; leave --message out');
  const [option, words] = respond === undefined ? ['message', message] : ['respond', respond];
  return {
    decision,
    input: edit === undefined ? undefined : await readObject(world, 'edit', edit),
    message: words === undefined ? undefined : (await readText(world, option ?? 'message', words)).trimEnd(),
    remember: input.has('remember') || undefined,
  };
}
