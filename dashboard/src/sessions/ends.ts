import type { JsonObject, RunEvent } from '@forgeyard/sdk';

/** What a session began with and what it came to. */
export interface Ends {
  readonly input: string | null;
  readonly data: JsonObject | null;
  readonly output: string | null;
}

/** Reads the first thing that was asked and the last that was answered out of a log. */
export function endsOf(events: readonly RunEvent[]): Ends {
  let input: string | null = null;
  let data: JsonObject | null = null;
  let output: string | null = null;
  for (const event of events) {
    if (event.type === 'run.queued' && input === null) ({ input, data } = event.payload);
    if (event.type === 'run.completed') ({ output } = event.payload);
    if (event.type !== 'message.posted') continue;
    if (event.payload.sender === 'agent') output = event.payload.content;
    else input ??= event.payload.content;
  }
  return { input, data, output };
}
