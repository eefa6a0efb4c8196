import type { CallOptions } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { LiveMessage, LiveTopic } from '../types.ts';
import { eventStreamHeaders } from './follow.ts';
import type { Frame } from './frames.ts';
import { defaultLimits, resumed } from './resume.ts';

export interface LiveOptions extends CallOptions {
  /** All when left out. */
  readonly topics?: readonly LiveTopic[] | undefined;
  /** Sessions whose logs come along, with the cursor of the last event already seen, or undefined for the whole log; 20 at most. */
  readonly sessions?: Readonly<Record<string, string | undefined>> | undefined;
  /** Reconnections in a row without any news; default 6. */
  readonly reconnectsMax?: number | undefined;
}

/** Changes of the organisation and the logs of chosen sessions over one connection; after a cut it goes on where each log was. */
export async function* live(transport: Transport, options: LiveOptions = {}): AsyncGenerator<LiveMessage> {
  const cursors = new Map(Object.entries(options.sessions ?? {}));
  const source = {
    after: null,
    signal: options.signal,
    isLast: () => false,
    open: (_cursor: string | null, isFirst: boolean) =>
      transport.open({
        method: 'GET',
        path: '/v1/live',
        query: { topics: options.topics?.join(','), sessions: placesOf(cursors) },
        headers: eventStreamHeaders,
        options: isFirst ? options : { ...options, maxRetries: 0 },
      }),
  };
  const limits = { ...defaultLimits, reconnectsMax: options.reconnectsMax ?? defaultLimits.reconnectsMax };
  for await (const frame of resumed(source, transport.environment, limits)) {
    const message = messageOf(frame);
    if (message === undefined) continue;
    if (message.type === 'event' || message.type === 'delta') cursors.set(message.session_id, message.cursor);
    yield message;
  }
}

function placesOf(cursors: ReadonlyMap<string, string | undefined>): string | undefined {
  if (cursors.size === 0) return undefined;
  return [...cursors].map(([id, cursor]) => (cursor === undefined ? id : `${id}@${cursor}`)).join(',');
}

/** The message that a frame carries; undefined for kinds of a newer server. The shape of `data` is the server's published contract. */
function messageOf({ event, data }: Frame): LiveMessage | undefined {
  const content = JSON.parse(data);
  if (event === 'ready' || event === 'changed' || event === 'delta') return { type: event, ...content } as LiveMessage;
  if (event !== 'event') return undefined;
  const { session_id, cursor, ...logged } = content;
  return { type: 'event', session_id, cursor, event: logged } as LiveMessage;
}
