import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Server } from '@modelcontextprotocol/server';
import { toRfc3339 } from '../../kernel/clock.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../../domain/home.ts';
import { getRun } from '../../domain/runs/index.ts';
import type { RunDetails } from '../../domain/runs/index.ts';
import type { FaceParts } from '../kit/index.ts';
import { guarded, refuseCursor } from './faults.ts';

const uriPattern = /^forgeyard:\/\/runs\/([^/?#]{1,64})$/;
const mimeType = 'application/json';

/** Transcripts of runs as resources: read by their address, never listed, since there may be millions. */
export function addTranscripts(server: Server, at: At, background: FaceParts['background']): void {
  server.setRequestHandler('resources/list', async ({ params }) => {
    refuseCursor(params?.cursor);
    return { resources: [] };
  });
  server.setRequestHandler('resources/templates/list', async ({ params }) => {
    refuseCursor(params?.cursor);
    return { resourceTemplates: at.caller.grants.has('runs:read') ? [template] : [] };
  });
  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const id = uriPattern.exec(uri)?.[1];
    const run = id === undefined ? undefined : await guarded(visibleRun(at, id), background);
    if (run === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such resource.', { uri });
    return { contents: [{ uri, mimeType, text: JSON.stringify(transcriptOf(run)) }], ttlMs: 0, cacheScope: 'private' as const };
  });
}

const template = {
  uriTemplate: 'forgeyard://runs/{id}',
  name: 'run-transcript',
  title: 'Transcript of a run',
  description: 'What an agent was asked, each step that it took, and what came of it',
  mimeType,
};

/** Whatever keeps the caller from a run, the answer is that there is none. */
async function visibleRun(at: At, id: string): Promise<RunDetails | undefined> {
  return getRun(at, { id }).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
}

function transcriptOf({ id, sessionId, agent, input, data, model, createdAt, report }: RunDetails) {
  const { state, output, result, error, steps, usage, durationMs } = report;
  return {
    run_id: id,
    session_id: sessionId,
    agent: { id: agent.id, name: agent.slug },
    model,
    status: state,
    created_at: toRfc3339(createdAt),
    duration_ms: durationMs,
    input,
    data,
    steps: steps.map((step) => ({
      step: step.number,
      kind: step.kind,
      tool: step.tool,
      action: step.action,
      input: step.input,
      output: step.output,
      error: step.error,
      status: step.status,
      duration_ms: step.durationMs,
    })),
    output,
    result,
    error,
    usage: { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens },
  };
}
