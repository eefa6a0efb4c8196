import type { Forgeyard, RunStream } from '@forgeyard/sdk';
import type { Output } from '../output/output.ts';

const acceptanceMs = 3000;
const cancelMs = 5000;
const pollMs = 50;

/** Cancels the run of a stream; when the server has not yet said which run that is, waits up to 3 s for it. */
export async function cancelStarted(forge: Forgeyard, stream: RunStream, out: Output): Promise<void> {
  for (let waitedMs = 0; stream.runId === undefined && waitedMs < acceptanceMs; waitedMs += pollMs) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  if (stream.runId === undefined) return out.note('Interrupted before the run was accepted');
  try {
    const { status } = await forge.runs.cancel(stream.runId, { timeoutMs: cancelMs });
    out.note(`Run ${stream.runId} is ${status}`);
  } catch (error) {
    out.note(`Run ${stream.runId} could not be cancelled: ${error instanceof Error ? error.message : String(error)}`);
  }
}
