import type { Example } from '../agents/example.ts';
import type { Agent } from '@forgeyard/sdk';

/** Everything that a code sample needs to know about one call of an agent. */
export interface Call {
  readonly url: string;
  readonly slug: string;
  readonly origin: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly isStream: boolean;
}

/** Describes the call that the samples make: the template's example where there is one. */
export function callOf(agent: Agent, example: Example | null, origin: string, isStream: boolean): Call {
  const body: Record<string, unknown> = { input: example?.input ?? 'Hello! What can you do?' };
  if (example !== null && example.data !== null) body['data'] = example.data;
  if (!isStream) body['stream'] = false;
  return { url: `${origin}/api/agents/${agent.slug}/execute`, slug: agent.slug, origin, body, isStream };
}

/** The body that the execute call accepts, as JSON Schema. */
export const bodySchema = {
  type: 'object',
  required: ['input'],
  properties: {
    input: { type: 'string', description: 'What the agent shall do.' },
    data: { type: 'object', description: 'Data that its tools work on.' },
    session_id: { type: 'string', format: 'uuid', description: 'Goes on with an earlier session; without it a new one begins.' },
    config_override: {
      type: 'object',
      description: 'Limits for this run only.',
      properties: {
        max_steps: { type: 'integer', minimum: 1, maximum: 100 },
        timeout_ms: { type: 'integer', minimum: 100, maximum: 600_000 },
        temperature: { type: 'number', minimum: 0, maximum: 2 },
        max_tokens: { type: 'integer', minimum: 1 },
      },
    },
    stream: { type: 'boolean', default: true, description: 'false answers with one JSON document at the end.' },
  },
} as const;

/** The events of the stream, in the order in which a client meets them. */
export const streamEvents: readonly (readonly [string, string, string])[] = [
  ['session', 'session_id, session_name, run_id, agent', 'First: where this run can be found.'],
  ['token', 'text', 'The next piece of the answer.'],
  ['reasoning', 'text', "The next piece of the model's reasoning, where it shows any."],
  ['tool', 'step_number, tool, action, status, duration_ms', 'A tool was called, has completed or failed.'],
  ['interaction', 'id, kind, question', 'The run waits for a person.'],
  ['error', 'code, message', 'What went wrong.'],
  ['done', 'run_id, session_id, status, output, result, usage, duration_ms', 'Last: how the run ended.'],
];
