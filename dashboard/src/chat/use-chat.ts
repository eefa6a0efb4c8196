import type { Agent, JsonObject } from '@forgeyard/sdk';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { isAbort } from '../api/failure.ts';
import { useForge } from '../api/forge.ts';
import { useLiveLink } from '../events/live-link.ts';
import { changeConversation, hasRun } from './conversation.ts';
import { isRunning, type Turn } from './turn.ts';
import { converse, recall, type Wire } from './wire.ts';

export interface Chat {
  readonly turns: readonly Turn[];
  readonly isBusy: boolean;
  /** Why the earlier messages of the session could not be shown; null when all is well. */
  readonly loadError: unknown;
  readonly send: (input: string, data: JsonObject | null) => void;
  /** Asks the server to cancel the run that is going on. */
  readonly stop: () => void;
  /** Forgets the conversation; the next message begins a new session. */
  readonly restart: () => void;
}

interface ChatOptions {
  readonly agent: Agent;
  readonly sessionId: string | null;
  readonly onSession: (id: string | null) => void;
}

/** A conversation with an agent over one session; it survives a reload and a broken connection. */
export function useChat({ agent, sessionId, onSession }: ChatOptions): Chat {
  const forge = useForge();
  const [turns, change] = useReducer(changeConversation, []);
  const [loadError, setLoadError] = useState<unknown>(null);
  const { newWire, hangUp } = useWires(change);
  const knownSession = useRef<string | null>(null);

  useEffect(() => {
    if (sessionId === null || sessionId === knownSession.current) return;
    knownSession.current = sessionId;
    change({ kind: 'cleared' });
    recall(newWire(), sessionId).catch((thrown: unknown) => {
      if (!isAbort(thrown)) setLoadError(thrown);
    });
  }, [sessionId, newWire]);

  const adoptSession = async (runId: string, signal: AbortSignal) => {
    const run = await forge.runs.get(runId, { signal });
    if (run.session_id === knownSession.current) return;
    knownSession.current = run.session_id;
    onSession(run.session_id);
  };
  const send = (input: string, data: JsonObject | null) => {
    const wire = newWire();
    change({ kind: 'sent', input, data, at: new Date().toISOString() });
    const work = { input, on_disconnect: 'continue', data: data ?? undefined, session_id: knownSession.current ?? undefined } as const;
    // Without its session the conversation still goes on: the next message then begins a new one.
    void converse(wire, agent.id, work, (runId) => void adoptSession(runId, wire.signal).catch(() => undefined));
  };
  const last = turns.at(-1);
  const isBusy = last !== undefined && isRunning(last);
  return {
    turns,
    isBusy,
    loadError,
    send,
    stop: () => {
      if (isBusy && hasRun(last)) void forge.runs.cancel(last.runId).catch(() => undefined);
    },
    restart: () => {
      hangUp();
      knownSession.current = null;
      setLoadError(null);
      change({ kind: 'cleared' });
      onSession(null);
    },
  };
}

interface Wires {
  /** Opens a new connection and ends the one before. */
  readonly newWire: () => Wire;
  readonly hangUp: () => void;
}

/** One connection at a time; it ends with the page. */
function useWires(change: Wire['change']): Wires {
  const forge = useForge();
  const link = useLiveLink();
  const control = useRef<AbortController | null>(null);
  const hangUp = useCallback(() => {
    control.current?.abort();
    link.set('idle');
  }, [link]);
  const newWire = useCallback((): Wire => {
    control.current?.abort();
    control.current = new AbortController();
    return { forge, link, change, signal: control.current.signal };
  }, [forge, link, change]);
  useEffect(() => hangUp, [hangUp]);
  return { newWire, hangUp };
}
