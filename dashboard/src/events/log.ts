import type { RunEvent } from '@forgeyard/sdk';

/** The recorded events of one log, and the text of the answer that is being written now. */
export interface Log {
  readonly events: readonly RunEvent[];
  readonly lastSeq: number;
  /** The unfinished text of the message that is open; empty between messages. */
  readonly openText: string;
  /** True when the oldest events were dropped to stay within the bound. */
  readonly isCut: boolean;
}

export const emptyLog: Log = { events: [], lastSeq: 0, openText: '', isCut: false };

const eventsMax = 50_000;

/** Adds events to a log, leaving out repeats; an empty list starts the log anew. Holds the newest 50,000 events. */
export function growLog(log: Log, arrived: readonly RunEvent[]): Log {
  if (arrived.length === 0) return emptyLog;
  const events = [...log.events];
  let { lastSeq, openText } = log;
  for (const event of arrived) {
    if (event.type === 'message.delta') openText += event.payload.text;
    if (event.type === 'message.delta' || event.type === 'reasoning.delta' || event.seq === null || event.seq <= lastSeq) continue;
    lastSeq = event.seq;
    events.push(event);
    if (closesText(event.type)) openText = '';
  }
  const isOver = events.length > eventsMax;
  return { events: isOver ? events.slice(-eventsMax) : events, lastSeq, openText, isCut: log.isCut || isOver };
}

function closesText(type: string): boolean {
  return type === 'message.started' || type === 'message.completed' || type === 'attempt.started' || type.startsWith('run.');
}
