import type { RunEvent } from '@forgeyard/sdk';
import { changeParts } from './change-parts.ts';
import { newTurn, type Turn } from './turn.ts';

/** Folds log events into a conversation; repeats change nothing, and untouched turns keep their identity. */
export function applyEvents(turns: readonly Turn[], events: readonly RunEvent[]): readonly Turn[] {
  const next = [...turns];
  const placeByRun = new Map(next.map((turn, place) => [turn.runId, place]));
  for (const event of events) {
    if (event.run_id === null) continue;
    const place = placeByRun.get(event.run_id) ?? adopt(next, placeByRun, event, event.run_id);
    const turn = next[place];
    if (turn === undefined) continue;
    // Live text carries no place of its own in the log: the stream delivers it exactly once.
    const isLive = event.type === 'message.delta' || event.type === 'reasoning.delta';
    const seq = isLive ? null : event.seq;
    if (seq !== null && seq <= turn.lastSeq) continue;
    next[place] = { ...turn, parts: changeParts(turn.parts, event), ...change(turn, event), lastSeq: seq ?? turn.lastSeq };
  }
  return next;
}

/** Gives the run a place: the turn that still waits for its id, or a new one at the end. */
function adopt(turns: Turn[], placeByRun: Map<string, number>, event: RunEvent, runId: string): number {
  const waiting = placeByRun.get('');
  const place = waiting ?? turns.length;
  placeByRun.delete('');
  turns[place] = { ...(turns[place] ?? newTurn('', null, event.at)), runId };
  placeByRun.set(runId, place);
  return place;
}

/** What an event changes of a turn besides its parts. */
function change(turn: Turn, event: RunEvent): Partial<Turn> {
  switch (event.type) {
    case 'run.queued':
      return { input: event.payload.input, data: event.payload.data, startedAt: event.at };
    case 'run.started':
    case 'attempt.started':
    case 'interaction.resolved':
      return { status: 'running' };
    case 'interaction.opened':
      return { status: 'waiting' };
    case 'run.cancelling':
      return { status: 'cancelling' };
    case 'run.completed':
      return {
        status: 'completed',
        durationMs: event.payload.duration_ms,
        usage: event.payload.usage,
        ...silence(turn, event.payload.output),
      };
    case 'run.failed':
    case 'run.timed_out':
    case 'run.cancelled':
      return ended(event);
    default:
      return {};
  }
}

type Failed = Extract<RunEvent, { readonly type: 'run.failed' | 'run.timed_out' | 'run.cancelled' }>;
const statusByEnd = { 'run.failed': 'failed', 'run.timed_out': 'timeout', 'run.cancelled': 'cancelled' } as const;

function ended({ type, payload }: Failed): Partial<Turn> {
  const error = type === 'run.cancelled' ? null : { code: payload.code, message: payload.message };
  return { status: statusByEnd[type], durationMs: payload.duration_ms, usage: payload.usage, error };
}

/** A run may end with an output that no message of it showed. */
function silence(turn: Turn, output: string): Partial<Turn> {
  const hasSpoken = output === '' || turn.parts.some((part) => part.kind === 'text' && part.text !== '');
  return hasSpoken ? {} : { parts: [...turn.parts, { kind: 'text', text: output, reasoning: '', isOpen: false }] };
}
