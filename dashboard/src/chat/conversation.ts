import type { Failure, JsonObject, RunEvent } from '@forgeyard/sdk';
import { applyEvents } from './apply-events.ts';
import { newTurn, type Turn } from './turn.ts';

export type ConversationChange =
  | { readonly kind: 'sent'; readonly input: string; readonly data: JsonObject | null; readonly at: string }
  | { readonly kind: 'events'; readonly events: readonly RunEvent[] }
  | { readonly kind: 'refused'; readonly error: Failure }
  | { readonly kind: 'cleared' };

const refusedPrefix = 'refused-';

/** The next state of a conversation after something was sent, heard or refused. */
export function changeConversation(turns: readonly Turn[], change: ConversationChange): readonly Turn[] {
  switch (change.kind) {
    case 'sent':
      return [...turns, newTurn(change.input, change.data, change.at)];
    case 'events':
      return applyEvents(turns, change.events);
    case 'refused':
      return turns.map((turn) =>
        turn.runId === '' ? { ...turn, runId: `${refusedPrefix}${turn.startedAt}`, status: 'failed', error: change.error } : turn,
      );
    case 'cleared':
      return [];
  }
}

/** True when the server has accepted the turn as a run, so that it has a page. */
export function hasRun(turn: Turn): boolean {
  return turn.runId !== '' && !turn.runId.startsWith(refusedPrefix);
}
