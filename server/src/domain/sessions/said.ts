import type { NewEvent } from '../../kernel/event.ts';

/** Characters of the newest message that lists show. */
const shownMax = 500;

/** What a session's row tells of the messages in its log. */
export interface Said {
  readonly count: number;
  readonly latest: string;
}

/** What an event says to a reader of the conversation; null for events that say nothing. */
export function wordsOf(event: NewEvent): string | null {
  switch (event.type) {
    case 'message.posted':
      return event.payload.content;
    case 'run.queued':
      return event.payload.input;
    case 'message.completed':
      return event.payload.text === '' ? null : event.payload.text;
    // A message that asks has been counted as the message it is.
    case 'interaction.opened':
      return event.payload.message_id === null ? event.payload.question : null;
    case 'interaction.resolved':
      return event.payload.call_id === null ? null : event.payload.message;
    default:
      return null;
  }
}

/** The messages among these events; undefined when there are none. */
export function saidIn(events: readonly NewEvent[]): Said | undefined {
  const words = events.map(wordsOf).filter((text) => text !== null);
  const latest = words.at(-1);
  return latest === undefined ? undefined : { count: words.length, latest: latest.slice(0, shownMax) };
}
