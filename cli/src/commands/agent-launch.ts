import type { JsonObject } from '@forgeyard/sdk';
import type { Command, Context } from '../program/command.ts';
import { CommandFailure, exitCode, usageFailure } from '../program/failure.ts';
import { readText } from '../program/value.ts';

export const agentLaunch: Command = {
  path: ['agent', 'launch'],
  about: 'Have an agent that runs elsewhere begin a session',
  args: [
    { name: 'agent', about: 'slug, number, agt_… or uuid' },
    { name: 'prompt', isOptional: true, about: 'what to do; read from standard input when left out' },
  ],
  options: [
    { name: 'name', value: '<text>', about: 'of the session' },
    { name: 'field', value: '<name=value>', isRepeatable: true, about: 'another field of the launch type, such as branch_name=fix-parser' },
  ],
  notes: [
    'Prints the id of the session, which the agent reports in to. Exits 1 when whoever hosts the agent could not be asked.',
    'How an agent is launched is set in the dashboard or with PUT /v1/agents/{id}/launch. The key needs runs:write and messages:write.',
  ],
  examples: ['forgeyard agent launch claude-code "Fix the failing test in the parser." --field branch_name=fix-parser'],
  run: async (context) => {
    const { input, out, forge } = context;
    const launch = await forge().agents.launch.start(input.need(0), await fieldsOf(context));
    if (out.isJson) out.json(launch);
    else out.line(launch.session_id);
    if (launch.state === 'failed') throw new CommandFailure('LAUNCH_FAILED', launch.error ?? 'The launch has failed');
    if (launch.state === 'pending') out.note('It is under way.');
    out.note(`Follow it with: forgeyard session tail ${launch.session_id}`);
    return exitCode.ok;
  },
};

async function fieldsOf({ world, input }: Context): Promise<JsonObject> {
  const given = input.arg(1);
  if (given === undefined && world.stdin.isTty) throw usageFailure('Missing [prompt]', 'See: forgeyard agent launch --help');
  const fields: Record<string, string> = { prompt: (given ?? (await world.stdin.read())).trimEnd() };
  const name = input.text('name');
  if (name !== undefined) fields['name'] = name;
  for (const pair of input.texts('field')) {
    const at = pair.indexOf('=');
    if (at < 1) throw usageFailure(`--field needs name=value, not ${pair}`);
    fields[pair.slice(0, at)] = await readText(world, 'field', pair.slice(at + 1));
  }
  return fields;
}
