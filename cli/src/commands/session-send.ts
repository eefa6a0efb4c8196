import type { Command } from '../program/command.ts';
import { exitCode, usageFailure } from '../program/failure.ts';

export const sessionSend: Command = {
  path: ['session', 'send'],
  about: 'Say something in a session: answers what its agent asks, or tells it something',
  args: [
    { name: 'session', about: 'id of the session' },
    { name: 'text', isOptional: true, about: 'what to say; read from standard input when left out' },
  ],
  notes: ['An agent that runs here begins its next run with it. Refused while a run goes on, and while a tool call waits for approval.'],
  examples: ['forgeyard session send 0199… "Use the staging database"', 'forgeyard session send 0199… < instructions.md'],
  run: async ({ world, input, out, forge }) => {
    const given = input.arg(1);
    if (given === undefined && world.stdin.isTty) throw usageFailure('Missing [text]', 'See: forgeyard session send --help');
    const text = (given ?? (await world.stdin.read())).trimEnd();
    if (text === '') throw usageFailure('There is nothing to say: the text is empty');
    const sent = await forge().sessions.send(input.need(0), text);
    if (out.isJson) out.json(sent);
    else {
      out.line(sent.message.id);
      if (sent.answered_interaction_id !== null) out.note('That was the answer to its question.');
      if (sent.run_id !== null) out.note(`Began a run; follow it with: forgeyard tail ${sent.run_id}`);
    }
    return exitCode.ok;
  },
};
