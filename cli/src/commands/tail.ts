import { NotFoundError } from '@forgeyard/sdk';
import type { FollowOptions, Forgeyard, StreamedEvent } from '@forgeyard/sdk';
import { eventLine } from '../live/event-line.ts';
import { interruptible } from '../live/interruptible.ts';
import type { Output, Style } from '../output/output.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';

export const tail: Command = {
  path: ['tail'],
  about: 'Follow the events of a run or a session, from the first one on',
  args: [{ name: 'id', about: 'id of a run or of a session' }],
  options: [{ name: 'after', value: '<cursor>', about: 'start behind this event' }],
  notes: [
    'A run ends by itself, a session when it is over or at Ctrl-C. A lost connection is taken up where it broke.',
    'With --json every event is one line of JSON with its cursor, text pieces included; without, text shows when its message is complete.',
  ],
  examples: ['forgeyard tail 0199…', 'forgeyard tail 0199… --json --after 12'],
  run: async ({ world, input, out, forge }) => {
    const id = input.need(0);
    let cursor: string | null = null;
    const outcome = await interruptible(world, {
      work: async (signal) => {
        for await (const event of await open(forge(), id, { signal, after: input.text('after') })) {
          cursor = event.cursor ?? cursor;
          show(out, event);
        }
        return 'ended' as const;
      },
    });
    if (outcome === 'ended') return exitCode.ok;
    out.note(`Go on with: forgeyard tail ${id}${cursor === null ? '' : ` --after ${String(cursor)}`}`);
    return exitCode.interrupted;
  },
};

/** A run and a session look alike; what is not a run must be a session. */
async function open(forge: Forgeyard, id: string, options: FollowOptions): Promise<AsyncIterable<StreamedEvent>> {
  try {
    await forge.runs.get(id, { signal: options.signal });
    return forge.runs.follow(id, options);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  await forge.sessions.get(id, { signal: options.signal });
  return forge.sessions.follow(id, options);
}

function show(out: Output, event: StreamedEvent): void {
  if (out.isJson) return out.jsonLine(event);
  if (event.type === 'message.delta' || event.type === 'reasoning.delta') return;
  out.line(`${out.paint('dim', event.at.slice(11, 23))}  ${out.paint(styleOf(event.type), event.type.padEnd(20))}  ${eventLine(event)}`);
}

function styleOf(type: string): Style {
  if (type.endsWith('.failed') || type === 'run.timed_out' || type === 'model.retried') return 'red';
  if (type.startsWith('tool.')) return 'cyan';
  if (type.startsWith('interaction.')) return 'yellow';
  return type === 'run.completed' ? 'green' : 'bold';
}
