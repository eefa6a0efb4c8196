import type { Forgeyard, LiveMessage, Session } from '@forgeyard/sdk';
import { interruptible } from '../live/interruptible.ts';
import { oneLine } from '../output/printable.ts';
import type { Output } from '../output/output.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { showMessage, statusWord } from './show-session.ts';

/** Sessions that are looked at when the server does not say which one has changed. */
const lookedAt = 200;

export const sessionTail: Command = {
  path: ['session', 'tail'],
  about: 'Follow what is said in a session, or how all sessions go, until Ctrl-C',
  args: [{ name: 'session', isOptional: true, about: 'id of one session; all when left out' }],
  notes: [
    'With a session every message is printed as it comes, beginning with the last ten, until the session ends; without one, each session that has changed.',
    'A lost connection is taken up where it broke. With --json every message, or session, is one line of JSON. Every event of a session: forgeyard tail.',
  ],
  examples: ['forgeyard session tail 0199…', 'forgeyard session tail --json'],
  run: async ({ world, input, out, forge }) => {
    const [client, id] = [forge(), input.arg(0)];
    const outcome = await interruptible(world, {
      work: async (signal) => {
        await (id === undefined ? followAll({ client, out, signal }) : followOne({ client, out, signal }, id));
        return 'ended' as const;
      },
    });
    return outcome === 'ended' ? exitCode.ok : exitCode.interrupted;
  },
};

/** Events that say something in the conversation, and the last one. */
const spoken: ReadonlySet<string> = new Set([
  'message.posted',
  'message.completed',
  'run.queued',
  'interaction.opened',
  'interaction.resolved',
  'session.ended',
]);

interface Following {
  readonly client: Forgeyard;
  readonly out: Output;
  readonly signal: AbortSignal;
}

async function followOne({ client, out, signal }: Following, id: string): Promise<void> {
  const session = await client.sessions.get(id, { signal });
  const { data } = await client.sessions.messages(session.id, { limit: 10 }, { signal });
  for (const message of data) showMessage(out, message);
  let newest = data.at(-1)?.id;
  if (session.ended_at !== null) return out.note(`The session has ended: ${session.status}`);
  const sessions = { [session.id]: String(session.last_seq) };
  for await (const message of client.live({ topics: ['sessions'], sessions, signal })) {
    if (!mayHaveWords(message)) continue;
    // What is printed is read from the conversation, which knows what an event says in it.
    newest = await printNew({ client, out, signal }, session.id, newest);
    if (isEnd(message)) return;
  }
}

async function printNew({ client, out, signal }: Following, id: string, after: string | undefined): Promise<string | undefined> {
  let newest = after;
  for (let pages = 0; pages < 100; pages += 1) {
    const { data, has_more: hasMore } = await client.sessions.messages(id, { limit: 200, after: newest }, { signal });
    for (const message of data) showMessage(out, message);
    newest = data.at(-1)?.id ?? newest;
    if (!hasMore) break;
  }
  return newest;
}

function mayHaveWords(message: LiveMessage): boolean {
  return message.type === 'ready' || (message.type === 'event' && spoken.has(message.event.type));
}

function isEnd(message: LiveMessage): boolean {
  if (message.type !== 'event') return false;
  return message.event.type === 'session.ended';
}

async function followAll({ client, out, signal }: Following): Promise<void> {
  let known: ReadonlyMap<string, string> = new Map();
  const news = async (print: boolean): Promise<void> => {
    const { data } = await client.sessions.list({ limit: lookedAt }, { signal });
    for (const session of data) if (print && known.get(session.id) !== stateOf(session)) showLine(out, session);
    known = new Map(data.map((session) => [session.id, stateOf(session)]));
  };
  await news(false);
  out.note('Sessions that change are printed; Ctrl-C ends');
  for await (const message of client.live({ topics: ['sessions'], signal })) if (message.type !== 'delta') await news(true);
}

function stateOf({ status, messages_count, name }: Session): string {
  return `${status} ${messages_count} ${name}`;
}

function showLine(out: Output, session: Session): void {
  if (out.isJson) return out.jsonLine(session);
  const at = (session.latest_message_at ?? session.started_at).slice(11, 19);
  const words = oneLine(session.latest_message ?? '', 80);
  out.line(`${out.paint('dim', at)}  ${session.id}  ${statusWord(out, session)}  ${oneLine(session.name, 40)}  ${words}`.trimEnd());
}
