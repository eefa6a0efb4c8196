import { isTerminalEvent } from '../../kernel/event.ts';
import type { At } from '../home.ts';
import { getRun } from './read-runs.ts';
import type { RunReport } from './run.ts';
import type { StartedRun } from './start-run.ts';

/** Waits until a run has ended or waits for a person, on whichever process it runs, or until the client has gone (then null). */
export async function awaitRun(at: At, run: StartedRun, closed: () => AbortSignal): Promise<RunReport | null> {
  const local = await at.home.engine.outcome(run.runId);
  if (local !== undefined && local !== null) return local;
  const signal = closed();
  await untilTerminal(at, run, signal);
  if (signal.aborted) return null;
  return (await getRun(at, { id: run.runId })).report;
}

function untilTerminal(at: At, run: StartedRun, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      stop();
      resolve();
    };
    const stop = at.home.feed.follow(
      { orgId: at.caller.orgId, sessionId: run.sessionId, after: { seq: run.afterSeq, offset: 0 } },
      {
        event: (event) => {
          if (event.runId !== run.runId) return;
          if (isTerminalEvent(event.type) || event.type === 'interaction.opened') queueMicrotask(end);
        },
        delta: () => undefined,
        lost: () => queueMicrotask(end),
      },
    );
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
