import { isTerminal, type Forgeyard, type RunInput, type StreamedEvent } from '@forgeyard/sdk';
import { describeFailure, isPassing } from '../api/failure.ts';
import { followLog, type LinkState } from '../api/follow.ts';
import { createBatch, type Batch } from '../events/batch.ts';
import type { LiveLink } from '../events/live-link.ts';
import type { ConversationChange } from './conversation.ts';

/** What a conversation listens and speaks through, until `signal` aborts. */
export interface Wire {
  readonly forge: Forgeyard;
  readonly link: LiveLink;
  readonly change: (change: ConversationChange) => void;
  readonly signal: AbortSignal;
}

/** Twenty updates a second are all that a reader can see. */
const flushEveryMs = 50;

/** Starts a run and feeds its events into the conversation until it has ended; `onRun` hears the run's id as soon as there is one. */
export async function converse(wire: Wire, agentId: string, work: RunInput, onRun: (runId: string) => void): Promise<void> {
  const batch = batchOf(wire);
  const stream = wire.forge.runs.stream(agentId, work, { signal: wire.signal, reconnectsMax: 0 });
  let cursor: string | undefined;
  let isKnown = false;
  try {
    for await (const event of stream) {
      if (!isKnown && event.run_id !== null) onRun(event.run_id);
      isKnown ||= event.run_id !== null;
      cursor = event.cursor ?? cursor;
      batch.add(event);
    }
    wire.link.set('idle');
  } catch (thrown) {
    if (wire.signal.aborted) return;
    const { runId } = stream;
    if (runId === undefined || !isPassing(thrown)) return wire.change({ kind: 'refused', error: describeFailure(thrown) });
    await listen(wire, batch, runId, cursor);
  } finally {
    batch.flush();
  }
}

/** Shows a stored session again, and goes on listening while its last run has not ended. */
export async function recall(wire: Wire, sessionId: string): Promise<void> {
  const session = await wire.forge.sessions.get(sessionId, { signal: wire.signal });
  if (session.last_seq === 0) return;
  const batch = batchOf(wire);
  const openRuns = new Set<string>();
  const isEnd = (event: StreamedEvent) => {
    if (event.run_id === null) return false;
    if (isTerminal(event.type)) openRuns.delete(event.run_id);
    else openRuns.add(event.run_id);
    return openRuns.size === 0 && event.seq !== null && event.seq >= session.last_seq;
  };
  await followLog({
    open: (options) => wire.forge.sessions.follow(sessionId, options),
    onEvent: batch.add,
    onLink: showLink(wire),
    isEnd,
    signal: wire.signal,
  });
  batch.flush();
}

async function listen(wire: Wire, batch: Batch<StreamedEvent>, runId: string, after: string | undefined): Promise<void> {
  const open = (options: Parameters<Forgeyard['runs']['follow']>[1]) => wire.forge.runs.follow(runId, options);
  wire.link.set('reconnecting');
  await followLog({ open, after, onEvent: batch.add, onLink: showLink(wire), signal: wire.signal });
}

function batchOf(wire: Wire): Batch<StreamedEvent> {
  return createBatch(flushEveryMs, (events) => {
    if (!wire.signal.aborted) wire.change({ kind: 'events', events });
  });
}

/** A conversation that waits for the next message follows nothing. */
function showLink(wire: Wire): (state: LinkState) => void {
  return (state) => wire.link.set(state === 'ended' ? 'idle' : state);
}
